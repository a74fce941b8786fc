import { describe, expect, it } from 'vitest';
import { capability, RunningMoments } from '../../../../twin/studies/process-capability.ts';
import { expectClose } from '../../../support/close.ts';

function momentsOf(values: readonly number[]): RunningMoments {
  const moments = new RunningMoments();
  for (const value of values) moments.add(value);
  return moments;
}

describe('capability', () => {
  it('is that of a case by hand: 2, 4, 4, 4, 5, 5, 7, 9 between 0 and 12', () => {
    // Mean 5, sum of squares 32, s = sqrt(32 / 7); the lower limit is the nearer one.
    const moments = momentsOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expectClose(moments.mean, 5, { rtol: 1e-15, atol: 0 });
    expectClose(moments.standardDeviation, Math.sqrt(32 / 7), { rtol: 1e-15, atol: 0 });
    expectClose(capability(moments, { lower: 0, upper: 12 })!, 5 / (3 * Math.sqrt(32 / 7)), {
      rtol: 1e-15,
      atol: 0,
    });
  });

  it('is below 0 where the mean leaves the limits, and the same mirrored', () => {
    const limits = { lower: 4, upper: 6 };
    const above = capability(momentsOf([6.5, 7, 7.5]), limits)!;
    const below = capability(momentsOf([2.5, 3, 3.5]), limits)!;
    expect(above).toBeLessThan(0);
    expectClose(above, below, { rtol: 1e-12, atol: 0 });
  });

  it('is none of no value, one value, or values that do not scatter', () => {
    for (const values of [[], [3], [3, 3, 3]]) {
      expect(capability(momentsOf(values), { lower: 0, upper: 1 })).toBeUndefined();
    }
  });

  it('is the same of values that were taken up in parts', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    const merged = momentsOf([]);
    for (const [from, to] of [
      [0, 3],
      [3, 3],
      [3, 8],
    ]) {
      merged.merge(momentsOf(values.slice(from, to)));
    }
    const whole = momentsOf(values);
    expectClose(merged.mean, whole.mean, { rtol: 1e-15, atol: 0 });
    expectClose(merged.standardDeviation, whole.standardDeviation, { rtol: 1e-15, atol: 0 });
  });

  it('keeps its digits far from 0', () => {
    const small = momentsOf([1, 2, 3, 4]);
    const far = momentsOf([1, 2, 3, 4].map((value) => value + 1e9));
    expectClose(far.standardDeviation, small.standardDeviation, { rtol: 1e-9, atol: 0 });
  });
});
