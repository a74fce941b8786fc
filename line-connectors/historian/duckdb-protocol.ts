import type { TwinErrorCode } from '../../twin/domain/errors.ts';
import type { UpkeepReport } from '../../twin/domain/historian.ts';
import type { SampleColumns } from './sample-columns.ts';
import type { SequenceLedger, SequenceSpan } from './sequence-ledger.ts';

/** What is asked of the thread that owns DuckDB, and what it answers. */
export interface DuckdbCalls {
  open: {
    request: {
      readonly path: string;
      /** Of the sealed days. */
      readonly sealedFolder: string;
      readonly memoryLimit_MB: number;
      readonly threads: number;
    };
    reply: OpenedFile;
  };
  write: { request: WriteRequest; reply: null };
  /** Pages may be asked for at once. It must be closed, also where it could not be opened. */
  openRange: { request: RangeRequest; reply: null };
  /** The next page of a range, or null after the last; in the room of an earlier one, where that is given. */
  nextPage: {
    request: { readonly range: number; readonly room?: ArrayBuffer };
    reply: SampleColumns | null;
  };
  closeRange: { request: number; reply: null };
  upkeep: { request: UpkeepOrder; reply: Upkeep };
  aggregate: { request: AggregateRequest; reply: readonly BucketRow[] };
  close: { request: null; reply: null };
}
export type DuckdbCall = keyof DuckdbCalls;

/** What the file held when it was opened. */
export interface OpenedFile {
  /** Names of tags; the index is the number under which samples are stored. */
  readonly tags: readonly string[];
  readonly ledger: SequenceLedger;
  /** Newest sample of each tag. */
  readonly last: SampleColumns;
  readonly sealed: SealedTotal;
}

/** What to seal and what to forget. */
export interface UpkeepOrder {
  /** Days (UTC) before that of this time are sealed [ms]. */
  readonly now: number;
  /** Sealed days older than this are deleted; never, where absent. */
  readonly retention_d?: number;
}

/** All files of sealed days. */
export interface SealedTotal {
  readonly files: number;
  readonly bytes: number;
}

/** What upkeep did, and what there is after it. */
export interface Upkeep {
  readonly report: UpkeepReport;
  readonly sealed: SealedTotal;
}

/** One transaction: all of it is stored, or none. */
export interface WriteRequest {
  readonly columns: SampleColumns;
  /** Tags that the file does not know yet; their numbers follow on. */
  readonly newTags: readonly { readonly number: number; readonly name: string }[];
  /** All gaps after this write, where they changed. */
  readonly gaps?: readonly SequenceSpan[];
}

/** A range by numbers of tags; all tags where absent. */
export interface RangeRequest extends RangeBounds {
  /** A number that no other range has. */
  readonly range: number;
}

/** What is read of the samples. */
export interface RangeBounds {
  readonly tags?: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly order: 'sourceTimestamp' | 'sequence';
}

/** An aggregate by numbers of tags. */
export interface AggregateRequest {
  readonly tags: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly interval_ms: number;
}

/** A bucket by number of its tag. */
export interface BucketRow {
  readonly tag: number;
  readonly from: number;
  readonly count: number;
  readonly bad: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly last: number | null;
}

/** A call on its way to the thread. */
export type DuckdbRequest = {
  readonly [K in DuckdbCall]: {
    readonly id: number;
    readonly call: K;
    readonly request: DuckdbCalls[K]['request'];
  };
}[DuckdbCall];

/** A coded error as it crosses the thread border. */
export interface DuckdbFailure {
  readonly code: TwinErrorCode;
  readonly message: string;
  readonly data: Readonly<Record<string, string | number>>;
}

/** An answer on its way back. */
export type DuckdbReply =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly failure: DuckdbFailure };
