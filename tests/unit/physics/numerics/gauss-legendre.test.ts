import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../../../physics/numerics/gauss-legendre.ts';
import { expectClose } from '../../../support/close.ts';

describe('gaussLegendre', () => {
  it.each([1, 2, 3, 5, 8, 16, 40])(
    'with %i nodes is exact for polynomials of degree 2 n - 1 and no higher',
    (n) => {
      const { nodes, weights } = gaussLegendre(n);
      const integral = (power: number): number =>
        weights.reduce((sum, weight, i) => sum + weight * nodes[i]! ** power, 0);
      for (let power = 0; power < 2 * n; power++) {
        // Round-off.
        expectClose(integral(power), 1 / (power + 1), { rtol: 1e-13, atol: 0 });
      }
      if (n < 6) expect(Math.abs(integral(2 * n) * (2 * n + 1) - 1)).toBeGreaterThan(1e-9);
    },
  );

  it('has increasing nodes, symmetric about the middle', () => {
    const { nodes, weights } = gaussLegendre(7);
    for (let i = 0; i < 7; i++) {
      if (i > 0) expect(nodes[i]).toBeGreaterThan(nodes[i - 1]!);
      // Round-off.
      expectClose(nodes[i]! + nodes[6 - i]!, 1, { rtol: 1e-15, atol: 0 });
      expectClose(weights[i]!, weights[6 - i]!, { rtol: 1e-14, atol: 0 });
    }
  });
});
