import { describe, expect, it } from 'vitest';
import { kolmogorovTail } from '../../../../ml/drift/kolmogorov-smirnov.ts';
import { chiSquaredTail, erfc } from '../../../../ml/statistics/chi-squared.ts';
import { logGamma } from '../../../../ml/statistics/gamma.ts';
import { upperTailOfF } from '../../../../ml/statistics/tail-probabilities.ts';
import reference from '../../../fixtures/ml/drift.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';

describe('tails of distributions', () => {
  it('are those of the reference program, to ten digits', () => {
    expect(reference.chiSquared).toHaveLength(30);
    expect(reference.fTail).toHaveLength(20);
    for (const [x, degrees, tail] of reference.chiSquared as [number, number, number][]) {
      expectClose(chiSquaredTail(x, degrees), tail, { rtol: 1e-10, atol: 0 });
    }
    for (const [x, above, below, tail] of reference.fTail as [number, number, number, number][]) {
      expectClose(upperTailOfF(x, above, below), tail, { rtol: 1e-10, atol: 0 });
    }
    for (const [x, tail] of reference.kolmogorov as [number, number][]) {
      expectClose(kolmogorovTail(x), tail, { rtol: 1e-10, atol: 1e-14 });
    }
  });

  it('obey their identities', () => {
    for (const x of [0, 0.3, 1.9999, 2, 2.0001, 5]) {
      expectClose(erfc(x) + erfc(-x), 2, { rtol: 1e-15, atol: 0 });
    }
    // Both ways to erfc meet at 2, where the function falls by 2e-9 of 0.0047 a step of 1e-9.
    expectClose(erfc(2 - 1e-9), erfc(2), { rtol: 1e-8, atol: 0 });
    for (const x of [0.2, 1, 3.5, 40]) {
      expectClose(logGamma(x + 1), Math.log(x) + logGamma(x), { rtol: 1e-13, atol: 1e-13 });
    }
    // F of one degree above and many below is chi-squared of one.
    expectClose(upperTailOfF(3, 1, 1e7), chiSquaredTail(3, 1), { rtol: 1e-5, atol: 0 });
  });
});
