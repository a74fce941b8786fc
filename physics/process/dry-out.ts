import { findRoot } from '../numerics/roots.ts';

/** Finds when the solvent of a film falls to a limit for the first time, from the states that an integration shows. */
export class DryOut {
  readonly #limit: number;
  #time: number | undefined;
  #last: { time: number; solvent: number; rate: number } | undefined;

  /** @param limit - solvent per area [kg.m-2] */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** [s]; undefined while there was always more. */
  get time(): number | undefined {
    return this.#time;
  }

  /**
   * Takes a state; times do not fall. Between two states the solvent is the cubic through both with their rates.
   * @param time - [s]
   * @param solvent - per area [kg.m-2]
   * @param rate - at which it leaves [kg.m-2.s-1]
   */
  see(time: number, solvent: number, rate: number): void {
    if (this.#time !== undefined) return;
    const last = this.#last;
    this.#last = { time, solvent, rate };
    if (solvent > this.#limit) return;
    if (last === undefined || last.time === time) {
      this.#time = time;
      return;
    }
    const step = time - last.time;
    const above = (s: number): number => {
      const [left, right] = [(1 - s) * (1 - s), s * s];
      const from = (1 + 2 * s) * last.solvent - s * step * last.rate;
      const to = (3 - 2 * s) * solvent + (1 - s) * step * rate;
      return left * from + right * to - this.#limit;
    };
    this.#time = last.time + step * findRoot(above, { low: 0, high: 1, tolerance: 1e-9 });
  }
}
