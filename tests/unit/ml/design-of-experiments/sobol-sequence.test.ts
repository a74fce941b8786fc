import { describe, expect, it } from 'vitest';
import { centredDiscrepancy } from '../../../../ml/design-of-experiments/discrepancy.ts';
import { latinHypercube } from '../../../../ml/design-of-experiments/latin-hypercube.ts';
import { SobolSequence, sobolPoints } from '../../../../ml/design-of-experiments/sobol-sequence.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import reference from '../../../fixtures/ml/sobol.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';

const stream = (seed: number) => randomStreams(seed).stream('test/sobol');

/** How many points lie in each box of 2^-splits[k] along axis k. */
function countsOf(points: readonly (readonly number[])[], splits: readonly number[]): number[] {
  const boxes = new Map<string, number>();
  for (const point of points) {
    const key = splits.map((split, k) => Math.floor(point[k]! * 2 ** split)).join();
    boxes.set(key, (boxes.get(key) ?? 0) + 1);
  }
  return [...boxes.values()];
}

/** A smooth function of mean 1 in which all axes take part together. */
function smooth(point: readonly number[]): number {
  return point.reduce((product, x, k) => product * (1 + (Math.exp(x) - Math.E + 1) / (1 + k)), 1);
}

/** Root of the mean square error of the mean of `smooth` over 24 seeds. */
function errorOf(draw: (seed: number) => readonly (readonly number[])[]): number {
  let sum = 0;
  for (let seed = 1; seed <= 24; seed++) {
    const points = draw(seed);
    const mean = points.reduce((total, point) => total + smooth(point), 0) / points.length;
    sum += (mean - 1) ** 2 / 24;
  }
  return Math.sqrt(sum);
}

describe('SobolSequence', () => {
  it('is the plain sequence of SciPy, in 64 axes', () => {
    let compared = 0;
    const sequence = new SobolSequence(64);
    const out = new Float64Array(64);
    let index = 0;
    for (const { start, points } of reference.blocks) {
      for (; index < start; index++) sequence.next(out);
      for (const point of points) {
        expect([...sequence.next(out)]).toEqual(point);
        index += 1;
        compared += 1;
      }
    }
    expect(compared).toBe(20);
  });

  it.each([0, 1, 2])('puts one point into every elementary box of two axes, seed %i', (seed) => {
    // The first two axes are a (0, m, 2)-net; scrambling keeps it one.
    const points = sobolPoints(64, 2, seed === 0 ? undefined : stream(seed));
    for (let split = 0; split <= 6; split++) {
      const counts = countsOf(points, [split, 6 - split]);
      expect(counts).toEqual(new Array(64).fill(1));
    }
  });

  it('puts one of 256 points into each of 256 slices of each of 40 axes, scrambled', () => {
    const points = sobolPoints(256, 40, stream(5));
    for (let axis = 0; axis < 40; axis++) {
      const column = points.map((point) => [point[axis]!]);
      expect(countsOf(column, [8])).toEqual(new Array(256).fill(1));
    }
  });

  it('is uniform at every point when it is scrambled', () => {
    // 400 seeds: mean and variance of the third point within 4 standard errors of 1/2 and 1/12.
    const values = Array.from(
      { length: 400 },
      (_, seed) => sobolPoints(3, 7, stream(seed))[2]![6]!,
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / 400;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400;
    expectClose(mean, 0.5, { rtol: 0, atol: 4 * Math.sqrt(1 / 12 / 400) });
    expectClose(variance, 1 / 12, { rtol: 0, atol: 4 * Math.sqrt(1 / 180 / 400) });
  });

  it('gives the same points for a seed, and others for another', () => {
    expect(sobolPoints(9, 3, stream(3))).toEqual(sobolPoints(9, 3, stream(3)));
    expect(sobolPoints(9, 3, stream(3))).not.toEqual(sobolPoints(9, 3, stream(4)));
  });

  it('errs less in a mean than a Latin hypercube, and falls faster than chance does', () => {
    const sobol64 = errorOf((seed) => sobolPoints(64, 5, stream(seed)));
    const sobol1024 = errorOf((seed) => sobolPoints(1024, 5, stream(seed)));
    const latin1024 = errorOf((seed) => latinHypercube(1024, 5, stream(seed)));
    // Chance gains a factor 4 from 16 times the points; scrambled nets up to 64.
    expect(sobol64 / sobol1024).toBeGreaterThan(12);
    expect(latin1024 / sobol1024).toBeGreaterThan(4);
  });

  it.each([0, 65, 2.5, Number.NaN])('refuses %d axes', (axes) => {
    expect(() => new SobolSequence(axes)).toThrow(
      expect.objectContaining({
        code: 'ML_OPTION_OUT_OF_RANGE',
        data: expect.objectContaining({ option: 'axes' }),
      }),
    );
  });
});

describe('centredDiscrepancy', () => {
  it('is that of SciPy', () => {
    for (const { axes, count, discrepancy } of reference.centredDiscrepancies) {
      // Sums of 2,500 terms near 1: rounding only.
      const found = centredDiscrepancy(sobolPoints(count, axes));
      expectClose(found, discrepancy, { rtol: 1e-9, atol: 1e-13 });
    }
    expect(reference.centredDiscrepancies).toHaveLength(3);
  });

  it('is less for a scrambled Sobol sequence than for a Latin hypercube, and there less than by chance', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const rng = stream(seed);
      const chance = Array.from({ length: 128 }, () => Array.from({ length: 4 }, rng.uniform));
      const latin = centredDiscrepancy(latinHypercube(128, 4, rng));
      expect(latin).toBeLessThan(centredDiscrepancy(chance));
      expect(centredDiscrepancy(sobolPoints(128, 4, rng))).toBeLessThan(latin);
    }
  });
});
