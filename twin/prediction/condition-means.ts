/** Time-weighted means of the conditions that a piece of web met in one place. */
export class ConditionMeans {
  readonly #sums: Float64Array;
  #seconds = 0;
  #missing = false;

  /** @param size - number of conditions */
  constructor(size: number) {
    this.#sums = new Float64Array(size);
  }

  /** Adds a stretch of time; a condition that is not known makes the whole mean unknown. */
  add(values: readonly (number | undefined)[], seconds: number): void {
    for (let i = 0; i < this.#sums.length; i++) {
      const value = values[i];
      if (value === undefined) this.#missing = true;
      else this.#sums[i]! += value * seconds;
    }
    this.#seconds += seconds;
  }

  /** Time spent there [s]. */
  get seconds(): number {
    return this.#seconds;
  }

  /** The means, or undefined when nothing was seen or something was missing. */
  means(): readonly number[] | undefined {
    if (this.#missing || this.#seconds <= 0) return undefined;
    return Array.from(this.#sums, (sum) => sum / this.#seconds);
  }
}
