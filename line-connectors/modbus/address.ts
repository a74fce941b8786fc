/** The four tables of a device (MODBUS Application Protocol V1.1b3, 4.3). */
export const modbusTables = ['coil', 'discrete', 'input', 'holding'] as const;
export type ModbusTable = (typeof modbusTables)[number];

/**
 * Order of the bytes of a number in its registers, for 0xAABBCCDD: which word comes first, and which byte of a word.
 * Numbers of one register know only the order of the bytes (ABCD, BADC); those of four continue the pattern.
 */
export const wordOrders = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const;
export type WordOrder = (typeof wordOrders)[number];

/** Registers of each type of number. */
export const numberTypes = {
  int16: 1,
  uint16: 1,
  int32: 2,
  uint32: 2,
  float32: 2,
  int64: 4,
  uint64: 4,
  float64: 4,
} as const;
export type NumberType = keyof typeof numberTypes;

/** How registers or bits become a value. */
export type ModbusType =
  | { readonly kind: 'bool' }
  | { readonly kind: 'bit'; readonly bit: number }
  | { readonly kind: 'text'; readonly order: WordOrder }
  | {
      readonly kind: 'number';
      readonly type: NumberType;
      readonly order: WordOrder;
      /** Value = number of the registers x scale + offset. */
      readonly scale: number;
      readonly offset: number;
      /** Numbers one behind the other, which are the values of a waveform; one number where absent. */
      readonly length?: number;
    };

/** One value of a device: where it lies and how it is read. */
export interface ModbusAddress {
  /** Device behind the endpoint. */
  readonly unit: number;
  readonly table: ModbusTable;
  /** First register or bit as it is sent, counted from 0. */
  readonly first: number;
  /** Registers, or bits of the tables coil and discrete. */
  readonly count: number;
  readonly type: ModbusType;
}

/** What a connector says for all its addresses. */
export interface AddressRules {
  /** Number that the map gives the first register of a table. */
  readonly firstRegister: 0 | 1;
  /** Of addresses that name none. */
  readonly wordOrder?: WordOrder;
}

/** An address that cannot be read: the word of it that is wrong, and what is allowed there. */
export interface AddressProblem {
  readonly found: string;
  readonly allowed: string;
}

/** Registers that one request may ask for, and with them the longest text (V1.1b3, 6.3). */
export const mostRegisters = 125;
/** Bits that one request may ask for (6.1). */
export const mostBits = 2000;
/** Addresses of a table (4.4). */
const addresses = 65_536;

function isOneOf<T extends string>(list: readonly T[], text: string | undefined): text is T {
  return (list as readonly (string | undefined)[]).includes(text);
}

/** True for the tables of single bits. */
export function isBitTable(table: ModbusTable): boolean {
  return table === 'coil' || table === 'discrete';
}

/**
 * Reads `UNIT TABLE REGISTER [TYPE] [ORDER] [scale=X] [offset=X]`, words parted by blanks.
 * UNIT 0 to 255; TABLE coil, discrete, input or holding; REGISTER as the connector counts. TYPE is left out for coils and
 * discrete inputs, which are bool; else it is int16, uint16, int32, uint32, float32, int64, uint64, float64, `text:N` (N
 * registers), `bit:N` (0 the lowest of one register), or for a waveform a number type with the length of an array,
 * `int16[100]`. ORDER is needed from two registers on, unless the connector gives one.
 *
 * Examples: `1 holding 40 float32 CDAB scale=0.1`, `3 input 12 bit:4`, `1 coil 7`, `1 holding 100 text:8`.
 */
export function parseModbusAddress(
  text: string,
  rules: AddressRules,
): ModbusAddress | AddressProblem {
  const [unit = '', table = '', register = '', ...rest] = text.trim().split(/\s+/);
  if (!/^\d{1,3}$/.test(unit) || Number(unit) > 255) return problem(unit, 'a unit from 0 to 255');
  if (!isOneOf(modbusTables, table)) return problem(table, `a table: ${modbusTables.join(', ')}`);
  const typed = isBitTable(table) ? bitOfTable(rest) : valueOfRegisters(rest, rules);
  if ('allowed' in typed) return typed;
  const { count, type } = typed;
  const first = Number(register) - rules.firstRegister;
  if (!/^\d{1,5}$/.test(register) || first < 0 || first + count > addresses) {
    const last = addresses - count + rules.firstRegister;
    return problem(register, `a register from ${rules.firstRegister} to ${last}`);
  }
  return { unit: Number(unit), table, first, count, type };
}

