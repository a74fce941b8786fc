import {
  type Descent,
  type DescentEnd,
  type DescentLimits,
  limitedMemoryBfgs,
} from '../optimise/limited-memory-bfgs.ts';
import { cholesky, solveLower, solveUpper } from './cholesky.ts';

/** Step of the differences of the gradient, in logarithms. */
const difference = 1e-4;
/** What is added to a diagonal that is not positive, at first, as a share of its mean. */
const firstLift = 1e-3;
const lifts = 12;

/** The symmetric matrix of second derivatives, by differences of the gradient: as many evaluations as variables and one. */
export function curvatureAt(descent: Descent, at: Float64Array): Float64Array {
  const n = at.length;
  const here = new Float64Array(n);
  const there = new Float64Array(n);
  const matrix = new Float64Array(n * n);
  descent(at, here);
  for (let i = 0; i < n; i++) {
    const moved = at.slice();
    moved[i] = moved[i]! + difference;
    descent(moved, there);
    for (let j = 0; j < n; j++) {
      const half = (there[j]! - here[j]!) / (2 * difference);
      matrix[i * n + j] = matrix[i * n + j]! + half;
      matrix[j * n + i] = matrix[j * n + i]! + half;
    }
  }
  return matrix;
}

/**
 * A minimum near `start` of a function whose curvature is about known: in coordinates in which it would be round, so that
 * the first steps are nearly Newton's.
 * @param curvature - n x n; where it is not positive definite, its diagonal is lifted until it is
 * @see Nocedal2006, Numerical Optimization, 2nd ed., section 3.4 (lifted diagonal, algorithm 3.3) (not read)
 */
export function whitenedSearch(
  descent: Descent,
  start: Float64Array,
  curvature: Float64Array,
  limits: DescentLimits,
): DescentEnd {
  const n = start.length;
  const root = positiveRoot(curvature, n);
  const here = new Float64Array(n);
  const gradient = new Float64Array(n);
  const placed = (round: Float64Array): Float64Array => {
    here.set(round);
    solveUpper(root, n, here);
    for (let i = 0; i < n; i++) here[i] = here[i]! + start[i]!;
    return here;
  };
  const end = limitedMemoryBfgs(
    (round, slope) => {
      const value = descent(placed(round), gradient);
      slope.set(solveLower(root, n, gradient));
      return value;
    },
    new Float64Array(n),
    { ...limits, longestStep: Number.POSITIVE_INFINITY },
  );
  return { ...end, at: placed(end.at).slice() };
}

/** The Cholesky factor of a matrix, or of one with so much on its diagonal that there is one; of 1 where none is. */
function positiveRoot(matrix: Float64Array, n: number): Float64Array {
  const root = matrix.slice();
  let mean = 0;
  for (let i = 0; i < n; i++) mean += Math.abs(matrix[i * n + i]!) / n;
  for (let k = 0, lift = firstLift * mean; k < lifts; k++, lift *= 10) {
    if (cholesky(root, n)) return root;
    root.set(matrix);
    for (let i = 0; i < n; i++) root[i * n + i] = root[i * n + i]! + lift;
  }
  root.fill(0);
  for (let i = 0; i < n; i++) root[i * n + i] = 1;
  return root;
}
