import type { Uncertain } from '../domain/segment.ts';

/** Mean of one gauge's readings on one lane of one segment, by Welford's recurrence. */
export class GaugeMean {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    const delta = value - this.#mean;
    this.#mean += delta / this.#count;
    this.#squares += delta * (value - this.#mean);
  }

  /**
   * The mean with its standard error: scatter of the readings over their number, and the gauge's own uncertainty, which
   * no averaging removes. One single reading carries the gauge's repeatability instead of a scatter.
   */
  result(gauge: {
    readonly repeatability: number;
    readonly calibration: number;
  }): Uncertain | undefined {
    if (this.#count === 0) return undefined;
    const variance =
      this.#count === 1 ? gauge.repeatability ** 2 : this.#squares / (this.#count - 1);
    return {
      value: this.#mean,
      standardError: Math.hypot(Math.sqrt(variance / this.#count), gauge.calibration),
    };
  }
}
