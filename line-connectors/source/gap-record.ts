import type { Sample, TagId } from '../../twin/domain/sample.ts';

/** A time in which values of a source may be missing for ever. */
export interface Gap {
  /** Last time before it of which something is known, and first time after it [ms]. */
  readonly from: number;
  readonly to: number;
  /** The part of the source that it concerns. */
  readonly source: string;
  readonly reason: string;
  /** Messages that are known to be missing, at least. */
  readonly lostMessages?: number;
}

/** A gap as a sample on the event tag of its connector: it takes the way of every sample, so that the history knows of it. */
export function gapSample(tag: TagId, gap: Gap, receivedTimestamp: number): Sample {
  return {
    tag,
    sourceTimestamp: gap.to,
    receivedTimestamp,
    value: JSON.stringify({
      from: new Date(gap.from).toISOString(),
      to: new Date(gap.to).toISOString(),
      source: gap.source,
      reason: gap.reason,
      ...(gap.lostMessages === undefined ? {} : { lostMessages: gap.lostMessages }),
    }),
    status: 0,
    flags: 0,
  };
}
