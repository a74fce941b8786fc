import type { Sample } from '../domain/sample.ts';
import type { SpoolLoss } from '../domain/spool.ts';
import { gapTag } from '../domain/tag.ts';

const reasons: Readonly<Record<SpoolLoss['reason'], string>> = {
  full: 'the spool was full: the oldest samples that the historian had not taken were given up',
  damaged: 'a record of the spool could not be read',
  notTaken: 'the spool took nothing for so long that memory had no room for more',
};

/**
 * A loss as the history tells it: text in JSON, at the newest source time that was lost. It depends on nothing but the
 * loss, so that one that is told twice is known as a repeat.
 */
export function gapRecord(line: string, loss: SpoolLoss, now: number): Sample {
  const { from, to, samples, sourceFrom, sourceTo, reason } = loss;
  return {
    tag: gapTag(line, 'spool'),
    sourceTimestamp: sourceTo === undefined ? now : Math.min(sourceTo, now),
    receivedTimestamp: now,
    value: JSON.stringify({
      from: isoTime(sourceFrom),
      to: isoTime(sourceTo),
      source: 'spool',
      reason: reasons[reason],
      cause: reason,
      fromSequence: from,
      toSequence: to,
      lostSamples: samples,
    }),
    status: 0,
    flags: 0,
  };
}

/** Null where it is not known, or further from 1970 than a calendar reaches. */
function isoTime(time: number | undefined): string | null {
  if (time === undefined) return null;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
