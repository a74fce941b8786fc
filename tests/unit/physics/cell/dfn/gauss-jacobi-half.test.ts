import { describe, it } from 'vitest';
import { gaussJacobiHalf } from '../../../../../physics/cell/dfn/gauss-jacobi-half.ts';
import { expectClose } from '../../../../support/close.ts';

describe('gaussJacobiHalf', () => {
  it.each([1, 2, 4, 6, 8, 12])('with %i nodes is exact over a sphere up to degree 2 n - 1', (n) => {
    const { x, weights } = gaussJacobiHalf(n);
    for (let power = 0; power <= 2 * n - 1; power++) {
      const sum = weights.reduce((total, weight, i) => total + weight * x[i]! ** power, 0);
      // (3/2) times the integral of x^(power + 1/2) over [0, 1], to round-off.
      expectClose(sum, 1.5 / (power + 1.5), { rtol: 1e-13, atol: 0 });
    }
  });
});
