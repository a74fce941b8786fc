const firstRoom = 8;

/** Readings of one tag, each as its source time and a fingerprint of the rest, in order of source time. */
export class SeenReadings {
  #times = new Float64Array(firstRoom);
  #prints = new Uint32Array(firstRoom);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(time: number, print: number): boolean {
    const times = this.#times;
    // A newer time, the common case, cannot be a repeat.
    if (this.#count === 0 || time > times[this.#count - 1]!) return false;
    for (let i = this.#after(time) - 1; i >= 0 && times[i] === time; i -= 1) {
      if (this.#prints[i] === print) return true;
    }
    return false;
  }

  add(time: number, print: number): void {
    if (this.#count === this.#times.length) this.#grow();
    const at =
      this.#count > 0 && time < this.#times[this.#count - 1]! ? this.#after(time) : this.#count;
    if (at < this.#count) {
      this.#times.copyWithin(at + 1, at, this.#count);
      this.#prints.copyWithin(at + 1, at, this.#count);
    }
    this.#times[at] = time;
    this.#prints[at] = print;
    this.#count += 1;
  }

  /** Place of the first reading with a later time. */
  #after(time: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#times[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const times = new Float64Array(2 * this.#count);
    const prints = new Uint32Array(2 * this.#count);
    times.set(this.#times);
    prints.set(this.#prints);
    this.#times = times;
    this.#prints = prints;
  }
}
