/**
 * Which metre of the coil stood at the coating die when: the web's position as a function of source time, by
 * integrating the web speed. Between two readings the last one holds, as a source that reports by exception means it.
 * Metres at another station are these minus the station's distance along the web path.
 */
export class WebPosition {
  /** Knots: time [s], coil metre at the die [m], speed from there on [m.s-1]. */
  #times: number[] = [];
  #metres: number[] = [];
  #speeds: number[] = [];

  /**
   * Starts anew at a known coil metre.
   * @param time - source time [s]
   * @param metre - coil metre at the die [m]
   * @param speed - web speed [m.s-1], >= 0
   */
  constructor(time: number, metre: number, speed: number) {
    this.#append(time, metre, speed);
  }

  /** Speed that holds from the last reading on [m.s-1]. */
  get speed(): number {
    return this.#speeds.at(-1)!;
  }

  /** Source time of the last reading [s]. */
  get latest(): number {
    return this.#times.at(-1)!;
  }

  /**
   * Takes a speed reading. A reading older than the last one is refused, because the metres it would move are given out.
   * @returns whether it was taken
   */
  read(time: number, speed: number): boolean {
    if (time < this.latest) return false;
    const metre = this.metreAt(time)!;
    if (time === this.latest) this.#speeds[this.#speeds.length - 1] = speed;
    else this.#append(time, metre, speed);
    return true;
  }

  /** Coil metre at the die at a source time; undefined before the first knot that is kept. */
  metreAt(time: number): number | undefined {
    const knot = knotBefore(this.#times, time, false);
    if (knot < 0) return undefined;
    return this.#metres[knot]! + this.#speeds[knot]! * (time - this.#times[knot]!);
  }

  /** Earliest source time at which a coil metre stood at the die; undefined where it is forgotten or not reached yet. */
  timeAt(metre: number): number | undefined {
    const knot = knotBefore(this.#metres, metre, true);
    if (knot < 0) return undefined;
    if (this.#metres[knot] === metre) return this.#times[knot];
    const speed = this.#speeds[knot]!;
    return speed > 0 ? this.#times[knot]! + (metre - this.#metres[knot]!) / speed : undefined;
  }

  /** Forgets what lies before a coil metre, but for the knot that still holds there. */
  forgetBefore(metre: number): void {
    const keep = Math.max(0, knotBefore(this.#metres, metre, true));
    if (keep < 256) return;
    this.#times = this.#times.slice(keep);
    this.#metres = this.#metres.slice(keep);
    this.#speeds = this.#speeds.slice(keep);
  }

  #append(time: number, metre: number, speed: number): void {
    this.#times.push(time);
    this.#metres.push(metre);
    this.#speeds.push(speed);
  }
}

/** Index of the last key <= x; with `earliest`, of the first key equal to x, else of the last one below. -1: none. */
function knotBefore(keys: readonly number[], x: number, earliest: boolean): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (earliest ? keys[middle]! < x : keys[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return earliest && keys[low] === x ? low : low - 1;
}
