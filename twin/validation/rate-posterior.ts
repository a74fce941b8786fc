import type { Rng } from '../../physics/core/random.ts';
import type { RateFit } from './rate-fit.ts';

/** Constants as likely as what the fit leaves open, by a normal distribution with its covariance. */
export function posteriorDraws(
  { point, covariance }: RateFit,
  count: number,
  rng: Rng,
): number[][] {
  const n = point.length;
  const root = choleskyRoot(covariance, n);
  return Array.from({ length: count }, () => {
    const normal = point.map(() => rng.normal());
    return point.map((value, i) =>
      normal.slice(0, i + 1).reduce((sum, draw, j) => sum + root[i * n + j]! * draw, value),
    );
  });
}

/** Lower triangle L of L L' = A, row major. */
function choleskyRoot(matrix: readonly number[], n: number): Float64Array {
  const root = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= root[i * n + k]! * root[j * n + k]!;
      root[i * n + j] = i === j ? Math.sqrt(sum) : sum / root[j * n + j]!;
    }
  }
  return root;
}
