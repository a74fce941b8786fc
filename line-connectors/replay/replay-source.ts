import { type Sample, sampleFlags, type TagId } from '../../twin/domain/sample.ts';

/** A sample as the source holds it, by the clock of then; without a time of receipt where none was kept. */
export type RecordedSample = Omit<Sample, 'receivedTimestamp'> & {
  readonly receivedTimestamp?: number;
};

/** A row that cannot be taken. */
export interface RejectedRow {
  /** For example `line 12`. */
  readonly place: string;
  readonly reason: string;
  readonly raw?: string;
}

/** Some rows of a source, in the order in which they are to be played. */
export interface ReplayPage {
  readonly samples: readonly RecordedSample[];
  readonly rejected: readonly RejectedRow[];
  /** Rows or cells that no row of the map names. */
  readonly unmapped: number;
}

/** Range [from, to) of source time, by the clock of then [ms]. */
export interface ReplayRange {
  readonly from: number;
  readonly to: number;
}

/** What is in a source. */
export interface ReplayLook {
  readonly tags: readonly TagId[];
  /** False where there may be more tags than these: those of its beginning. */
  readonly isWhole: boolean;
  /** True where samples are flagged as simulated, or the source says so. */
  readonly simulated: boolean;
}

/**
 * Samples that were recorded, in the order in which they arrived: by their sequence where they have one, else as they
 * stand. It is read page by page, each when it is asked for, so that its length costs no memory.
 */
export interface ReplaySource {
  /** Path, or what else a person knows it by. */
  readonly name: string;
  /** Tells it from others: the same source with another content has another one. */
  readonly fingerprint: string;
  /** True where it says itself that it was simulated. */
  readonly virtual: boolean;
  /** What is in it, as far as that can be told without playing it. */
  look(): Promise<ReplayLook>;
  /** Least and greatest source time within the range; undefined where there is nothing. Reads the source once. */
  extent(
    signal: AbortSignal,
  ): Promise<{ readonly first: number; readonly last: number } | undefined>;
  /** @throws TwinError INPUT_UNREADABLE, TABLE_INVALID, or what a historian throws */
  pages(signal: AbortSignal): AsyncIterable<ReplayPage>;
  close(): Promise<void>;
}

/** What a page tells of its source. */
export function lookAt(samples: readonly RecordedSample[]): Omit<ReplayLook, 'isWhole'> {
  return {
    tags: [...new Set(samples.map(({ tag }) => tag))],
    simulated: samples.some(({ flags }) => (flags & sampleFlags.simulated) !== 0),
  };
}

/** Most rows of a page. */
export const pageRows = 10_000;
