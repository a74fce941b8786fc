import { dot } from '../data/moments.ts';
import { GrowingFactor } from './growing-factor.ts';

/** A place where a column enters or leaves; between two knots every coefficient is linear in the penalty. */
export interface LassoKnot {
  /** alpha of |y - X b|^2 / (2 n) + alpha |b|_1. */
  readonly penalty: number;
  /** b, by column. */
  readonly coefficients: Float64Array;
}

/** All solutions of the LASSO, by falling penalty: from none that counts to least squares. */
export type LassoPath = readonly LassoKnot[];

/** Correlations below this share of the first are 0. */
const nothing = 1e-11;
/** Slopes that differ by less do not meet. */
const parallel = 1e-12;

/**
 * All solutions of the LASSO by least-angle regression with removal of columns whose coefficient comes to 0.
 * Columns and target have mean 0 (or no intercept is wanted). Where columns tie or depend on each other, the first that
 * comes is taken; the others wait until one of those leaves.
 * @param columns - X, one array a column, not scaled here
 * @param target - y
 * @see Efron2004, Annals of Statistics 32, 407-499, eq. 2.13 (step) and section 3.1 (removal), doi:10.1214/009053604000000067
 */
export function lassoPath(columns: readonly Float64Array[], target: Float64Array): LassoPath {
  const search = new LarsSearch(columns, target);
  // Paths take about as many steps as there are columns; this many only where ties go round in a circle.
  const mostSteps = 100 + 20 * columns.length;
  for (let step = 0; step < mostSteps && search.step(); step++);
  return search.knots;
}

/** Coefficients at any penalty, by the line between its knots. */
export function coefficientsAt(path: LassoPath, penalty: number): Float64Array {
  const below = path.findIndex((knot) => knot.penalty <= penalty);
  if (below === 0) return path[0]!.coefficients.slice();
  if (below < 0) return path.at(-1)!.coefficients.slice();
  const low = path[below]!;
  const high = path[below - 1]!;
  const share = (penalty - low.penalty) / (high.penalty - low.penalty);
  return low.coefficients.map((value, f) => value + share * (high.coefficients[f]! - value));
}

/** What ends a step: a column enters, one leaves, or nothing is left to explain. */
interface StepEnd {
  readonly length: number;
  readonly enters?: number;
  /** Place among the columns held. */
  readonly leaves?: number;
}

class LarsSearch {
  readonly knots: LassoKnot[] = [];
  readonly #columns: readonly Float64Array[];
  readonly #residual: Float64Array;
  readonly #coefficients: Float64Array;
  readonly #factor: GrowingFactor;
  /** Sign of the correlation of each column held; 0 for the others. */
  readonly #signs: Int8Array;
  /** Columns that depend on those held. */
  readonly #waiting = new Set<number>();
  readonly #correlations: Float64Array;
  readonly #direction: Float64Array;
  readonly #first: number;

  constructor(columns: readonly Float64Array[], target: Float64Array) {
    this.#columns = columns;
    this.#residual = target.slice();
    this.#coefficients = new Float64Array(columns.length);
    this.#factor = new GrowingFactor(columns);
    this.#signs = new Int8Array(columns.length);
    this.#correlations = new Float64Array(columns.length);
    this.#direction = new Float64Array(target.length);
    this.#first = this.#correlate();
    this.#record(this.#first > 0 ? this.#first : 0);
  }

  /** One step down the path. @returns false at its end */
  step(): boolean {
    const height = this.#correlate();
    if (!(height > nothing * this.#first)) return false;
    if (this.#factor.held.length === 0) this.#enter(this.#steepest());
    const weights = this.#weights();
    const end = this.#endOf(height, weights);
    const held = [...this.#factor.held];
    for (const [i, f] of held.entries()) {
      this.#coefficients[f] = this.#coefficients[f]! + end.length * weights[i]!;
    }
    for (let i = 0; i < this.#residual.length; i++) {
      this.#residual[i] = this.#residual[i]! - end.length * this.#direction[i]!;
    }
    if (end.leaves !== undefined) this.#leave(end.leaves);
    const rest = height - end.length;
    if (end.length > 0) this.#record(rest > nothing * this.#first ? rest : 0);
    if (end.enters !== undefined) this.#enter(end.enters);
    return rest > nothing * this.#first;
  }

  /** Correlations with the residual. @returns the largest of the columns held, or of all where none is */
  #correlate(): number {
    for (const [f, column] of this.#columns.entries()) {
      this.#correlations[f] = dot(column, this.#residual);
    }
    const { held } = this.#factor;
    const among = held.length > 0 ? held : this.#columns.keys();
    let largest = 0;
    for (const f of among) largest = Math.max(largest, Math.abs(this.#correlations[f]!));
    return largest;
  }

  #steepest(): number {
    let best = 0;
    for (let f = 1; f < this.#columns.length; f++) {
      if (Math.abs(this.#correlations[f]!) > Math.abs(this.#correlations[best]!)) best = f;
    }
    return best;
  }

  #enter(column: number): void {
    if (this.#factor.append(column)) {
      const correlation = dot(this.#columns[column]!, this.#residual);
      this.#signs[column] = Math.sign(correlation);
    } else {
      this.#waiting.add(column);
    }
  }

  #leave(place: number): void {
    const column = this.#factor.held[place]!;
    this.#signs[column] = 0;
    this.#coefficients[column] = 0;
    this.#factor.remove(place);
    this.#waiting.clear();
  }

  /** Change of the coefficients held while all their correlations fall by 1, and of the fitted values in `#direction`. */
  #weights(): Float64Array {
    const { held } = this.#factor;
    const weights = this.#factor.solve(Float64Array.from(held, (f) => this.#signs[f]!));
    this.#direction.fill(0);
    for (const [i, f] of held.entries()) {
      const column = this.#columns[f]!;
      for (let k = 0; k < column.length; k++) {
        this.#direction[k] = this.#direction[k]! + weights[i]! * column[k]!;
      }
    }
    return weights;
  }

  #endOf(height: number, weights: Float64Array): StepEnd {
    let end: StepEnd = { length: height };
    for (const [f, column] of this.#columns.entries()) {
      if (this.#signs[f] !== 0 || this.#waiting.has(f)) continue;
      const slope = dot(column, this.#direction);
      for (const sign of [1, -1]) {
        const closing = 1 - sign * slope;
        // A column that has just left falls faster than those held, and is skipped here too.
        if (closing <= parallel) continue;
        const length = Math.max(0, height - sign * this.#correlations[f]!) / closing;
        if (length < end.length) end = { length, enters: f };
      }
    }
    for (const [i, f] of this.#factor.held.entries()) {
      const value = this.#coefficients[f]!;
      const weight = weights[i]!;
      const turned = value === 0 ? weight * this.#signs[f]! < 0 : weight * value < 0;
      if (turned && -value / weight < end.length) end = { length: -value / weight, leaves: i };
    }
    return end;
  }

  #record(height: number): void {
    const penalty = height / this.#residual.length;
    this.knots.push({ penalty, coefficients: this.#coefficients.slice() });
  }
}
