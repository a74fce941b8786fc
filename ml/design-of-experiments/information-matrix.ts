import { cholesky, solveLower } from '../gaussian-process/cholesky.ts';

/** A pivot below this share of its diagonal belongs to a term that depends on the terms before it. */
const leastPivot = 1e-10;

/** Sum of squares of rows of a model, X'X, factored. */
export interface InformationFactor {
  readonly lower: Float64Array;
  readonly logDeterminant: number;
}

/**
 * Factors X'X of some rows.
 * @param terms - numbers of the model at all places, place by place
 * @param width - terms of a place
 * @param ridge - added to the diagonal, as a share of it
 * @returns undefined where the rows do not tell all terms apart
 */
export function informationOf(
  terms: Float64Array,
  width: number,
  rows: ArrayLike<number>,
  ridge = 0,
): InformationFactor | undefined {
  const matrix = new Float64Array(width * width);
  for (let r = 0; r < rows.length; r++) {
    const at = rows[r]! * width;
    for (let i = 0; i < width; i++) {
      const value = terms[at + i]!;
      for (let j = 0; j <= i; j++) {
        matrix[i * width + j] = matrix[i * width + j]! + value * terms[at + j]!;
      }
    }
  }
  const diagonal = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    const entry = i * width + i;
    matrix[entry] = matrix[entry]! * (1 + ridge) + ridge;
    diagonal[i] = matrix[entry]!;
  }
  if (!cholesky(matrix, width)) return undefined;
  let logDeterminant = 0;
  for (let i = 0; i < width; i++) {
    const pivot = matrix[i * width + i]! ** 2;
    if (!(pivot > leastPivot * diagonal[i]!)) return undefined;
    logDeterminant += Math.log(pivot);
  }
  return { lower: matrix, logDeterminant };
}

/**
 * Terms of all places through L^-1: products of two such rows are x' (X'X)^-1 y.
 * @param out - as long as `terms`
 */
export function whiten(
  { lower }: InformationFactor,
  terms: Float64Array,
  width: number,
  out: Float64Array,
): Float64Array {
  out.set(terms);
  for (let at = 0; at < out.length; at += width) {
    solveLower(lower, width, out.subarray(at, at + width));
  }
  return out;
}
