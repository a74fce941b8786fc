/** Metres over which a difference from the counter falls to 1/e. */
const settlingLength = 5;
/** Largest share of the web speed by which the position is moved. */
const largestShare = 0.1;
/** A counter that is farther off than this [m] says something else than the position of this web. */
const largestDifference = 0.5;

/**
 * Keeps the position of the web, integrated from its speed, beside the length counter, so that an error of the speed
 * does not add up. With d the metres by which the counter is ahead and v the speed as read, the position moves by
 *
 *   v' = v (1 + c),  c = d / 5 m, within +-0.1
 *
 * Metres that are given out are never taken back: the web only runs a little faster or slower, and where it stands it
 * stands. A speed that reads wrong by a share s leaves d = 5 m s (0.5 %: 25 mm) instead of an error that grows with the
 * length. A counter that is off by more than 0.5 m was set anew or has failed: it corrects nothing. The web speed that
 * the process models see stays the one that was read.
 */
export class CounterCorrection {
  #ahead = 0;
  #disagrees = false;

  /** The counter is this many metres ahead of the position (negative: behind). */
  take(difference: number): void {
    this.#disagrees = !(Math.abs(difference) <= largestDifference);
    this.#ahead = this.#disagrees ? 0 : difference;
  }

  /** Whether the counter says something else than the position of this web. */
  get disagrees(): boolean {
    return this.#disagrees;
  }

  /** What to add to the speed [m.s-1]. */
  speedChange(speed: number): number {
    const share = this.#ahead / settlingLength;
    return speed * Math.min(largestShare, Math.max(-largestShare, share));
  }

  /** So many metres [m] of the difference are made up. */
  madeUp(metres: number): void {
    this.#ahead -= metres;
  }
}
