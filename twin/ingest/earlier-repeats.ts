import { TwinError } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';
import { type Sample, type SequencedBatch, sampleFlags, statusCodes } from '../domain/sample.ts';
import { isOurs } from './screening.ts';
import type { StoredMemory } from './stored-memory.ts';
import { StoredReadings } from './stored-readings.ts';

/** A hole stands so close behind the last word of its source [ms]. */
const beforeHole_ms = 10_000;

/** Looks into a history that answers but cannot be read, after which it is done without. */
const mostFailedLooks = 3;

/** What of a batch is to be stored: unbroken pieces of the sequence, in order, and how many samples are left out. */
export interface ToStore {
  readonly pieces: readonly SequencedBatch[];
  readonly repeats: number;
}

/**
 * Keeps from the historian what an earlier process stored already, in samples that were taken while nobody knew what it
 * holds: at a start without it, and in a spool that an earlier process left.
 */
export class EarlierRepeats {
  readonly #historian: Historian;
  readonly #memory: StoredMemory | undefined;
  #stored: StoredReadings | undefined;
  #failedLooks = 0;
  /** From this number on, the door knows what is stored. */
  #below: number;

  /**
   * @param memory - absent where all that is stored is known, or nothing
   * @param below - number of the first sample that was not taken yet; no sample is looked at where the spool is empty
   */
  constructor(historian: Historian, memory: StoredMemory | undefined, below: number) {
    this.#historian = historian;
    this.#memory = memory;
    this.#below = memory?.isOver === false ? Infinity : below;
    this.#stored = this.#below > 0 ? new StoredReadings(historian) : undefined;
  }

  /** What is taken from this number on was compared at the door. */
  endAt(sequence: number): void {
    this.#below = Math.min(this.#below, sequence);
  }

  /**
   * Nothing of this process is stored before it is known what earlier ones stored.
   * @throws TwinError HISTORIAN_UNAVAILABLE
   */
  async without(batch: SequencedBatch): Promise<ToStore> {
    if (this.#memory?.isOver === false) await this.#memory.ask();
    if (batch.sequence >= this.#below) this.#stored = undefined;
    const stored = this.#stored;
    if (stored === undefined) return { pieces: [batch], repeats: 0 };
    const repeats = await this.#among(stored, batch);
    if (repeats.size === 0) return { pieces: [batch], repeats: 0 };
    const confirmed = confirmedBehindHoles(repeats, stored);
    const samples = batch.samples.map((sample) =>
      repeats.has(sample) ? confirmed.get(sample) : sample,
    );
    const left = samples.filter((sample) => sample === undefined).length;
    return { pieces: piecesOf(batch.sequence, samples), repeats: left };
  }

  async #among(
    stored: StoredReadings,
    { samples, sequence }: SequencedBatch,
  ): Promise<ReadonlySet<Sample>> {
    try {
      return await stored.among(samples, sequence);
    } catch (error) {
      const isAway = error instanceof TwinError && error.code === 'HISTORIAN_UNAVAILABLE';
      if (isAway) await this.#historian.last([]);
      this.#failedLooks += 1;
      if (isAway && this.#failedLooks < mostFailedLooks) throw error;
      // Stored twice is better than not at all.
      this.#stored = undefined;
      return new Set();
    }
  }
}

/**
 * Where a hole is stored behind the last word of a source, the word is confirmed behind the hole, as a connector does that
 * wrote the hole itself.
 */
function confirmedBehindHoles(
  repeats: ReadonlySet<Sample>,
  stored: StoredReadings,
): ReadonlyMap<Sample, Sample> {
  const words = new Map<string, Sample>();
  for (const word of repeats) {
    const newest = stored.newestOf(word.tag);
    if (isOurs(word) || newest?.status !== statusCodes.badNoCommunication) continue;
    if (word.sourceTimestamp <= newest.sourceTimestamp - beforeHole_ms) continue;
    const other = words.get(word.tag);
    if (other === undefined || other.sourceTimestamp < word.sourceTimestamp) {
      words.set(word.tag, word);
    }
  }
  return new Map(
    [...words.values()].map((word) => [
      word,
      {
        ...word,
        sourceTimestamp: stored.newestOf(word.tag)!.sourceTimestamp + 1,
        flags: word.flags | sampleFlags.substituted,
      },
    ]),
  );
}

/** What is left of samples in unbroken pieces, each under the number of its first. */
function piecesOf(sequence: number, samples: readonly (Sample | undefined)[]): SequencedBatch[] {
  const pieces: { readonly sequence: number; readonly samples: Sample[] }[] = [];
  let isOpen = false;
  for (const [i, sample] of samples.entries()) {
    if (sample === undefined) isOpen = false;
    else if (isOpen) pieces.at(-1)!.samples.push(sample);
    else {
      pieces.push({ sequence: sequence + i, samples: [sample] });
      isOpen = true;
    }
  }
  return pieces;
}
