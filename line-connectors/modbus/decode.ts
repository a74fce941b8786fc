import type { ModbusAddress, ModbusType, NumberType, WordOrder } from './address.ts';
import { isBitTable } from './address.ts';

/** Bytes of one value in the order of its type: highest first, from registers in whatever order. */
const scratch = new DataView(new ArrayBuffer(8));

const readers: Readonly<Record<NumberType, () => number>> = {
  int16: () => scratch.getInt16(0),
  uint16: () => scratch.getUint16(0),
  int32: () => scratch.getInt32(0),
  uint32: () => scratch.getUint32(0),
  float32: () => scratch.getFloat32(0),
  int64: () => Number(scratch.getBigInt64(0)),
  uint64: () => Number(scratch.getBigUint64(0)),
  float64: () => scratch.getFloat64(0),
};

/**
 * The number in `count` registers at byte `at`, before scale and offset. 64-bit integers beyond 2^53 take the nearest
 * double; floats may be NaN or infinite, as the device sends them.
 */
export function numberAt(
  bytes: Uint8Array,
  at: number,
  count: number,
  type: NumberType,
  order: WordOrder,
): number {
  const lowWordFirst = order === 'CDAB' || order === 'DCBA';
  const lowByteFirst = order === 'BADC' || order === 'DCBA';
  for (let word = 0; word < count; word++) {
    const from = at + 2 * (lowWordFirst ? count - 1 - word : word);
    scratch.setUint8(2 * word, bytes[lowByteFirst ? from + 1 : from]!);
    scratch.setUint8(2 * word + 1, bytes[lowByteFirst ? from : from + 1]!);
  }
  return readers[type]();
}

/** Text of registers: one byte a character (ISO 8859-1), up to the first NUL, without blanks at its end. */
function textAt(bytes: Uint8Array, at: number, count: number, order: WordOrder): string {
  let text = '';
  for (let i = 0; i < 2 * count; i++) {
    const code = bytes[at + (order === 'BADC' ? i ^ 1 : i)]!;
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text.trimEnd();
}

function ofRegisters(
  bytes: Uint8Array,
  at: number,
  count: number,
  type: ModbusType,
): number | boolean | string {
  switch (type.kind) {
    case 'text':
      return textAt(bytes, at, count, type.order);
    case 'number': {
      const raw = numberAt(bytes, at, count, type.type, type.order);
      return raw * type.scale + type.offset;
    }
    default: {
      const bit = type.kind === 'bit' ? type.bit : 0;
      return ((bytes[at]! * 256 + bytes[at + 1]!) & (1 << bit)) !== 0;
    }
  }
}

/**
 * A value out of the bytes of a block that begins at register or bit `blockFirst`. A number that is NaN or infinite is how
 * devices say that they have none.
 */
export function decode(
  bytes: Uint8Array,
  blockFirst: number,
  { table, first, count, type }: ModbusAddress,
): number | boolean | string {
  const at = first - blockFirst;
  if (isBitTable(table)) return (bytes[at >> 3]! & (1 << (at & 7))) !== 0;
  return ofRegisters(bytes, 2 * at, count, type);
}

/** The numbers of an array, in the order of their registers; NaN where the device has none. */
export function decodeArray(
  bytes: Uint8Array,
  blockFirst: number,
  { first, count, type }: ModbusAddress,
): Float64Array {
  const {
    length = 1,
    type: number,
    order,
    scale,
    offset,
  } = type as Extract<ModbusType, { kind: 'number' }>;
  const registers = count / length;
  const at = 2 * (first - blockFirst);
  return Float64Array.from(
    { length },
    (_, i) => numberAt(bytes, at + 2 * registers * i, registers, number, order) * scale + offset,
  );
}

/** Whether an address holds the values of a waveform. */
export function isArray({ type }: ModbusAddress): boolean {
  return type.kind === 'number' && type.length !== undefined;
}
