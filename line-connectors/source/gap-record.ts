import type { Sample, TagId } from '../../twin/domain/sample.ts';

/** Place of the line that a connector reads, the first three parts of its tags. */
export interface LinePlace {
  readonly site: string;
  readonly area: string;
  readonly line: string;
}

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

/** Event tag of the gaps of a connector. */
export function gapTag({ site, area, line }: LinePlace, connector: string): TagId {
  return `${site}.${area}.${line}.${connector}.gap` as TagId;
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
