import { TwinError } from '../../twin/domain/errors.ts';
import type { AggregateQuery, RangeQuery } from '../../twin/domain/historian.ts';
import type { Sample, SequencedBatch, TagId } from '../../twin/domain/sample.ts';
import { parseTag } from '../../twin/domain/tag.ts';

const limitOf32Bits = 2 ** 32;
/** Greatest distance of a source time from 1970 [ms]: what 64 bits of nanoseconds hold, years 1678 to 2261. */
const longestTime = 9.2e12;
/** Most bytes of a text; InfluxDB keeps 64 KiB at most. */
const mostTextBytes = 65_535;
const mostTagCharacters = 512;
/** Most refused samples that one error lists. */
const mostListed = 100;

/** A sample that no store keeps as it is. */
export interface Refusal {
  readonly sequence: number;
  readonly tag: TagId;
  readonly field: keyof Sample;
  readonly value: string;
}

const isUnsigned32 = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value < limitOf32Bits;

/** Names that passed; a line has a bounded number of them, hostile ones are never kept. */
const goodNames = new Set<TagId>();
const mostGoodNames = 100_000;

/** Five parts, and nothing that a protocol or a query would take for more than a name. */
function isName(tag: TagId): boolean {
  if (goodNames.has(tag)) return true;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const odd = /[\u0000-\u001f\u007f-\u009f\\]|\p{Surrogate}/u;
  const isGood = parseTag(tag) !== undefined && tag.length <= mostTagCharacters && !odd.test(tag);
  if (isGood && goodNames.size < mostGoodNames) goodNames.add(tag);
  return isGood;
}

function isText(value: string): boolean {
  if (value.length * 3 > mostTextBytes && Buffer.byteLength(value) > mostTextBytes) return false;
  // Half of a pair is no character: stores replace it.
  return !/\p{Surrogate}/u.test(value);
}

/** The first field of a sample that no store keeps as it is, or undefined. */
function unstorableField(sample: Sample): keyof Sample | undefined {
  const { tag, value, sourceTimestamp, serverTimestamp, receivedTimestamp, status, flags } = sample;
  if (typeof value === 'number' ? !Number.isFinite(value) : !isStorable(value)) return 'value';
  if (!(Math.abs(sourceTimestamp) <= longestTime)) return 'sourceTimestamp';
  if (serverTimestamp !== undefined && !Number.isFinite(serverTimestamp)) return 'serverTimestamp';
  if (!Number.isFinite(receivedTimestamp)) return 'receivedTimestamp';
  if (!isUnsigned32(status)) return 'status';
  if (!isUnsigned32(flags)) return 'flags';
  return isName(tag) ? undefined : 'tag';
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return isText(value);
  return value === null || typeof value === 'boolean';
}

/** Said of a refused value, in bounds. */
const shown = (value: unknown): string => {
  const text = String(value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}... (${text.length} characters)`;
};

/**
 * The samples of a batch that cannot be kept exactly; the others can.
 * @throws TwinError HISTORIAN_BATCH_REFUSED where its sequence is no place in the order of arrival: nothing of it can be kept
 */
export function refusalsOf({ sequence, samples }: SequencedBatch): readonly Refusal[] {
  if (!Number.isSafeInteger(sequence + samples.length) || sequence < 0) {
    throw new TwinError(
      'HISTORIAN_BATCH_REFUSED',
      `The batch begins at sequence ${sequence}, which is not a whole number from 0 to 2^53; nothing of it is stored.`,
      { sequence, count: samples.length },
    );
  }
  const refusals: Refusal[] = [];
  for (let i = 0; i < samples.length; i += 1) {
    const sample = samples[i]!;
    const field = unstorableField(sample);
    if (field === undefined) continue;
    refusals.push({ sequence: sequence + i, tag: sample.tag, field, value: shown(sample[field]) });
  }
  return refusals;
}

/** What `append` rejects with: all but the refused samples are stored, and the batch is not to be offered again. */
export function refusalError(refusals: readonly Refusal[]): TwinError {
  const { tag, field, value, sequence } = refusals[0]!;
  const count = refusals.length;
  const others = count === 1 ? '' : ` So were ${count - 1} more.`;
  return new TwinError(
    'HISTORIAN_BATCH_REFUSED',
    `Tag ${shown(tag)} came with ${field} ${value}, which cannot be stored: this sample is left out.${others} The rest of the batch is stored.`,
    { tag: shown(tag), field, value, sequence, count, refused: refusals.slice(0, mostListed) },
  );
}

/** How many samples an error of `append` says are left out for ever. */
export function refusedIn(error: unknown): number {
  if (!(error instanceof TwinError && error.code === 'HISTORIAN_BATCH_REFUSED')) return 0;
  return Number(error.data['count']);
}

/** Throws HISTORIAN_BAD_QUERY for bounds that are not numbers or an interval that is not positive. */
export function checkQuery(query: RangeQuery | AggregateQuery): void {
  const { from, to } = query;
  const interval_ms = 'interval_ms' in query ? query.interval_ms : 1;
  if (!Number.isNaN(from) && !Number.isNaN(to) && interval_ms > 0 && interval_ms < Infinity) return;
  throw new TwinError(
    'HISTORIAN_BAD_QUERY',
    `A query needs numbers as bounds and a positive, finite interval: found from ${from}, to ${to}, interval ${interval_ms} ms.`,
    { from, to, interval_ms },
  );
}
