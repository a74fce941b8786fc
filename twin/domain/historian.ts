import type { TwinErrorCode } from './errors.ts';
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
  /** Value of the newest by source time; of several at that time, one. */
  readonly last: number | null;
}

/** What a store can do; callers ask before they rely on it. */
export interface HistorianCapabilities {
  readonly sql: boolean;
  readonly parquet: boolean;
  readonly retention: boolean;
  /** True when upkeep drops samples whose tag, source time, status and value are there already. */
  readonly dedupe: boolean;
  /** True when a resolved `append` survives a crash of this process. */
  readonly durable: boolean;
}

/** What a store says of itself. */
export interface HistorianHealth {
  /** `degraded` where it holds what it was given, but something is asked of a person. */
  readonly state: 'ok' | 'degraded';
  /** One sentence: why it is degraded. */
  readonly reason?: string;
  readonly code?: TwinErrorCode;
  /** Samples left out since the start because they cannot be kept (HISTORIAN_BATCH_REFUSED). */
  readonly refusedSamples: number;
  /** Samples that were older than the retention when they came. */
  readonly expiredSamples: number;
  /** Files of whole days, where the store seals days. */
  readonly sealed?: { readonly files: number; readonly bytes: number };
  /** What upkeep did since the start. */
  readonly upkeep?: UpkeepReport;
}

/** What upkeep did. */
export interface UpkeepReport {
  /** Files written, and the samples in them. */
  readonly sealedFiles: number;
  readonly sealedSamples: number;
  /** Samples that were there already with the same tag, source time, status and value. */
  readonly duplicates: number;
  /** Files deleted because they are older than the retention. */
  readonly deletedFiles: number;
}

/**
 * Where samples are kept. `append` resolves when the batch is durable; appending a batch again (same sequence numbers)
 * changes nothing, so that a spool may repeat what it is not sure of. `last`, `tags` and the newest minutes come from memory.
 */
export interface Historian {
  readonly capabilities: HistorianCapabilities;
  /**
   * @throws TwinError HISTORIAN_BATCH_REFUSED where samples of the batch cannot be kept: all others are stored, and it is
   * not to be offered again (data: count, refused); HISTORIAN_UNAVAILABLE, HISTORIAN_WRITE_FAILED where it is to be
   */
  append(batch: SequencedBatch): Promise<void>;
  /** Pages of at most 10,000 samples. */
  range(query: RangeQuery): AsyncIterable<readonly StoredSample[]>;
  aggregate(query: AggregateQuery): Promise<readonly Bucket[]>;
  last(tags: readonly TagId[]): Promise<readonly StoredSample[]>;
  /** Every tag that it holds or held a sample of, in no order; those of sealed days are among them. */
  tags(): Promise<readonly TagId[]>;
  /** First sequence number that is free: one above the greatest stored, 0 when empty. */
  nextSequence(): Promise<number>;
  health(): HistorianHealth;
  /**
   * Seals the days (UTC) before that of `now`, and forgets what is older than the retention. One runs at a time; a store
   * that needs none does nothing.
   * @throws TwinError HISTORIAN_WRITE_FAILED, HISTORIAN_UNAVAILABLE; nothing is lost, and it can be repeated
   */
  upkeep(now: number): Promise<UpkeepReport>;
  close(): Promise<void>;
}

/** No upkeep done. */
export const noUpkeep: UpkeepReport = {
  sealedFiles: 0,
  sealedSamples: 0,
  duplicates: 0,
  deletedFiles: 0,
};
