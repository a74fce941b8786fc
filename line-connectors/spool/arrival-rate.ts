/** Longest that an average remembers [s]. */
const memory_s = 60;

/** Mean rate of what arrives over about the last minute. */
export class ArrivalRate {
  #since: number | undefined;
  #mean = 0;
  #known_s = 0;
  #arrived = 0;

  /**
   * @param time - now [ms]; a clock that is set back begins a new second
   * @param amount - what has arrived
   */
  add(time: number, amount: number): void {
    this.#since ??= time;
    this.#arrived += amount;
    const elapsed_s = (time - this.#since) / 1000;
    if (elapsed_s < 0) this.#since = time;
    if (elapsed_s < 1) return;
    this.#known_s = Math.min(memory_s, this.#known_s + elapsed_s);
    const weight = Math.min(1, elapsed_s / this.#known_s);
    this.#mean += weight * (this.#arrived / elapsed_s - this.#mean);
    this.#since = time;
    this.#arrived = 0;
  }

  /** Amount in a second; undefined before a second has passed. */
  get perSecond(): number | undefined {
    return this.#known_s > 0 ? this.#mean : undefined;
  }
}
