import { describe, expect, it } from 'vitest';
import { gaussJacobiHalf } from '../../../../../physics/cell/dfn/gauss-jacobi-half.ts';
import {
  loops,
  sphereCollocation,
  writtenOut,
} from '../../../../../physics/cell/dfn/sphere-collocation.ts';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { expectClose } from '../../../../support/close.ts';

describe.each([4, 6, 8])('collocation at %d nodes in a sphere', (nodes) => {
  it('solves a particle written out as in loops', () => {
    const { uniform } = randomStreams(7).stream('particle');
    const vector = (low: number, high: number): Float64Array =>
      Float64Array.from({ length: 2 * nodes }, () => low + (high - low) * uniform());
    const inputs = {
      guess: vector(0.3, 0.5),
      perD: vector(0.5e14, 2e14),
      potential: vector(3e-15, 5e-15),
      past: vector(-1e-4, 1e-4),
    };
    const [expected, found] = [loops, writtenOut].map((make) => {
      const solve = make(sphereCollocation(nodes))!;
      const outputs = {
        base: new Float64Array(2 * nodes),
        byCurrent: new Float64Array(2 * nodes),
        surface: new Float64Array(2),
      };
      const moved = solve({ ...inputs, ...outputs }, nodes, 0.03, 4e10, -3e-16, 1.5);
      return [...outputs.base, ...outputs.byCurrent, ...outputs.surface, moved];
    });
    expect(found).toHaveLength(expected!.length);
    // Round-off of two orders of summation, through a small solution.
    for (const [i, value] of found!.entries()) {
      expectClose(value, expected![i]!, { rtol: 1e-10, atol: 1e-25 });
    }
  });

  it('is exact where w is constant and where it is (r/R)^2', () => {
    const { operator, operatorBySlope, surfaceRow, surfaceBySlope } = sphereCollocation(nodes);
    const { x } = gaussJacobiHalf(nodes);
    const dot = (row: Float64Array, values?: Float64Array): number =>
      row.reduce((sum, weight, i) => sum + weight * (values?.[i] ?? 1), 0);
    for (let i = 0; i < nodes; i++) {
      const row = operator.subarray(i * nodes, (i + 1) * nodes);
      // Round-off of weights up to 1e4.
      expectClose(dot(row), 0, { rtol: 0, atol: 1e-8 });
      expectClose(dot(row, x) + operatorBySlope[i]!, 6, { rtol: 1e-9, atol: 0 });
    }
    expectClose(dot(surfaceRow), 1, { rtol: 1e-12, atol: 0 });
    expectClose(dot(surfaceRow, x) + surfaceBySlope, 1, { rtol: 1e-12, atol: 0 });
  });
});
