import { BiasFilter, type BiasState } from '../../../ml/drift/bias-filter.ts';

/** Steps of the bias between two segments that are tried, over the deviation of a residual. */
const driftShares = [0.01, 0.03, 0.1] as const;
/** A jump after an alarm, over the same. */
const jumpShare = 3;
/** Share that a segment has in the mean square of the innovations. */
const forgetting = 0.01;

/** All that the biases of a quality remember, as plain data. */
export interface LaneBiasesState {
  /** Deviation of a residual that the filters were made for, in the unit of the quality. */
  readonly unit: number;
  readonly filters: readonly (readonly BiasState[])[];
  /** Mean squared innovation of each drift that is tried. */
  readonly squares: readonly number[];
}

/**
 * What measurements of each lane lie above the model, followed by a filter a lane. How fast a bias moves is not known: some
 * speeds are followed beside each other, and the one counts whose next measurement is met best.
 * @see Kalman1960 as `BiasFilter`
 */
export class LaneBiases {
  readonly #unit: number;
  readonly #filters: readonly (readonly BiasFilter[])[];
  readonly #squares: Float64Array;
  #best = 0;

  /**
   * @param lanes - number of lanes
   * @param unit - deviation of a residual apart from its bias, > 0
   * @param prior - standard deviation of the bias before the first measurement, >= 0
   */
  constructor(lanes: number, unit: number, prior: number, state?: LaneBiasesState) {
    this.#unit = state?.unit ?? unit;
    this.#filters = driftShares.map((share, d) =>
      Array.from(
        { length: lanes },
        (_, lane) =>
          new BiasFilter(
            { drift: share * this.#unit, jump: jumpShare * this.#unit },
            state?.filters[d]?.[lane] ?? { bias: 0, variance: prior * prior },
          ),
      ),
    );
    this.#squares = Float64Array.from(state?.squares ?? driftShares.map(() => this.#unit ** 2));
    this.#choose();
  }

  /** What is to be added on a lane, counted from 0. */
  bias(lane: number): number {
    return this.#filters[this.#best]![lane]!.bias;
  }

  /** Variance of that bias. */
  variance(lane: number): number {
    return this.#filters[this.#best]![lane]!.variance;
  }

  /** Mean square of what measurements were off by, with the bias in it. */
  get meanSquare(): number {
    return this.#squares[this.#best]!;
  }

  /**
   * Takes a measurement of a lane.
   * @param residual - measured less predicted without the bias
   * @returns the residual less the bias known before
   */
  update(lane: number, residual: number): number {
    const innovation = residual - this.bias(lane);
    for (const [d, filters] of this.#filters.entries()) {
      const filter = filters[lane]!;
      const off = residual - filter.bias;
      // The first measurements show how far the model is off, not how far they scatter.
      const known = filter.variance < this.#unit ** 2;
      filter.update(residual, this.#squares[d]!);
      if (known) this.#squares[d] = this.#squares[d]! + forgetting * (off ** 2 - this.#squares[d]!);
    }
    this.#choose();
    return innovation;
  }

  /** A chart called: each bias may have jumped. */
  raise(): void {
    for (const filter of this.#filters.flat()) filter.raise();
  }

  state(): LaneBiasesState {
    return {
      unit: this.#unit,
      filters: this.#filters.map((filters) => filters.map((filter) => filter.state())),
      squares: [...this.#squares],
    };
  }

  #choose(): void {
    let best = 0;
    for (let d = 1; d < this.#squares.length; d++) {
      if (this.#squares[d]! < this.#squares[best]!) best = d;
    }
    this.#best = best;
  }
}
