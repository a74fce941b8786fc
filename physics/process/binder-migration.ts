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
  /** Binder of each cell over the mean of all, from foil to surface [-]; their mean over the height is 1. */
  readonly profile: Float64Array;
  /** Widths of those cells over the height [-]; they sum to 1. */
  readonly widths: Float64Array;
  /** The same at the foil and at the surface [-]. */
  readonly foil: number;
  readonly surface: number;
  /** surface / foil [-] */
  readonly surfaceToFoil: number;
  /** Shrink rate x height / diffusivity, mean over the time in which the film shrinks [-]. */
  readonly peclet: number;
  /** Largest binder at the surface over the mean, per volume of solution, while the film shrinks [m-1]. */
  readonly crowding: number;
  /** Linear systems that were solved. */
  readonly solves: number;
}

/** Cells of the film. */
const usualCells = 40;
/** How much finer the grid is at the surface than at the foil: a of `surfaceGrid`. */
const grading = 5;
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
 * Finite volumes with exponential fluxes (Scharfetter and Gummel) that hold this profile exactly, in cells that become finer
 * to the surface, where fast drying gathers the binder in a layer of a height over Pe, and the L-stable two-stage method of
 * order 2 of Alexander in time; binder is kept to round-off. With 40 cells the ratio is within 0.5 % at Pe = 2 and within 3 %
 * up to Pe = 200, where binder at the surface is 200 times its mean.
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
  cells = usualCells,
): BinderDistribution {
  checkBetween('number of cells', cells, { min: 3, max: 10_000, unit: '1' });
  const migration = new Migration(cells);
  for (const stretch of stretches) migration.pass(stretch);
  return migration.distribution();
}

/** Cells of unequal width between foil (0) and surface (1). */
interface MigrationGrid {
  readonly widths: Float64Array;
  readonly centres: Float64Array;
  /** Between the centres of a cell and the next. */
  readonly gaps: Float64Array;
  /** Middle between those centres. */
  readonly faces: Float64Array;
  /** Of the logarithms in the top three cells, from the top, in that at the surface. */
  readonly surfaceWeights: readonly [number, number, number];
}

/**
 * A grid that is the finer the nearer to the surface, xi = 1 - sinh(a (1 - s)) / sinh(a) with s even: of 40 cells the top one
 * has a sixth of a per cent of the height.
 */
function surfaceGrid(cells: number): MigrationGrid {
  const edge = (i: number): number => 1 - Math.sinh(grading * (1 - i / cells)) / Math.sinh(grading);
  const widths = Float64Array.from({ length: cells }, (_, i) => edge(i + 1) - edge(i));
  const centres = Float64Array.from({ length: cells }, (_, i) => (edge(i + 1) + edge(i)) / 2);
  const gaps = Float64Array.from({ length: cells - 1 }, (_, i) => centres[i + 1]! - centres[i]!);
  const faces = Float64Array.from(gaps, (_, i) => (centres[i + 1]! + centres[i]!) / 2);
  const [a, b, c] = [1, 2, 3].map((i) => 1 - centres[cells - i]!) as [number, number, number];
  return {
    widths,
    centres,
    gaps,
    faces,
    surfaceWeights: [
      (b * c) / ((b - a) * (c - a)),
      (a * c) / ((a - b) * (c - b)),
      (a * b) / ((a - c) * (b - c)),
    ],
  };
}

const usualGrid = surfaceGrid(usualCells);

class Migration {
  readonly #cells: number;
  /** Binder per cell; sums to 1. */
  readonly #binder: Float64Array;
  readonly #stage: Float64Array;
  readonly #right: Float64Array;
  /** Forward sweep of the elimination. */
  readonly #sweep: Float64Array;
  readonly #grid: MigrationGrid;
  readonly #conditions = new Float64Array(4);
  #shrinkTime = 0;
  #pecletTime = 0;
  #crowding = 0;
  #solves = 0;

  constructor(cells: number) {
    this.#cells = cells;
    this.#grid = cells === usualCells ? usualGrid : surfaceGrid(cells);
    this.#binder = Float64Array.from(this.#grid.widths);
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
        const crowding = this.#surface() / this.#conditions[migrationCondition.solution]!;
        if (crowding > this.#crowding) this.#crowding = crowding;
      }
    }
  }

  distribution(): BinderDistribution {
    const { centres, widths } = this.#grid;
    // Exact where the logarithm is a parabola without slope at the foil.
    const [low, high] = [centres[0]! ** 2, centres[1]! ** 2];
    const foil = Math.exp((high * this.#log(0) - low * this.#log(1)) / (high - low));
    const surface = this.#surface();
    return {
      profile: this.#binder.map((share, i) => share / widths[i]!),
      widths,
      foil,
      surface,
      surfaceToFoil: surface / foil,
      peclet: this.#shrinkTime > 0 ? this.#pecletTime / this.#shrinkTime : 0,
      crowding: this.#crowding,
      solves: this.#solves,
    };
  }

  /** Logarithm of the binder in a cell over the mean. */
  #log(i: number): number {
    return Math.log(Math.max(this.#binder[i]! / this.#grid.widths[i]!, leastShare));
  }

  /** Binder at the surface over the mean, exact where the logarithm is a parabola. */
  #surface(): number {
    const n = this.#cells;
    const { surfaceWeights: weights } = this.#grid;
    return Math.exp(
      weights[0] * this.#log(n - 1) + weights[1] * this.#log(n - 2) + weights[2] * this.#log(n - 3),
    );
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
    const { widths, gaps, faces } = this.#grid;
    const solution = this.#conditions[migrationCondition.solution]!;
    const height = this.#conditions[migrationCondition.height]!;
    const liquid = solution / height;
    const diffusivity =
      this.#conditions[migrationCondition.diffusivity]! * liquid * Math.sqrt(liquid);
    const weight = (tau * diffusivity) / (height * solution);
    const peclet = (this.#conditions[migrationCondition.shrinkRate]! * height) / diffusivity;
    let downBelow = 0;
    let upBelow = 0;
    let before = 0;
    let pivotBelow = 1;
    let restBelow = 0;
    for (let i = 0; i < n; i++) {
      let down = 0;
      let up = 0;
      if (i < n - 1) {
        const x = peclet * gaps[i]! * faces[i]!;
        const bernoulli = Math.abs(x) < 1e-4 ? 1 - x / 2 + (x * x) / 12 : x / Math.expm1(x);
        const conductance = weight / gaps[i]!;
        down = (conductance * bernoulli) / widths[i + 1]!;
        up = (conductance * (bernoulli + x)) / widths[i]!;
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
