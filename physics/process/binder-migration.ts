import { checkBetween } from '../materials/check-between.ts';

/** Places in the conditions that the migration asks for. */
export const migrationCondition = {
  /** Volume of solution, that is solvent and binder, per area [m]. */
  solution: 0,
  /** Height of the film [m]. */
  height: 1,
  /** Volume of solvent that leaves the surface per area and time [m.s-1]; negative where vapour condenses. */
  shrinkRate: 2,
  /** Of the binder in free solution [m2.s-1]. */
  diffusivity: 3,
} as const;

/** A stretch of time in which conditions change smoothly. */
export interface MigrationStretch {
  /** [s], >= 0 */
  readonly duration: number;
  /** Equal time steps that it is solved in, >= 1. */
  readonly steps: number;
  /** True while the film shrinks, false once its solids touch and the pores empty. */
  readonly shrinking: boolean;
  /** Writes the conditions at a share of the duration (0 to 1) in the places of `migrationCondition`. */
  conditions(share: number, into: Float64Array): void;
}

/** Where the binder ends. */
interface BinderDistribution {
  /** Binder of each cell over the mean of all, from foil to surface [-]; their mean is 1. */
  readonly profile: Float64Array;
  /** The same at the foil and at the surface [-]. */
  readonly foil: number;
  readonly surface: number;
  /** surface / foil [-] */
  readonly surfaceToFoil: number;
  /** Shrink rate x height / diffusivity, mean over the time in which the film shrinks [-]. */
  readonly peclet: number;
  /** Largest Peclet number of the top cell, with the diffusivity between the particles [-]: above 1 it hides a layer. */
  readonly cellPeclet: number;
  /** Largest binder at the surface over the mean, per volume of solution, while the film shrinks [m-1]. */
  readonly crowding: number;
  /** Linear systems that were solved. */
  readonly solves: number;
}

/** Cells of the film. */
export const migrationCells = 40;
/** Less binder than this, over the mean, counts as this [-]: it is round-off of the solution. */
const leastShare = 1e-9;
/** Diagonal of the two-stage method of Alexander. */
const diagonal = 1 - Math.SQRT1_2;

/**
 * Binder in a film that dries, in coordinates that shrink with it (xi = z / h from foil to surface).
 *
 *   d(V c)/dt = - d/dxi ( xi u c - D theta^1.5 / h dc/dxi ),  no flux at xi = 0 and 1,
 *
 * with c the binder per volume of solution, V the solution per area, theta = V / h its volume fraction and u the volume
 * that leaves the surface. Particles stay evenly spread while the film shrinks, so that the solution between them
 * streams to the surface with xi u relative to them. Once they touch, h stays; while their pores begin to empty,
 * capillary forces keep the saturation even over the height: the solution streams with the same xi u, and V goes on
 * falling. With u h / (D theta^1.5) = Pe at rest the binder comes to rest at c ~ exp(Pe xi^2 / 2).
 *
 * Finite volumes with exponential fluxes (Scharfetter and Gummel) that hold this profile exactly, and the L-stable
 * two-stage method of order 2 of Alexander in time; binder is kept to round-off.
 * @param cells - >= 3
 * @returns the distribution; that of a film with no stretch is even
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Font, Protas, Richardson, Foster 2018, J. Power Sources 393, 177-185, doi:10.1016/j.jpowsour.2018.04.097 (model of the shrinking film, derived
 *   here again, only the abstract read); Jaiser et al. 2017, J. Power Sources 345, 97-107, doi:10.1016/j.jpowsour.2017.01.117 (liquid that
 *   capillary forces hold up while pores empty, not read); Scharfetter and Gummel 1969, IEEE Trans. Electron Devices 16(1), 64-77,
 *   doi:10.1109/T-ED.1969.16566; Alexander 1977, SIAM J. Numer. Anal. 14(6), 1006-1021, doi:10.1137/0714068
 */
export function migrateBinder(
  stretches: readonly MigrationStretch[],
  cells = migrationCells,
): BinderDistribution {
  checkBetween('number of cells', cells, { min: 3, max: 10_000, unit: '1' });
  const migration = new Migration(cells);
  for (const stretch of stretches) migration.pass(stretch);
  return migration.distribution();
}

class Migration {
  readonly #cells: number;
  /** Binder per cell; sums to 1. */
  readonly #binder: Float64Array;
  readonly #stage: Float64Array;
  readonly #right: Float64Array;
  /** Forward sweep of the elimination. */
  readonly #sweep: Float64Array;
  readonly #conditions = new Float64Array(4);
  #shrinkTime = 0;
  #pecletTime = 0;
  #cellPeclet = 0;
  #crowding = 0;
  #solves = 0;

