import { dot } from '../data/moments.ts';

/** Partial least squares of one target on columns of mean 0, up to some components. */
export interface PartialLeastSquares {
  /** Coefficients of the columns with 1, 2, ... components. */
  readonly coefficients: readonly Float64Array[];
  /** Scores t of the rows, of length 1 and orthogonal, one array a component. */
  readonly scores: readonly Float64Array[];
  /** Weights r of the columns: t = X r. */
  readonly weights: readonly Float64Array[];
  /** Loadings p of the columns: X is about the sum of t p^T. */
  readonly loadings: readonly Float64Array[];
  /** Loading q of the target, by component. */
  readonly targetLoadings: Float64Array;
}

/** Covariances below this share of the first are 0: nothing is left to explain. */
const nothing = 1e-10;

/**
 * SIMPLS for one target: components of largest covariance with it, each orthogonal to those before.
 * @param most - components; there may be fewer
 * @see deJong1993, Chemometrics and Intelligent Laboratory Systems 18, 251-263, appendix (algorithm), doi:10.1016/0169-7439(93)85002-X
 */
export function partialLeastSquares(
  columns: readonly Float64Array[],
  target: Float64Array,
  most: number,
): PartialLeastSquares {
  const width = columns.length;
  const coefficients: Float64Array[] = [];
  const scores: Float64Array[] = [];
  const weights: Float64Array[] = [];
  const loadings: Float64Array[] = [];
  const basis: Float64Array[] = [];
  const targetLoadings: number[] = [];
  const covariance = Float64Array.from(columns, (column) => dot(column, target));
  const first = Math.sqrt(dot(covariance, covariance));
  const room = Math.min(most, width, target.length - 1);
  while (coefficients.length < room) {
    if (!(Math.sqrt(dot(covariance, covariance)) > nothing * first)) break;
    const weight = covariance.slice();
    const score = combined(columns, weight, target.length);
    // Exactly they are orthogonal already; rounding grows from one component to the next.
    for (const [k, other] of scores.entries()) {
      const along = dot(score, other);
      subtract(score, other, along);
      subtract(weight, weights[k]!, along);
    }
    const length = Math.sqrt(dot(score, score));
    scale(score, 1 / length);
    scale(weight, 1 / length);
    const loading = Float64Array.from(columns, (column) => dot(column, score));
    const targetLoading = dot(target, score);
    const direction = loading.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) subtract(direction, other, dot(direction, other));
    }
    scale(direction, 1 / Math.sqrt(dot(direction, direction)));
    subtract(covariance, direction, dot(covariance, direction));
    for (const other of basis) subtract(covariance, other, dot(covariance, other));
    const before = coefficients.at(-1) ?? new Float64Array(width);
    coefficients.push(before.map((value, f) => value + targetLoading * weight[f]!));
    scores.push(score);
    weights.push(weight);
    loadings.push(loading);
    basis.push(direction);
    targetLoadings.push(targetLoading);
  }
  return {
    coefficients,
    scores,
    weights,
    loadings,
    targetLoadings: Float64Array.from(targetLoadings),
  };
}

function combined(
  columns: readonly Float64Array[],
  weights: Float64Array,
  rows: number,
): Float64Array {
  const sum = new Float64Array(rows);
  for (const [f, column] of columns.entries()) subtract(sum, column, -weights[f]!);
  return sum;
}

function subtract(from: Float64Array, what: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i] = from[i]! - times * what[i]!;
}

function scale(values: Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * by;
}
