import type { SequencedBatch } from '../domain/sample.ts';

/** Number of the first sample behind a batch. */
export function endOf({ sequence, samples }: SequencedBatch): number {
  return sequence + samples.length;
}

/** The newest batches of the spool, in memory; the oldest go when there are too many samples, but never the last. */
export class BatchTail {
  readonly #mostSamples: number;
  #batches: SequencedBatch[] = [];
  #samples = 0;

  constructor(mostSamples: number) {
    this.#mostSamples = mostSamples;
  }

  /** Sequence of the oldest batch here. */
  get first(): number | undefined {
    return this.#batches[0]?.sequence;
  }

  add(batches: readonly SequencedBatch[]): void {
    for (const batch of batches) {
      this.#batches.push(batch);
      this.#samples += batch.samples.length;
    }
    let dropped = 0;
    let left = this.#samples;
    while (left > this.#mostSamples && dropped < this.#batches.length - 1) {
      left -= this.#batches[dropped]!.samples.length;
      dropped += 1;
    }
    this.#drop(dropped);
  }

  /** Lets go of batches that begin below a sequence. */
  dropBelow(below: number): void {
    const dropped = this.#batches.findIndex(({ sequence }) => sequence >= below);
    this.#drop(dropped < 0 ? this.#batches.length : dropped);
  }

  /** The oldest batches here, of at most about so many samples and at least one. */
  oldest(mostSamples: number): readonly SequencedBatch[] {
    let samples = 0;
    const end = this.#batches.findIndex(({ samples: { length } }, i) => {
      samples += length;
      return i > 0 && samples > mostSamples;
    });
    return this.#batches.slice(0, end < 0 ? undefined : end);
  }

  #drop(count: number): void {
    if (count === 0) return;
    for (const { samples } of this.#batches.splice(0, count)) this.#samples -= samples.length;
  }
}
