import { describe, expect, it } from 'vitest';
import { factorise, solveFactorised } from '../../../../physics/numerics/dense-linear.ts';
import { findRoot } from '../../../../physics/numerics/roots.ts';
import { integrateRosenbrock } from '../../../../physics/numerics/rosenbrock.ts';
import { expectClose } from '../../../support/close.ts';

describe('findRoot', () => {
  it('finds flat, steep and end roots in few calls', () => {
    for (const [f, root] of [
      [(x: number) => x ** 3, 0],
      [(x: number) => Math.exp(20 * x) - 5, Math.log(5) / 20],
      [(x: number) => x - 2, 2],
    ] as const) {
      let calls = 0;
      const counted = (x: number): number => {
        calls += 1;
        return f(x);
      };
      // The bracket is 1e-12 wide; a triple root is flat within 1e-5 of it in round-off only.
      expectClose(findRoot(counted, { low: -1, high: 2, tolerance: 1e-12 }), root, {
        rtol: 0,
        atol: 2e-12,
      });
      expect(calls).toBeLessThan(60);
    }
  });

  it('refuses a bracket without a change of sign', () => {
    expect(() => findRoot((x) => x * x + 1, { low: -1, high: 1, tolerance: 1e-9 })).toThrow(
      expect.objectContaining({ code: 'PHY_NO_ROOT' }),
    );
  });
});

describe('findRoot where the function has no value', () => {
  it('refuses it at an end and inside the bracket, and says where', () => {
    const broken = (x: number): number => (x > 0.2 && x < 0.9 ? Number.NaN : x - 0.5);
    expect(() => findRoot(broken, { low: 0, high: 1, tolerance: 1e-9 })).toThrow(
      expect.objectContaining({ code: 'PHY_NO_ROOT', data: { low: 0, high: 1, at: 0.5 } }),
    );
    expect(() => findRoot(broken, { low: 0.5, high: 1, tolerance: 1e-9 })).toThrow(
      expect.objectContaining({ code: 'PHY_NO_ROOT' }),
    );
  });
});

describe('factorise', () => {
  it('solves a system that needs pivoting, and knows a singular one', () => {
    const factors = factorise(Float64Array.of(0, 2, 1, 1, 0, 0, 0, 3, 5), 3)!;
    const solution = solveFactorised(factors, [7, 1, 21]);
    // Round-off of a 3 x 3 elimination.
    solution.forEach((value, i) => {
      expectClose(value, i + 1, { rtol: 1e-14, atol: 0 });
    });
    expect(factorise(Float64Array.of(1, 2, 2, 4), 2)).toBeUndefined();
  });
});

describe('integrateRosenbrock', () => {
  const decay = (relativeTolerance: number, rate = 1) =>
    integrateRosenbrock({
      rates: (y) => Float64Array.of(-rate * y[0]!),
      initial: Float64Array.of(1),
      duration: 1,
      relativeTolerance,
      absoluteTolerance: [1e-12],
    });

  it('is of second order: a thousandth of the tolerance is a hundredth of the error', () => {
    const error = (tolerance: number): number =>
      Math.abs(decay(tolerance).state[0]! - Math.exp(-1));
    const ratio = error(1e-4) / error(1e-7);
    expect(ratio).toBeGreaterThan(50);
    expect(ratio).toBeLessThan(2000);
  });

  it('takes a stiff decay in few steps', () => {
    const { state, work } = decay(1e-4, 1e6);
    expect(Math.abs(state[0]!)).toBeLessThan(1e-9);
    expect(work.steps).toBeLessThan(250);
  });

  it('stops at the event', () => {
    const fall = integrateRosenbrock({
      rates: (y) => Float64Array.of(-y[0]!),
      initial: Float64Array.of(1),
      duration: 5,
      relativeTolerance: 1e-7,
      absoluteTolerance: [1e-9],
      event: (y) => 0.5 - y[0]!,
    });
    expect(fall.status).toBe('event');
    // Error of the integration at this tolerance.
    expectClose(fall.time, Math.LN2, { rtol: 1e-4, atol: 0 });
  });

  it('stops with the time when the solution ends', () => {
    expect(() =>
      integrateRosenbrock({
        rates: (y) => Float64Array.of(y[0]! * y[0]!),
        initial: Float64Array.of(1),
        duration: 2,
        relativeTolerance: 1e-6,
        absoluteTolerance: [1e-9],
      }),
    ).toThrow(expect.objectContaining({ code: 'PHY_STEP_TOO_SMALL' }));
  });
});
