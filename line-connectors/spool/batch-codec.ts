import { crc32 } from 'node:zlib';
import type { Sample, SequencedBatch, TagId } from '../../twin/domain/sample.ts';

/**
 * A batch as bytes (little-endian), column by column. A column is as narrow as its values: one constant, whole numbers
 * above a base in 1, 2 or 4 bytes, or doubles.
 *
 *   0  CRC-32 of all that follows      4  CRC-32 of bytes 8 to 39
 *   8  sequence (double)              16  count            20  format
 *  24  least, 32 greatest source time (doubles)
 *  40  width of each column, 48 its base or constant (doubles), 112 the columns, each on a multiple of 8
 *      then byte lengths of the texts, then the texts
 */
const format = 1;
const headerEnd = 40;
const columnCount = 8;
const basesAt = 48;
const columnsAt = basesAt + 8 * columnCount;
/** Kind of a value; text that is not well-formed Unicode keeps its UTF-16. */
const kinds = { none: 0, number: 1, boolean: 2, utf8: 3, utf16: 4 } as const;
const onMultipleOf8 = (length: number): number => (length + 7) & ~7;

/** What the header of a record says, as far as it is undamaged. */
export interface RecordHeader {
  readonly sequence: number;
  readonly count: number;
  readonly sourceFrom: number;
  readonly sourceTo: number;
}

