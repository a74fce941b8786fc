import { MlError } from '../errors.ts';
import { cholesky, solveLower, solveUpper } from '../gaussian-process/cholesky.ts';

/**
 * The x >= 0 that minimises x' H x / 2 - b' x, by the active set of Lawson and Hanson on the normal equations.
 * @param matrix - H, n x n, row by row, symmetric and positive definite
 * @param right - b, n numbers
 * @returns x, n numbers, exactly 0 where bound
 * @throws MlError ML_DESIGN_SINGULAR where H is not positive definite (data: size)
 * @see Lawson1974, Solving Least Squares Problems, algorithm NNLS (23.10); Bro1997, J. Chemom. 11, 393-401 (normal equations)
 */
export function nonNegativeLeastSquares(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const x = new Float64Array(n);
  const isFree = new Uint8Array(n);
  const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const tolerance = 1e-12 * largest;
  const gradientAt = (i: number): number => {
    let sum = right[i]!;
    for (let k = 0; k < n; k++) sum -= matrix[i * n + k]! * x[k]!;
    return sum;
  };
  for (let round = 0; round < 3 * n; round++) {
    let entering = -1;
    let steepest = tolerance;
    for (let i = 0; i < n; i++) {
      const slope = isFree[i] === 1 ? 0 : gradientAt(i);
      if (slope > steepest) [entering, steepest] = [i, slope];
    }
    if (entering < 0) return x;
    isFree[entering] = 1;
    for (;;) {
      const free = Array.from(isFree.keys()).filter((i) => isFree[i] === 1);
      const trial = freeSolution(matrix, right, free);
      const blocking = free.filter((_, f) => trial[f]! <= 0);
      if (blocking.length === 0) {
        for (const [f, i] of free.entries()) x[i] = trial[f]!;
        break;
      }
      // As far towards the trial as no number falls below 0; whatever reaches 0 is bound again.
      let share = 1;
      for (const [f, i] of free.entries()) {
        if (trial[f]! <= 0) share = Math.min(share, x[i]! / (x[i]! - trial[f]!));
      }
      for (const [f, i] of free.entries()) {
        x[i] = x[i]! + share * (trial[f]! - x[i]!);
        if (trial[f]! <= 0 && x[i]! <= 1e-15 * largestOf(x)) [x[i], isFree[i]] = [0, 0];
      }
    }
  }
  return x;
}

function largestOf(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function freeSolution(
  matrix: Float64Array,
  right: Float64Array,
  free: readonly number[],
): Float64Array {
  const n = right.length;
  const size = free.length;
  const part = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) part[i * size + j] = matrix[free[i]! * n + free[j]!]!;
  }
  if (!cholesky(part, size)) {
    const message = `${size} columns of a non-negative fit are not independent; allowed are independent ones`;
    throw new MlError('ML_DESIGN_SINGULAR', message, { size });
  }
  const x = Float64Array.from(free, (i) => right[i]!);
  return solveUpper(part, size, solveLower(part, size, x));
}
