import type { SequencedBatch } from './sample.ts';

/** What a spool says of itself. */
export interface SpoolHealth {
  /** `degraded` where it repeats what failed; `full` where the oldest batches are given up to make room. */
  readonly state: 'ok' | 'degraded' | 'full';
  readonly reason?: string;
  /** Bytes of batches that are not forgotten, and the most that they may take. */
  readonly liveBytes: number;
  readonly capBytes: number;
  /** Samples that are not forgotten. */
  readonly samples: number;
  /** Time until the cap at the present rate of arrival, if nothing were forgotten [s]; absent before there is a rate. */
  readonly secondsLeft?: number;
}

/** Sequence numbers [from, to) that were given up at the cap, and what they held. */
export interface SpoolLoss {
  readonly from: number;
  readonly to: number;
  readonly samples: number;
  /** Least and greatest source time of what was lost [ms]. */
  readonly sourceFrom: number;
  readonly sourceTo: number;
}

/** Where batches are safe until the historian has them: they outlive this process, whatever ends it. */
export interface Spool {
  /**
   * Resolves when the batch survives kill -9. At the cap the oldest batches are given up, and named.
   * @throws TwinError SPOOL_UNAVAILABLE where the disk does not take it: the batch is then not in the spool
   */
  append(batch: SequencedBatch): Promise<readonly SpoolLoss[]>;
  /** The oldest batches from a sequence on, at most about `mostSamples` but at least one; empty where there is none. */
  read(from: number, mostSamples: number): Promise<readonly SequencedBatch[]>;
  /** Gives the room of every batch that ends at or below the sequence. */
  forget(below: number): Promise<void>;
  /** First sequence that was never given, as far as the spool knows; 0 where it never held a batch. */
  nextSequence(): Promise<number>;
  health(): SpoolHealth;
  close(): Promise<void>;
}
