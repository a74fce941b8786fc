import { type Sample, sampleFlags, statusCodes, type TagId } from '../../twin/domain/sample.ts';

/** What the history is told when a replay begins. */
export interface ReplayBegin {
  readonly source: string;
  readonly fingerprint: string;
  /** Range of source time that was asked for [ms]; infinite where it was not. */
  readonly from: number;
  readonly to: number;
  /** Source time over ours; infinite for as fast as possible. */
  readonly speed: number;
  /** What was added to every time of the source [ms]. */
  readonly shift_ms: number;
}

/** What it is told when it is over. */
export interface ReplayEnd extends ReplayBegin {
  readonly played: number;
  readonly rejected: number;
  /** Source times before the shift [ms]. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

const isoOf = (time: number | undefined): string | null =>
  time === undefined || !Number.isFinite(time) ? null : new Date(time).toISOString();

/** A record as a sample on the event tag of its connector: it takes the way of every sample. */
export function replayRecord(
  tag: TagId,
  event: 'begun' | 'done',
  record: ReplayBegin | ReplayEnd,
  now: number,
): Sample {
  const { from, to, speed, ...rest } = record;
  const times = 'played' in record ? { first: isoOf(record.first), last: isoOf(record.last) } : {};
  return {
    tag,
    sourceTimestamp: now,
    receivedTimestamp: now,
    value: JSON.stringify({
      event,
      ...rest,
      ...times,
      from: isoOf(from),
      to: isoOf(to),
      speed: Number.isFinite(speed) ? speed : 'max',
    }),
    status: statusCodes.good,
    flags: 0,
  };
}

/** Shift of a replay of the same source and range that was cut off; undefined where the last one was another, or is done. */
export function shiftToGoOnWith(
  last: Sample | undefined,
  { fingerprint, from, to }: ReplayBegin,
): number | undefined {
  if (typeof last?.value !== 'string' || (last.flags & sampleFlags.replay) !== 0) return undefined;
  const said = parsed(last.value);
  const isSame =
    said['event'] === 'begun' &&
    said['fingerprint'] === fingerprint &&
    said['from'] === isoOf(from) &&
    said['to'] === isoOf(to);
  const shift = said['shift_ms'];
  return isSame && typeof shift === 'number' ? shift : undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? { ...value } : {};
  } catch {
    return {};
  }
}
