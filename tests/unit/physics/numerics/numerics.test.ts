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
      flows: (x, into) => {
        into[0] = -rate * x[0]!;
      },
      initial: [1],
      duration: 1,
      relativeTolerance,
      absoluteTolerance: [1e-14],
    });

  it('is of fourth order: a hundredfold of the steps is 1e8 times less error on a nonlinear problem', () => {
    // x' = -x^2 + y, y' = -2 y with x(0) = y(0) = 1 against itself with tight tolerances.
    const end = (relativeTolerance: number) =>
      integrateRosenbrock({
        flows: (x, into) => {
          into[0] = -x[0]! * x[0]! + x[1]!;
          into[1] = -2 * x[1]!;
        },
        initial: [1, 1],
        duration: 2,
        relativeTolerance,
        absoluteTolerance: [1e-14, 1e-14],
      });
    const exact = end(1e-12);
    const [coarse, fine] = [end(1e-4), end(1e-9)];
    const error = (of: typeof exact): number => Math.abs(of.stocks[0]! - exact.stocks[0]!);
    const order =
      Math.log(error(coarse) / error(fine)) / Math.log(fine.work.steps / coarse.work.steps);
    // Both runs start with a first step that the tolerance did not choose.
    expect(order).toBeGreaterThan(3.5);
    expect(order).toBeLessThan(5.5);
  });

  it('takes a stiff decay in few steps', () => {
    const { stocks, work } = decay(1e-4, 1e6);
    expect(Math.abs(stocks[0]!)).toBeLessThan(1e-9);
    expect(work.steps).toBeLessThan(120);
  });

  it('stops at the event', () => {
    const fall = integrateRosenbrock({
      flows: (x, into) => {
        into[0] = -x[0]!;
      },
      initial: [1],
      duration: 5,
      relativeTolerance: 1e-7,
      absoluteTolerance: [1e-9],
      event: (x) => 0.5 - x[0]!,
    });
    expect(fall.status).toBe('event');
    // Error of the integration at this tolerance.
    expectClose(fall.time, Math.LN2, { rtol: 1e-6, atol: 0 });
    expectClose(fall.stocks[0]!, 0.5, { rtol: 1e-8, atol: 0 });
  });

  it('keeps the balance of stocks and flows to round-off at any tolerance', () => {
    // Two vessels: a feed, a nonlinear overflow from the first to the second, a drain.
    const seen: number[] = [];
    const initial = [2, 0.1];
    const { stocks, transferred } = integrateRosenbrock({
      flows: (x, into) => {
        into[0] = 0.3;
        into[1] = 40 * x[0]! * Math.sqrt(Math.abs(x[0]!));
        into[2] = 5 * x[1]!;
      },
      incidence: [
        [1, -1, 0],
        [0, 1, -1],
      ],
      initial,
      duration: 3,
      relativeTolerance: 1e-2,
      absoluteTolerance: [1e-4, 1e-4],
      watch: (time) => seen.push(time),
    });
    const [feed, overflow, drain] = transferred as unknown as [number, number, number];
    // A few tens of additions of numbers of order one.
    expectClose(stocks[0]!, initial[0]! + feed - overflow, { rtol: 0, atol: 1e-14 });
    expectClose(stocks[1]!, initial[1]! + overflow - drain, { rtol: 0, atol: 1e-14 });
    expectClose(feed, 0.9, { rtol: 1e-12, atol: 0 });
    expect(seen[0]).toBe(0);
    expectClose(seen.at(-1)!, 3, { rtol: 1e-12, atol: 0 });
  });

  it('stops with the time when the solution ends', () => {
    expect(() =>
      integrateRosenbrock({
        flows: (x, into) => {
          into[0] = x[0]! * x[0]!;
        },
        initial: [1],
        duration: 2,
        relativeTolerance: 1e-6,
        absoluteTolerance: [1e-9],
      }),
    ).toThrow(expect.objectContaining({ code: 'PHY_STEP_TOO_SMALL' }));
  });
});