/** Reads the header, or undefined where it is damaged. */
export function readHeader(record: Uint8Array): RecordHeader | undefined {
  if (record.length < columnsAt) return undefined;
  const view = viewOf(record);
  if (view.getUint32(4, true) !== crc32(record.subarray(8, headerEnd))) return undefined;
  if (view.getUint32(20, true) !== format) return undefined;
  return {
    sequence: view.getFloat64(8, true),
    count: view.getUint32(16, true),
    sourceFrom: view.getFloat64(24, true),
    sourceTo: view.getFloat64(32, true),
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** How a column is written: bytes of each value (0 for a constant, 8 for doubles) and what is added to it. */
interface Shape {
  readonly width: 0 | 1 | 2 | 4 | 8;
  readonly base: number;
}

/** The narrowest shape that gives back every bit. */
function shapeOf(values: Float64Array, count: number): Shape {
  const words = new Uint32Array(values.buffer, 0, 2 * count);
  const [low, high] = words;
  let min = Infinity;
  let max = -Infinity;
  let constant = true;
  let whole = true;
  for (let i = 0; i < count && (constant || whole); i += 1) {
    if (words[2 * i] !== low || words[2 * i + 1] !== high) constant = false;
    const value = values[i]!;
    if (Math.trunc(value) !== value || (value === 0 && 1 / value < 0)) whole = false;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (constant) return { width: 0, base: values[0]! };
  const span = max - min;
  if (!whole || !(span < 2 ** 32)) return { width: 8, base: 0 };
  return { width: span < 2 ** 8 ? 1 : span < 2 ** 16 ? 2 : 4, base: min };
}

const arrayOfWidth = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: Float64Array } as const;

/** Turns batches into records; it keeps its room from one batch to the next. */
export class BatchEncoder {
  #columns: readonly Float64Array[] = [];
  #room = 0;

  /** @param tagNumber - the number under which the spool knows a tag */
  encode({ sequence, samples }: SequencedBatch, tagNumber: (tag: TagId) => number): Uint8Array {
    const count = samples.length;
    this.#makeRoom(count);
    const { texts, sourceFrom, sourceTo } = this.#gather(samples, tagNumber);
    const shapes = this.#columns.map((column) => shapeOf(column, count));
    const columnBytes = shapes.reduce((sum, { width }) => sum + onMultipleOf8(width * count), 0);
    const textBytes = texts.reduce((sum, text) => sum + 4 + text.length, 0);
    const record = new Uint8Array(columnsAt + columnBytes + textBytes);
    const view = viewOf(record);
    let at = columnsAt;
    for (const [column, { width, base }] of shapes.entries()) {
      record[headerEnd + column] = width;
      view.setFloat64(basesAt + 8 * column, base, true);
      if (width === 0) continue;
      const values = this.#columns[column]!;
      const target = new arrayOfWidth[width](record.buffer, at, count);
      if (base === 0) target.set(values.subarray(0, count));
      else for (let i = 0; i < count; i += 1) target[i] = values[i]! - base;
      at += onMultipleOf8(width * count);
    }
    for (const { length } of texts) {
      view.setUint32(at, length, true);
      at += 4;
    }
    for (const text of texts) {
      record.set(text, at);
      at += text.length;
    }
    view.setFloat64(8, sequence, true);
    view.setUint32(16, count, true);
    view.setUint32(20, format, true);
    view.setFloat64(24, sourceFrom, true);
    view.setFloat64(32, sourceTo, true);
    view.setUint32(4, crc32(record.subarray(8, headerEnd)), true);
    view.setUint32(0, crc32(record.subarray(4)), true);
    return record;
  }

  #makeRoom(count: number): void {
    if (count <= this.#room) return;
    this.#room = count;
    this.#columns = Array.from({ length: columnCount }, () => new Float64Array(count));
  }

  #gather(samples: readonly Sample[], tagNumber: (tag: TagId) => number) {
    const [tags, sources, servers, received, kind, numbers, statuses, flags] = this
      .#columns as Columns;
    const texts: Uint8Array[] = [];
    let sourceFrom = Infinity;
    let sourceTo = -Infinity;
    for (let i = 0; i < samples.length; i += 1) {
      const sample = samples[i]!;
      const { sourceTimestamp, value } = sample;
      tags[i] = tagNumber(sample.tag);
      sources[i] = sourceTimestamp;
      if (sourceTimestamp < sourceFrom) sourceFrom = sourceTimestamp;
      if (sourceTimestamp > sourceTo) sourceTo = sourceTimestamp;
      servers[i] = sample.serverTimestamp ?? Number.NaN;
      received[i] = sample.receivedTimestamp;
      statuses[i] = sample.status;
      flags[i] = sample.flags;
      numbers[i] = typeof value === 'number' ? value : value === true ? 1 : 0;
      if (typeof value === 'number') kind[i] = kinds.number;
      else if (typeof value === 'boolean') kind[i] = kinds.boolean;
      else if (value === null) kind[i] = kinds.none;
      else {
        const wellFormed = isWellFormed(value);
        kind[i] = wellFormed ? kinds.utf8 : kinds.utf16;
        texts.push(Buffer.from(value, wellFormed ? 'utf8' : 'utf16le'));
      }
    }
    return { texts, sourceFrom, sourceTo };
  }
}
type Columns = readonly [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
];

/** False where a surrogate stands alone: UTF-8 cannot keep it. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** The batch of a record, or undefined where it is damaged, lies under another number or names a tag that is not known. */
export function decodeBatch(
  record: Uint8Array,
  sequence: number,
  tagNames: readonly (TagId | undefined)[],
): SequencedBatch | undefined {
  const header = readHeader(record);
  if (header === undefined || header.sequence !== sequence) return undefined;
  if (viewOf(record).getUint32(0, true) !== crc32(record.subarray(4))) return undefined;
  const { count } = header;
  const { columns, end } = readColumns(record, count);
  const [tags, sources, servers, received, kind, numbers, statuses, flags] = columns;
  const texts = readTexts(record, end, kind);
  let text = 0;
  const samples: Sample[] = [];
  for (let i = 0; i < count; i += 1) {
    const tag = tagNames[tags[i]!];
    if (tag === undefined) return undefined;
    const sourceTimestamp = sources[i]!;
    const serverTimestamp = servers[i]!;
    const receivedTimestamp = received[i]!;
    const number = numbers[i]!;
    const value =
      kind[i] === kinds.number
        ? number
        : kind[i] === kinds.none
          ? null
          : kind[i] === kinds.boolean
            ? number === 1
            : texts[text++]!;
    const status = statuses[i]!;
    const known = { tag, sourceTimestamp, receivedTimestamp, value, status, flags: flags[i]! };
    samples.push(Number.isNaN(serverTimestamp) ? known : { ...known, serverTimestamp });
  }
  return { sequence, samples };
}

function readColumns(record: Uint8Array, count: number): { columns: Columns; end: number } {
  const view = viewOf(record);
  let at = columnsAt;
  const columns = Array.from({ length: columnCount }, (_, column) => {
    const width = record[headerEnd + column] as Shape['width'];
    const base = view.getFloat64(basesAt + 8 * column, true);
    if (width === 0) return new Float64Array(count).fill(base);
    const length = width * count;
    // A copy: a record that was read may begin anywhere in its buffer.
    const bytes = record.slice(at, at + length);
    at += onMultipleOf8(length);
    const values = Float64Array.from(new arrayOfWidth[width](bytes.buffer, 0, count));
    if (base !== 0) for (let i = 0; i < count; i += 1) values[i] = values[i]! + base;
    return values;
  });
  return { columns: columns as unknown as Columns, end: at };
}

function readTexts(record: Uint8Array, at: number, kind: Float64Array): string[] {
  const encodings = [...kind].flatMap((of): BufferEncoding[] =>
    of === kinds.utf8 ? ['utf8'] : of === kinds.utf16 ? ['utf16le'] : [],
  );
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  let from = at + 4 * encodings.length;
  return encodings.map((encoding, i) => {
    const to = from + bytes.readUInt32LE(at + 4 * i);
    const text = bytes.toString(encoding, from, to);
    from = to;
    return text;
  });
}
