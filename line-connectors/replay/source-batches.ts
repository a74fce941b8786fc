import type { Sample } from '../../twin/domain/sample.ts';

/**
 * Length of source time that one batch covers [ms]. Batches follow from the recording alone, never from speed, load or
 * shift: a model that is a function of its batches then gives the same result at every speed and every time.
 */
const cell_ms = 250;
const mostSamples = 5000;

/** Cuts samples in their order of arrival into batches; what comes late goes with what it came with. */
export class SourceBatches {
  #open: Sample[] = [];
  #newest = -Infinity;
  #cell = -Infinity;
  readonly #shift_ms: number;

  /** @param shift_ms - added to the times of the recording */
  constructor(shift_ms: number) {
    this.#shift_ms = shift_ms;
  }

  /** Batches that are whole now. */
  *push(samples: Iterable<Sample>): Generator<readonly Sample[]> {
    for (const sample of samples) {
      this.#newest = Math.max(this.#newest, sample.sourceTimestamp);
      const cell = Math.floor((this.#newest - this.#shift_ms) / cell_ms);
      if (cell !== this.#cell || this.#open.length >= mostSamples) yield* this.end();
      this.#cell = cell;
      this.#open.push(sample);
    }
  }

  /** The last batch. */
  *end(): Generator<readonly Sample[]> {
    if (this.#open.length === 0) return;
    const batch = this.#open;
    this.#open = [];
    yield batch;
  }
}
