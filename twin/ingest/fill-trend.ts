/** Time over which the least of what waits is taken [ms]. */
const window_ms = 15_000;

/**
 * Whether what waits for the historian grows. What waits swings with every append, so the least of one window is compared
 * with those of the two windows before: a historian that keeps up brings it to nothing now and then.
 */
export class FillTrend {
  #windowFrom: number | undefined;
  #least = Infinity;
  /** Of the last three whole windows, the oldest first. */
  #leasts: readonly number[] = [];

  /**
   * Notes what waits; called a few times in a window.
   * @param waiting - samples [1]
   * @param now - [ms]
   */
  note(waiting: number, now: number): void {
    this.#windowFrom ??= now;
    if (now - this.#windowFrom >= window_ms) {
      this.#leasts = [...this.#leasts.slice(-2), this.#least];
      this.#least = Infinity;
      this.#windowFrom = now;
    }
    this.#least = Math.min(this.#least, waiting);
  }

  /** True where each of the last three whole windows had more waiting than the one before, at its least. */
  grows(): boolean {
    const [first, second, third] = this.#leasts;
    if (first === undefined || second === undefined || third === undefined) return false;
    return third > second && second > first;
  }
}
