import { PhysicsError } from '../../physics/core/errors.ts';
import { factorise, solveFactorised } from '../../physics/numerics/dense-linear.ts';

/**
 * Inverse of a symmetric positive definite matrix with something added to its diagonal.
 * @param matrix - n x n, row major
 * @param added - to each element of the diagonal
 * @throws PhysicsError PHY_OUT_OF_RANGE when the matrix is singular or not finite
 */
export function inverse(matrix: Float64Array, n: number, added: number): Float64Array {
  const shifted = Float64Array.from(matrix);
  for (let i = 0; i < n; i++) shifted[i * n + i] = shifted[i * n + i]! + added;
  const factors = factorise(shifted, n);
  if (factors === undefined) {
    throw new PhysicsError('PHY_OUT_OF_RANGE', 'the information of a fit is singular', { n });
  }
  const result = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const column = solveFactorised(
      factors,
      Float64Array.from({ length: n }, (_, i) => (i === j ? 1 : 0)),
    );
    for (let i = 0; i < n; i++) result[i * n + j] = column[i]!;
  }
  return result;
}
