import type { Sample, SequencedBatch, TagId } from './sample.ts';

/** A stored sample with its place in the order of arrival. */
export interface StoredSample extends Sample {
  readonly sequence: number;
}

/** Samples of one tag (or of all) in [from, to) of source time. */
export interface RangeQuery {
  readonly tags?: readonly TagId[];
  readonly from: number;
  readonly to: number;
  /** Order by source time (default) or by sequence, as a replay needs it. */
  readonly order?: 'sourceTimestamp' | 'sequence';
}

/** Good numeric samples of a tag, summarised per interval of source time. */
export interface AggregateQuery {
  readonly tags: readonly TagId[];
  readonly from: number;
  readonly to: number;
  readonly interval_ms: number;
}

/** One interval of one tag. Empty intervals are left out; `bad` counts samples that are not good. */
export interface Bucket {
  readonly tag: TagId;
  readonly from: number;
  readonly count: number;
  readonly bad: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** What a store can do; callers ask before they rely on it. */
export interface HistorianCapabilities {
  readonly sql: boolean;
  readonly parquet: boolean;
  readonly retention: boolean;
  /** True when a resolved `append` survives a crash of this process. */
  readonly durable: boolean;
}

/**
 * Where samples are kept. `append` resolves when the batch is durable; appending a batch again (same sequence numbers)
 * changes nothing, so that a spool may repeat what it is not sure of. `last` and the newest minutes come from memory.
 */
export interface Historian {
  readonly capabilities: HistorianCapabilities;
  append(batch: SequencedBatch): Promise<void>;
  /** Pages of at most 10,000 samples. */
  range(query: RangeQuery): AsyncIterable<readonly StoredSample[]>;
  aggregate(query: AggregateQuery): Promise<readonly Bucket[]>;
  last(tags: readonly TagId[]): Promise<readonly StoredSample[]>;
  /** First sequence number that is free: one above the greatest stored, 0 when empty. */
  nextSequence(): Promise<number>;
  close(): Promise<void>;
}