  constructor(cells: number) {
    this.#cells = cells;
    this.#binder = new Float64Array(cells).fill(1 / cells);
    this.#stage = new Float64Array(cells);
    this.#right = new Float64Array(cells);
    this.#sweep = new Float64Array(cells);
  }

  pass(stretch: MigrationStretch): void {
    const { duration, steps, shrinking } = stretch;
    const h = duration / steps;
    if (!(h > 0)) return;
    const n = this.#cells;
    const [binder, stage, right] = [this.#binder, this.#stage, this.#right];
    const beyond = (1 - diagonal) / diagonal;
    for (let step = 0; step < steps; step++) {
      stretch.conditions((step + diagonal) / steps, this.#conditions);
      if (shrinking) this.#measure(h * (1 - diagonal));
      this.#solve(diagonal * h, binder, stage);
      for (let i = 0; i < n; i++) right[i] = binder[i]! + beyond * (stage[i]! - binder[i]!);
      stretch.conditions((step + 1) / steps, this.#conditions);
      this.#solve(diagonal * h, right, binder);
      if (shrinking) {
        this.#measure(h * diagonal);
        const surface = n * (1.5 * binder[n - 1]! - 0.5 * binder[n - 2]!);
        const crowding = surface / this.#conditions[migrationCondition.solution]!;
        if (crowding > this.#crowding) this.#crowding = crowding;
      }
    }
  }

  distribution(): BinderDistribution {
    const n = this.#cells;
    const profile = this.#binder.map((share) => n * share);
    const log = (i: number): number => Math.log(Math.max(profile[i]!, leastShare));
    // Both are exact where the logarithm is a parabola, at the foil one without slope.
    const foil = Math.exp((9 * log(0) - log(1)) / 8);
    const surface = Math.exp((15 * log(n - 1) - 10 * log(n - 2) + 3 * log(n - 3)) / 8);
    return {
      profile,
      foil,
      surface,
      surfaceToFoil: surface / foil,
      peclet: this.#shrinkTime > 0 ? this.#pecletTime / this.#shrinkTime : 0,
      cellPeclet: this.#cellPeclet,
      crowding: this.#crowding,
      solves: this.#solves,
    };
  }

  #measure(duration: number): void {
    const [, height, rate, diffusivity] = this.#conditions as unknown as [
      number,
      number,
      number,
      number,
    ];
    this.#shrinkTime += duration;
    this.#pecletTime += (duration * rate * height) / diffusivity;
  }

  /** Solves binder - tau d(binder)/dt = right for the conditions at hand. */
  #solve(tau: number, right: Float64Array, into: Float64Array): void {
    this.#solves += 1;
    const n = this.#cells;
    const sweep = this.#sweep;
    const width = 1 / n;
    const solution = this.#conditions[migrationCondition.solution]!;
    const height = this.#conditions[migrationCondition.height]!;
    const liquid = solution / height;
    const diffusivity =
      this.#conditions[migrationCondition.diffusivity]! * liquid * Math.sqrt(liquid);
    const weight = (tau * diffusivity) / (height * width * solution * width);
    const cellPeclet =
      (this.#conditions[migrationCondition.shrinkRate]! * height * width) / diffusivity;
    if (Math.abs(cellPeclet) > this.#cellPeclet) this.#cellPeclet = Math.abs(cellPeclet);
    const growth = Math.exp(cellPeclet * width);
    let power = 1;
    let downBelow = 0;
    let upBelow = 0;
    let before = 0;
    let pivotBelow = 1;
    let restBelow = 0;
    for (let i = 0; i < n; i++) {
      let down = 0;
      let up = 0;
      if (i < n - 1) {
        power *= growth;
        const x = cellPeclet * width * (i + 1);
        const bernoulli = Math.abs(x) < 1e-4 ? 1 - x / 2 + (x * x) / 12 : x / (power - 1);
        down = weight * bernoulli;
        up = weight * (bernoulli + x);
      }
      // Row i: -upBelow M(i-1) + (1 + up + downBelow) M(i) - down M(i+1) = right(i). Columns sum to 1, so that the pivot
      // needs no difference of large numbers, and binder is kept to round-off whatever the step.
      const rest = 1 + (downBelow * restBelow) / pivotBelow;
      const pivot = rest + up;
      sweep[i] = down / pivot;
      before = (right[i]! + upBelow * before) / pivot;
      into[i] = before;
      restBelow = rest;
      pivotBelow = pivot;
      downBelow = down;
      upBelow = up;
    }
    for (let i = n - 2; i >= 0; i--) into[i] = into[i]! + sweep[i]! * into[i + 1]!;
  }
}
