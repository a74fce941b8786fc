import type { SequencedBatch } from './sample.ts';

/** What a spool says of itself. */
export interface SpoolHealth {
  /** `degraded` while it does not take or give up batches as asked; `full` while the oldest are given up to make room. */
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

/** Sequence numbers [from, to) of samples that will never reach the historian, and what they held. */
export interface SpoolLoss {
  readonly from: number;
  readonly to: number;
  /** How many samples these were; numbers between them may never have been given. */
  readonly samples: number;
  /** Least and greatest source time of what was lost [ms]; absent where a damaged record does not tell. */
  readonly sourceFrom?: number;
  readonly sourceTo?: number;
  /** `full`: the oldest, given up at the cap; `damaged`: the record cannot be read; `notTaken`: memory had no room while the spool took nothing. */
  readonly reason: 'full' | 'damaged' | 'notTaken';
}

/** Adds a loss to others, which stay in rising order; one that follows its neighbour for the same reason is one with it. */
export function joinLoss(losses: SpoolLoss[], loss: SpoolLoss): void {
  const before = losses.findLastIndex(({ from }) => from <= loss.from);
  const neighbour = losses[before];
  if (neighbour === undefined || neighbour.to !== loss.from || neighbour.reason !== loss.reason) {
    losses.splice(before + 1, 0, loss);
    return;
  }
  const { from, reason } = neighbour;
  losses[before] = {
    from,
    to: loss.to,
    samples: neighbour.samples + loss.samples,
    ...optional('sourceFrom', Math.min, neighbour, loss),
    ...optional('sourceTo', Math.max, neighbour, loss),
    reason,
  };
}

function optional(
  key: 'sourceFrom' | 'sourceTo',
  choose: (...times: number[]) => number,
  ...losses: readonly SpoolLoss[]
): Partial<SpoolLoss> {
  const times = losses.flatMap((loss) => loss[key] ?? []);
  return times.length > 0 ? { [key]: choose(...times) } : {};
}

/** Batches as read, and what was found lost on the way. */
export interface SpoolPage {
  readonly batches: readonly SequencedBatch[];
  readonly losses: readonly SpoolLoss[];
}

/**
 * Where batches are safe until the historian has them: they outlive this process, whatever ends it. Calls are answered in
 * the order in which they are made.
 */
export interface Spool {
  /**
   * Resolves when the batches survive kill -9; all of them are taken, or none. At the cap the oldest are given up, and
   * named; they stay among `losses` until they are told.
   * @param batches - in rising order of sequence, above all that was appended before
   * @throws TwinError SPOOL_UNAVAILABLE where the disk does not take them
   */
  append(batches: readonly SequencedBatch[]): Promise<readonly SpoolLoss[]>;
  /** The oldest batches from a sequence on, at most about `mostSamples` but at least one; empty where there is none. */
  read(from: number, mostSamples: number): Promise<SpoolPage>;
  /** Batches below the sequence are on their way to the historian: from the answer on they are not given up at the cap. */
  hold(below: number): Promise<void>;
  /** Gives the room of every batch that begins below the sequence. */
  forget(below: number): Promise<void>;
  /** Losses that are not told yet, in rising order, neighbours as one; they too outlive this process. */
  losses(): Promise<readonly SpoolLoss[]>;
  /** Forgets the losses that end at or below the sequence: the history has them. */
  lossesTold(below: number): Promise<void>;
  /** First sequence that was never given, as far as the spool knows; 0 where it never held a batch. */
  nextSequence(): Promise<number>;
  health(): SpoolHealth;
  close(): Promise<void>;
}