type Typed = Pick<ModbusAddress, 'count' | 'type'>;

function problem(found: string | undefined, allowed: string): AddressProblem {
  return { found: found ?? '', allowed };
}

function bitOfTable(words: readonly string[]): Typed | AddressProblem {
  const [type = 'bool', extra] = words;
  if (type !== 'bool') return problem(type, 'bool or nothing behind a coil or discrete input');
  if (extra !== undefined) return problem(extra, 'nothing behind bool');
  return { count: 1, type: { kind: 'bool' } };
}

function valueOfRegisters(
  [type, ...options]: readonly string[],
  rules: AddressRules,
): Typed | AddressProblem {
  const [, kind, number] = /^(bit|text):(\d{1,3})$/.exec(type ?? '') ?? [];
  const n = Number(number);
  if (kind === 'bit') {
    if (n > 15) return problem(type, 'bit:0 to bit:15');
    if (options[0] !== undefined) return problem(options[0], 'nothing behind a bit');
    return { count: 1, type: { kind, bit: n } };
  }
  if (kind === 'text') {
    if (n < 1 || n > mostRegisters) return problem(type, `text:1 to text:${mostRegisters}`);
    const [order = 'ABCD', extra] = options;
    if (order !== 'ABCD' && order !== 'BADC') return problem(order, 'ABCD or BADC behind a text');
    if (extra !== undefined) return problem(extra, 'nothing behind the order of a text');
    return { count: n, type: { kind, order } };
  }
  const types = Object.keys(numberTypes) as NumberType[];
  const [, of, digits] = /^(\w+)\[(\d{1,3})\]$/.exec(type ?? '') ?? [];
  if (isOneOf(types, of)) {
    const most = Math.floor(mostRegisters / numberTypes[of]);
    const length = Number(digits);
    if (length < 2 || length > most) return problem(type, `${of}[2] to ${of}[${most}]`);
    return arrayOfRegisters(of, length, options, rules);
  }
  if (!isOneOf(types, type)) {
    return problem(type, `a type: ${types.join(', ')}, text:N, bit:N, or an array as int16[N]`);
  }
  return numberOfRegisters(type, options, rules);
}

function arrayOfRegisters(
  type: NumberType,
  length: number,
  options: readonly string[],
  rules: AddressRules,
): Typed | AddressProblem {
  const one = numberOfRegisters(type, options, rules);
  if ('allowed' in one || one.type.kind !== 'number') return one;
  return { count: length * one.count, type: { ...one.type, length } };
}

function numberOfRegisters(
  type: NumberType,
  options: readonly string[],
  rules: AddressRules,
): Typed | AddressProblem {
  const given: { order?: WordOrder; scale?: number; offset?: number } = {};
  for (const option of options) {
    const [, key, text] = /^(scale|offset)=(.+)$/.exec(option) ?? [];
    const value = Number(text);
    if (isOneOf(wordOrders, option) && given.order === undefined) given.order = option;
    else if (
      (key === 'scale' || key === 'offset') &&
      Number.isFinite(value) &&
      given[key] === undefined &&
      (key === 'offset' || value !== 0)
    ) {
      given[key] = value;
    } else {
      const allowed = `${wordOrders.join(', ')}, scale=X (not 0), offset=X, each once`;
      return problem(option, allowed);
    }
  }
  const count = numberTypes[type];
  const order = given.order ?? rules.wordOrder ?? (count === 1 ? 'ABCD' : undefined);
  if (order === undefined) {
    return problem(type, `${type} with its order, ${wordOrders.join(', ')}, here or as wordOrder`);
  }
  const { scale = 1, offset = 0 } = given;
  return { count, type: { kind: 'number', type, order, scale, offset } };
}
