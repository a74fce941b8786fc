import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regularisedBeta } from '../../../../ml/statistics/incomplete-beta.ts';
import { quantileOfSorted } from '../../../../ml/statistics/quantile.ts';
import { bothTailsOfT, upperTailOfF } from '../../../../ml/statistics/tail-probabilities.ts';
import { expectClose } from '../../../support/close.ts';

const file = new URL('../../../fixtures/ml/explain/values.json', import.meta.url);
const { tails } = JSON.parse(readFileSync(file, 'utf8'));

describe('regularisedBeta', () => {
  it.each(tails.beta as number[][])('is as SciPy at a %f, b %f, x %f', (a, b, x, expected) => {
    expectClose(regularisedBeta(x!, 1 - x!, a!, b!), expected!, { rtol: 1e-12, atol: 0 });
  });

  it('is the sum of a binomial distribution for whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (a, b, x) => {
          const n = a + b - 1;
          let term = (1 - x) ** n;
          let sum = 0;
          for (let k = 0; k <= n; k++) {
            if (k >= a) sum += term;
            term *= ((n - k) / (k + 1)) * (x / (1 - x));
          }
          expectClose(regularisedBeta(x, 1 - x, a, b), sum, { rtol: 1e-10, atol: 1e-15 });
        },
      ),
    );
  });

  it('adds up to 1 with its mirror, rises, and is 0 and 1 at its ends', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 500, noNaN: true }),
        fc.double({ min: 0.05, max: 500, noNaN: true }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (a, b, x) => {
          const value = regularisedBeta(x, 1 - x, a, b);
          const sum = value + regularisedBeta(1 - x, x, b, a);
          expectClose(sum, 1, { rtol: 0, atol: 1e-12 });
          const above = regularisedBeta(x + 0.01, 0.99 - x, a, b);
          expect(above).toBeGreaterThanOrEqual(value - 1e-13);
        },
      ),
    );
    expect(regularisedBeta(0, 1, 2, 3)).toBe(0);
    expect(regularisedBeta(1, 0, 2, 3)).toBe(1);
  });

  it.each([
    [-0.1, 1.1, 1, 1],
    [0.5, 0.5, 0, 1],
    [0.5, 0.5, 1, Number.NaN],
  ])('refuses x %f, 1 - x %f, a %f, b %f', (x, complement, a, b) => {
    expect(() => regularisedBeta(x, complement, a, b)).toThrow(
      expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' }),
    );
  });
});

describe('tails', () => {
  it.each(tails.f as number[][])('F above %f with %f and %f degrees is as SciPy', (f, m, n, p) => {
    expectClose(upperTailOfF(f!, m!, n!), p!, { rtol: 1e-10, atol: 0 });
  });

  it.each(tails.t as number[][])('t beyond %f with %f degrees is as SciPy', (t, n, p) => {
    expectClose(bothTailsOfT(t!, n!), p!, { rtol: 1e-10, atol: 0 });
  });

  it('of F with 2 degrees in the numerator, and of t with 1 and 2, are as their formulas', () => {
    for (const x of [0.01, 0.7, 3, 40]) {
      for (const n of [1, 4, 37]) {
        const expected = (1 + (2 * x) / n) ** (-n / 2);
        expectClose(upperTailOfF(x, 2, n), expected, { rtol: 1e-12, atol: 0 });
      }
      expectClose(bothTailsOfT(x, 1), (2 / Math.PI) * Math.atan2(1, x), { rtol: 1e-12, atol: 0 });
      const two = 2 / (Math.sqrt(2 + x * x) * (x + Math.sqrt(2 + x * x)));
      expectClose(bothTailsOfT(-x, 2), two, { rtol: 1e-12, atol: 0 });
    }
  });

  it('are 1 at 0 and 0 at infinity', () => {
    expect(upperTailOfF(0, 3, 4)).toBe(1);
    expect(upperTailOfF(Number.POSITIVE_INFINITY, 3, 4)).toBe(0);
    expect(bothTailsOfT(0, 4)).toBe(1);
  });
});

describe('quantileOfSorted', () => {
  it('is linear between the numbers', () => {
    const sorted = Float64Array.of(1, 2, 4, 8);
    for (const [share, value] of [
      [0, 1],
      [1, 8],
      [0.5, 3],
      [1 / 3, 2],
      [0.25, 1.75],
    ] as const) {
      expectClose(quantileOfSorted(sorted, share), value, { rtol: 1e-15, atol: 0 });
    }
  });
});
