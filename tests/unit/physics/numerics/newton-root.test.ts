import { describe, expect, it } from 'vitest';
import { fallingRoot } from '../../../../physics/numerics/newton-root.ts';
import { expectClose } from '../../../support/close.ts';

interface Falling {
  readonly name: string;
  readonly root: number;
  readonly of: (x: number) => { readonly value: number; readonly slope: number };
}

const functions: readonly Falling[] = [
  {
    name: 'a straight line',
    root: 0.5,
    of: (x) => ({ value: 1 - 2 * x, slope: -2 }),
  },
  {
    name: 'one that bends, far from its start',
    root: Math.log(1e6),
    of: (x) => ({ value: 1e6 - Math.exp(x), slope: -Math.exp(x) }),
  },
  {
    // Newton alone goes to and fro between two places.
    name: 'an arc tangent, flat far out',
    root: 3,
    of: (x) => ({ value: -Math.atan(8 * (x - 3)), slope: -8 / (1 + 64 * (x - 3) ** 2) }),
  },
  {
    name: 'one with a kink',
    root: -2,
    of: (x) => (x < -1.9 ? { value: -x - 2, slope: -1 } : { value: -30 * x - 57.1, slope: -30 }),
  },
];

describe('the root of a falling function', () => {
  it.each(functions)('$name', ({ root, of }) => {
    for (const start of [-40, -3, 0.1, 2.5, 7, 40]) {
      let asked = 0;
      const counted = (x: number) => {
        asked++;
        return of(x);
      };
      const found = fallingRoot(counted, { start, tolerance: 1e-9 });
      expectClose(found, root, { rtol: 1e-12, atol: 1e-12 });
      expect(asked).toBeLessThan(70);
    }
  });

  it('takes three evaluations beside the root of a smooth one', () => {
    let asked = 0;
    const of = (x: number) => {
      asked++;
      return { value: 2 - Math.exp(x), slope: -Math.exp(x) };
    };
    expectClose(fallingRoot(of, { start: 0.7, tolerance: 1e-9 }), Math.LN2, {
      rtol: 1e-15,
      atol: 0,
    });
    expect(asked).toBeLessThanOrEqual(3);
  });

  it('stays above a bound, where the function has no value at it', () => {
    const of = (x: number) => {
      expect(x).toBeGreaterThan(0);
      return { value: 1e-3 / x - x, slope: -1e-3 / x ** 2 - 1 };
    };
    expectClose(fallingRoot(of, { start: 5, low: 0, tolerance: 1e-9 }), Math.sqrt(1e-3), {
      rtol: 1e-12,
      atol: 0,
    });
  });

  it('says where there is none, and where there is no value', () => {
    const noRoot = expect.objectContaining({ code: 'PHY_NO_ROOT' });
    const never = () => ({ value: 1, slope: 0 });
    expect(() => fallingRoot(never, { start: 0, tolerance: 1e-9 })).toThrow(noRoot);
    const none = () => ({ value: Number.NaN, slope: -1 });
    expect(() => fallingRoot(none, { start: 0, tolerance: 1e-9 })).toThrow(noRoot);
  });
});
