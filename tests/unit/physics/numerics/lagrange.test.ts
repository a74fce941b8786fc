import { describe, it } from 'vitest';
import {
  differentiationMatrix,
  lagrangeBasis,
  lagrangeBasisOf,
} from '../../../../physics/numerics/lagrange.ts';
import { expectClose } from '../../../support/close.ts';

const nodes = [0, 0.1, 0.45, 0.7, 1];

describe('Lagrange polynomials', () => {
  it('differentiate powers up to the number of nodes less one exactly', () => {
    const matrix = differentiationMatrix(nodes);
    for (let power = 0; power < nodes.length; power++) {
      for (const [i, x] of nodes.entries()) {
        const slope = matrix[i]!.reduce((sum, weight, k) => sum + weight * nodes[k]! ** power, 0);
        // Entries of about 30 in double precision.
        expectClose(slope, power === 0 ? 0 : power * x ** (power - 1), { rtol: 0, atol: 1e-13 });
      }
    }
  });

  it('interpolate powers exactly, at nodes, between them and outside', () => {
    for (const x of [-0.2, 0, 0.3, 0.7, 1.3]) {
      const basis = lagrangeBasis(nodes, x);
      for (const [k, value] of lagrangeBasisOf(nodes)(x).entries()) {
        expectClose(value, basis[k]!, { rtol: 1e-12, atol: 1e-15 });
      }
      for (let power = 0; power < nodes.length; power++) {
        const value = basis.reduce((sum, weight, k) => sum + weight * nodes[k]! ** power, 0);
        // Round-off.
        expectClose(value, x ** power, { rtol: 1e-13, atol: 1e-14 });
      }
    }
  });
});
