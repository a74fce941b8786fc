/** The newest absolute errors, in the order in which they came and rising. */
export class ErrorWindow {
  readonly #ring: Float64Array;
  readonly #rising: Float64Array;
  #count = 0;
  #next = 0;

  /** @param size - errors that are kept; a new one takes the place of the oldest */
  constructor(size: number, errors: readonly number[] = []) {
    this.#ring = new Float64Array(size);
    this.#rising = new Float64Array(size);
    for (const error of errors.slice(-size)) this.add(error);
  }

  /** A view of those that are kept, rising; what comes later changes it. */
  get rising(): Float64Array {
    return this.#rising.subarray(0, this.#count);
  }

  get count(): number {
    return this.#count;
  }

  /** @param error - absolute, a number from 0 */
  add(error: number): void {
    const rising = this.#rising;
    let end = this.#count;
    if (end === this.#ring.length) {
      const gone = this.#place(this.#ring[this.#next]!, end);
      rising.copyWithin(gone, gone + 1, end);
      end -= 1;
    }
    const at = this.#place(error, end);
    rising.copyWithin(at + 1, at, end);
    rising[at] = error;
    this.#ring[this.#next] = error;
    this.#next = (this.#next + 1) % this.#ring.length;
    this.#count = end + 1;
  }

  /** The errors, the oldest first. */
  inOrder(): number[] {
    const begin = this.#count < this.#ring.length ? 0 : this.#next;
    return Array.from(
      { length: this.#count },
      (_, i) => this.#ring[(begin + i) % this.#ring.length]!,
    );
  }

  /** Number of errors before `end` that are smaller. */
  #place(error: number, end: number): number {
    let low = 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rising[middle]! < error) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
