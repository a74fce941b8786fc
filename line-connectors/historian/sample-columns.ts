import type { StoredSample } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';

/** Type of a value, as stored in the column `kind`. */
export const valueKinds = { none: 0, number: 1, boolean: 2, text: 3 } as const;

/** Samples by column, as they cross the thread border: arrays are longer than `count` where more room was made. */
export interface SampleColumns {
  count: number;
  readonly sequence: Float64Array<ArrayBuffer>;
  /** Number of the tag in this file. */
  readonly tag: Int32Array<ArrayBuffer>;
  readonly sourceTimestamp: Float64Array<ArrayBuffer>;
  /** NaN where the source's server gave none. */
  readonly serverTimestamp: Float64Array<ArrayBuffer>;
  readonly receivedTimestamp: Float64Array<ArrayBuffer>;
  readonly kind: Uint8Array<ArrayBuffer>;
  /** The number, or 0 and 1 for a boolean. */
  readonly number: Float64Array<ArrayBuffer>;
  readonly status: Uint32Array<ArrayBuffer>;
  readonly flags: Uint32Array<ArrayBuffer>;
  /** Only those of rows whose kind is text, in order. */
  readonly text: string[];
}

const bytesOfSample = 5 * 8 + 3 * 4 + 1;

/**
 * Room for samples, in one block that moves to another thread as one.
 * @param block - of columns of this capacity that nobody reads any more
 */
export function makeColumns(
  capacity: number,
  block = new ArrayBuffer(capacity * bytesOfSample),
): SampleColumns {
  // Widest first, so that each array begins at a multiple of its items.
  let used = 0;
  const take = (bytes: number): number => {
    const at = used;
    used += bytes * capacity;
    return at;
  };
  return {
    count: 0,
    sequence: new Float64Array(block, take(8), capacity),
    sourceTimestamp: new Float64Array(block, take(8), capacity),
    serverTimestamp: new Float64Array(block, take(8), capacity),
    receivedTimestamp: new Float64Array(block, take(8), capacity),
    number: new Float64Array(block, take(8), capacity),
    tag: new Int32Array(block, take(4), capacity),
    status: new Uint32Array(block, take(4), capacity),
    flags: new Uint32Array(block, take(4), capacity),
    kind: new Uint8Array(block, take(1), capacity),
    text: [],
  };
}

/** What to move, not copy, to the other thread. */
export function blockOf({ sequence }: SampleColumns): ArrayBuffer {
  return sequence.buffer;
}

/** Writes one sample behind the last. */
export function pushSample(
  columns: SampleColumns,
  sample: Sample,
  sequence: number,
  tag: number,
): void {
  const i = columns.count++;
  const { value } = sample;
  columns.sequence[i] = sequence;
  columns.tag[i] = tag;
  columns.sourceTimestamp[i] = sample.sourceTimestamp;
  columns.serverTimestamp[i] = sample.serverTimestamp ?? Number.NaN;
  columns.receivedTimestamp[i] = sample.receivedTimestamp;
  columns.status[i] = sample.status;
  columns.flags[i] = sample.flags;
  if (typeof value === 'number') {
    columns.kind[i] = valueKinds.number;
    columns.number[i] = value;
  } else if (typeof value === 'boolean') {
    columns.kind[i] = valueKinds.boolean;
    columns.number[i] = value ? 1 : 0;
  } else if (value === null) {
    columns.kind[i] = valueKinds.none;
  } else {
    columns.kind[i] = valueKinds.text;
    columns.text.push(value);
  }
}

/** The samples of columns, with the names of their tags. */
export function samplesOf(columns: SampleColumns, tagNames: readonly TagId[]): StoredSample[] {
  let texts = 0;
  const samples = new Array<StoredSample>(columns.count);
  for (let i = 0; i < columns.count; i += 1) {
    const kind = columns.kind[i]!;
    const number = columns.number[i]!;
    let value: StoredSample['value'] = null;
    if (kind === valueKinds.number) value = number;
    else if (kind === valueKinds.boolean) value = number === 1;
    else if (kind === valueKinds.text) value = columns.text[texts++]!;
    const tag = tagNames[columns.tag[i]!]!;
    const sourceTimestamp = columns.sourceTimestamp[i]!;
    const serverTimestamp = columns.serverTimestamp[i]!;
    const receivedTimestamp = columns.receivedTimestamp[i]!;
    const status = columns.status[i]!;
    const flags = columns.flags[i]!;
    const sequence = columns.sequence[i]!;
    // Written out twice: a spread of what may be absent takes longer than all the rest.
    samples[i] = Number.isNaN(serverTimestamp)
      ? { tag, sourceTimestamp, receivedTimestamp, value, status, flags, sequence }
      : {
          tag,
          sourceTimestamp,
          serverTimestamp,
          receivedTimestamp,
          value,
          status,
          flags,
          sequence,
        };
  }
  return samples;
}
