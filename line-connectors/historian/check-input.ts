import { TwinError } from '../../twin/domain/errors.ts';
import type { AggregateQuery, RangeQuery } from '../../twin/domain/historian.ts';
import type { Sample, SequencedBatch } from '../../twin/domain/sample.ts';

const limitOf32Bits = 2 ** 32;
const isUnsigned32 = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value < limitOf32Bits;

/** The first field of a sample that no store keeps as it is, or undefined. */
function unstorableField(sample: Sample): keyof Sample | undefined {
  const { value, sourceTimestamp, serverTimestamp, receivedTimestamp, status, flags } = sample;
  if (typeof value === 'number' && !Number.isFinite(value)) return 'value';
  if (!Number.isFinite(sourceTimestamp)) return 'sourceTimestamp';
  if (serverTimestamp !== undefined && !Number.isFinite(serverTimestamp)) return 'serverTimestamp';
  if (!Number.isFinite(receivedTimestamp)) return 'receivedTimestamp';
  if (!isUnsigned32(status)) return 'status';
  return isUnsigned32(flags) ? undefined : 'flags';
}

/** Throws HISTORIAN_BATCH_REFUSED before anything is stored if a sample cannot be kept exactly. */
export function checkBatch({ sequence, samples }: SequencedBatch): void {
  if (!Number.isSafeInteger(sequence + samples.length) || sequence < 0) {
    throw new TwinError(
      'HISTORIAN_BATCH_REFUSED',
      `The batch begins at sequence ${sequence}, which is not a whole number from 0 to 2^53; nothing of it is stored.`,
      { sequence, count: samples.length },
    );
  }
  for (const [i, sample] of samples.entries()) {
    const field = unstorableField(sample);
    if (field === undefined) continue;
    throw new TwinError(
      'HISTORIAN_BATCH_REFUSED',
      `Tag ${sample.tag} came with ${field} ${sample[field]}, which cannot be stored; nothing of its batch is stored.`,
      { tag: sample.tag, field, value: String(sample[field]), sequence: sequence + i },
    );
  }
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
