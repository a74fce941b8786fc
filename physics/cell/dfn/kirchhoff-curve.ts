import type { HermiteTable } from './hermite-table.ts';

/** Change of a stoichiometry in the last iteration of an inverse, and how many iterations there are at most. */
const converged = 1e-9;
const mostIterations = 60;

/** The Kirchhoff potential w = integral of D over stoichiometry, both ways. What was found last is kept here. */
export class KirchhoffCurve {
  /** Potential and diffusivity at the last stoichiometry [m2/s]. */
  potential = 0;
  diffusivity = 0;
  readonly #table: HermiteTable;

  /** @param table - integral of the diffusivity over stoichiometry, from 0 to 1 [m2/s] */
  constructor(table: HermiteTable) {
    this.#table = table;
  }

  /**
   * Finds w and D at a stoichiometry; straight on outside [0, 1].
   * @param factor - of the diffusivity at the present temperature
   */
  at(stoichiometry: number, factor: number): void {
    const { coefficients, cells, scale } = this.#table;
    let position = stoichiometry * scale;
    let beyond = 0;
    if (position < 0) {
      beyond = position;
      position = 0;
    } else if (position > cells - 1e-9) {
      beyond = position - cells;
      position = cells - 1e-9;
    }
    const cell = position | 0;
    const t = position - cell;
    const o = cell << 2;
    const b = coefficients[o + 1]!;
    const d = coefficients[o + 2]!;
    const e = coefficients[o + 3]!;
    const slope = factor * (b + t * (2 * d + 3 * t * e));
    this.potential = factor * (coefficients[o]! + t * (b + t * (d + t * e))) + beyond * slope;
    this.diffusivity = slope * scale;
  }

  /**
   * The stoichiometry of a potential, by Newton's method from a guess, within bounds that close in where D changes too
   * fast for it; finds w and D there, too.
   */
  inverse(potential: number, guess: number, factor: number): number {
    let s = guess;
    let [low, high] = [-1, 2];
    this.at(s, factor);
    for (let iteration = 0; iteration < mostIterations; iteration++) {
      const missing = potential - this.potential;
      if (missing > 0) low = s;
      else high = s;
      let next = s + missing / this.diffusivity;
      if (!(next >= low && next <= high)) next = (low + high) / 2;
      const moved = Math.abs(next - s);
      s = next;
      this.at(s, factor);
      if (moved < converged) break;
    }
    return s;
  }
}
