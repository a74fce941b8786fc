import { TwinError } from '../../twin/domain/errors.ts';
import {
  type AddressRules,
  isBitTable,
  type ModbusTable,
  modbusTables,
  type NumberType,
  numberTypes,
  type WordOrder,
  wordOrders,
} from './address.ts';
import { numberAt } from './decode.ts';
import { exceptionMeaning } from './exception.ts';
import { openModbusLink } from './link.ts';
import { endpointOf, type ModbusSource } from './options.ts';

/** What lies at an address: its words, and every number that they could be. */
export interface ModbusPeek {
  readonly endpoint: string;
  readonly unit: number;
  readonly table: ModbusTable;
  /** As it was sent, counted from 0. */
  readonly first: number;
  readonly roundTrip_ms: number;
  /** Words of the tables input and holding. */
  readonly words: readonly number[];
  /** Bits of the tables coil and discrete. */
  readonly bits: readonly boolean[];
  /** Decodings of the words from the first on, of every type that fits; null where the number is NaN or infinite. */
  readonly numbers: Readonly<
    Partial<Record<NumberType, Readonly<Record<WordOrder, number | null>>>>
  >;
}

/** Registers looked at: the longest number has four. Fewer where the device refuses so many. */
const lookedAt = [4, 2, 1];
const bitsLookedAt = 16;

/** Unit, table and first register of an address; what follows is not looked at. */
function placeOf(address: string, { firstRegister }: AddressRules) {
  const [unit = '', table = '', register = ''] = address.trim().split(/\s+/);
  const first = Number(register) - firstRegister;
  const known = modbusTables.find((name) => name === table);
  const isPlace = /^\d{1,3}$/.test(unit) && Number(unit) < 256 && /^\d{1,5}$/.test(register);
  if (known !== undefined && isPlace && first >= 0 && first < 65_536) {
    return { unit: Number(unit), table: known, first };
  }
  const allowed = `UNIT TABLE REGISTER: 0 to 255, ${modbusTables.join(', ')}, and from ${firstRegister} on`;
  throw new TwinError('USAGE', `'${address}' is no address; allowed is ${allowed}`, {
    found: address,
    allowed,
  });
}

/**
 * Reads what lies at `UNIT TABLE REGISTER` and decodes it in every way, to find type and word order of a device.
 * @throws TwinError USAGE, MODBUS_UNREACHABLE, MODBUS_TIMEOUT, MODBUS_BAD_FRAME, MODBUS_REFUSED
 */
export async function peekModbus(
  source: ModbusSource,
  rules: AddressRules,
  address: string,
  signal: AbortSignal,
): Promise<ModbusPeek> {
  const { unit, table, first } = placeOf(address, rules);
  const endpoint = endpointOf(source);
  const isBits = isBitTable(table);
  const counts = (isBits ? [bitsLookedAt, 1] : lookedAt).filter(
    (n) => n === 1 || first + n <= 65_536,
  );
  const link = await openModbusLink(source, signal);
  try {
    let refusal = '';
    for (const count of counts) {
      const answer = await link.read(unit, { table, first, count });
      if (answer.kind === 'timeout') {
        const message = `unit ${unit} of ${endpoint} does not answer within ${source.timeout_ms} ms`;
        throw new TwinError('MODBUS_TIMEOUT', message, { endpoint, unit });
      }
      if (answer.kind === 'exception') {
        const { text, cause } = exceptionMeaning(answer.code);
        refusal = `exception ${answer.code}, ${text}`;
        if (cause === 'split') continue;
        break;
      }
      const { bytes, roundTrip_ms } = answer;
      return {
        endpoint,
        unit,
        table,
        first,
        roundTrip_ms,
        words: isBits
          ? []
          : Array.from({ length: count }, (_, i) => bytes[2 * i]! * 256 + bytes[2 * i + 1]!),
        bits: isBits
          ? Array.from({ length: count }, (_, i) => (bytes[i >> 3]! & (1 << (i & 7))) !== 0)
          : [],
        numbers: isBits ? {} : everyNumber(bytes, count),
      };
    }
    throw new TwinError(
      'MODBUS_REFUSED',
      `unit ${unit} of ${endpoint} refuses ${table} ${first} (counted from 0): ${refusal}`,
      { endpoint, unit, table, first },
    );
  } finally {
    link.close();
  }
}

function everyNumber(bytes: Uint8Array, words: number): ModbusPeek['numbers'] {
  const types = (Object.keys(numberTypes) as NumberType[]).filter(
    (type) => numberTypes[type] <= words,
  );
  return Object.fromEntries(
    types.map((type) => {
      const inOrder = wordOrders.map((order) => {
        const value = numberAt(bytes, 0, numberTypes[type], type, order);
        return [order, Number.isFinite(value) ? value : null] as const;
      });
      return [type, Object.fromEntries(inOrder)];
    }),
  );
}
