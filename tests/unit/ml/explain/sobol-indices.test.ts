import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rowByRow } from '../../../../ml/explain/batch-function.ts';
import {
  type PointSource,
  type SobolOptions,
  sobolIndices,
  uniformInput,
} from '../../../../ml/explain/sobol-indices.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

function randomPoints(seed: number): PointSource {
  const rng = randomStreams(seed).stream('points');
  return (count, dimensions) => Float64Array.from({ length: count * dimensions }, rng.uniform);
}

function options(changes: Partial<SobolOptions> = {}): SobolOptions {
  return { count: 512, points: randomPoints(1), resamples: 50, level: 0.9, seed: 1, ...changes };
}

const inputs = ['a', 'b', 'c'].map((name) => uniformInput(name, -Math.PI, Math.PI));

/** @see Ishigami1990, a = 7, b = 0.1. */
const ishigami = rowByRow(
  (x) => Math.sin(x[0]!) + 7 * Math.sin(x[1]!) ** 2 + 0.1 * x[2]! ** 4 * Math.sin(x[0]!),
  3,
);

/** Variances of Ishigami's function by its inputs: of the first, the second, and the first with the third. */
const alone = 0.5 * (1 + (0.1 * Math.PI ** 4) / 5) ** 2;
const second = 49 / 8;
const together = 0.01 * Math.PI ** 8 * (1 / 18 - 1 / 50);
const whole = alone + second + together;

describe('sobolIndices', () => {
  it('finds those of Ishigami to 0.01, with the intervals about them', () => {
    const changes = { count: 2 ** 17, resamples: 20, points: randomPoints(3) };
    const found = sobolIndices(ishigami, inputs, options(changes))!;
    expect(found.evaluations).toBe(5 * 2 ** 17);
    expectClose(found.mean, 3.5, { rtol: 0, atol: 0.02 });
    expectClose(found.variance, whole, { rtol: 0.01, atol: 0 });
    const first = [alone / whole, second / whole, 0];
    const total = [(alone + together) / whole, second / whole, together / whole];
    for (const [i, input] of found.inputs.entries()) {
      expectClose(input.first.value, first[i]!, { rtol: 0, atol: 0.01 });
      expectClose(input.total.value, total[i]!, { rtol: 0, atol: 0.01 });
      for (const { low, value, high } of [input.first, input.total]) {
        expect(low).toBeLessThan(value);
        expect(high).toBeGreaterThan(value);
        expect(high - low).toBeLessThan(0.03);
      }
    }
  });

  it('gives what SciPy gives for the same points', () => {
    const file = new URL('../../../fixtures/ml/explain/values.json', import.meta.url);
    const { sobol } = JSON.parse(readFileSync(file, 'utf8'));
    const points = () => Float64Array.from(sobol.points);
    const found = sobolIndices(ishigami, inputs, options({ count: 128, points }))!;
    for (const [i, input] of found.inputs.entries()) {
      expectClose(input.first.value, sobol.first[i], { rtol: 1e-10, atol: 1e-12 });
      expectClose(input.total.value, sobol.total[i], { rtol: 1e-10, atol: 1e-12 });
    }
  });

  it('covers the truth by its intervals about as often as it says', () => {
    const model = rowByRow((x) => 3 * x[0]! + x[1]!, 2);
    const pair = [uniformInput('a', 0, 1), uniformInput('b', 0, 1)];
    let held = 0;
    for (let seed = 0; seed < 200; seed++) {
      const found = sobolIndices(
        model,
        pair,
        options({ count: 128, points: randomPoints(seed), resamples: 100 }),
      )!;
      const { low, high } = found.inputs[0]!.total;
      if (low <= 0.9 && 0.9 <= high) held += 1;
    }
    // Of 200 intervals of 90 % about 180 +- 4; those of a bootstrap of 128 points are a little narrow.
    expect(held).toBeGreaterThan(164);
    expect(held).toBeLessThan(194);
  });

  it('does not change when the output is moved and scaled', () => {
    const moved = rowByRow((x) => 1e6 + 5 * (x[0]! * x[1]! + x[2]!), 3);
    const plain = rowByRow((x) => x[0]! * x[1]! + x[2]!, 3);
    const a = sobolIndices(moved, inputs, options({ points: randomPoints(2) }))!;
    const b = sobolIndices(plain, inputs, options({ points: randomPoints(2) }))!;
    for (let i = 0; i < 3; i++) {
      for (const kind of ['first', 'total'] as const) {
        for (const side of ['low', 'value', 'high'] as const) {
          const expected = b.inputs[i]![kind][side];
          expectClose(a.inputs[i]![kind][side], expected, { rtol: 1e-7, atol: 1e-9 });
        }
      }
    }
  });

  it('gives an input that does nothing exactly 0, and takes any distribution', () => {
    const model = rowByRow((x) => x[0]! ** 2, 2);
    const exponential = { name: 'a', quantile: (share: number) => -Math.log1p(-share) };
    const found = sobolIndices(model, [exponential, uniformInput('b', 0, 1)], options())!;
    expect(found.inputs.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(found.inputs[1]!.first.value).toBe(0);
    expect(found.inputs[1]!.total).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('is the same for the same points and seed', () => {
    const run = (seed: number) =>
      sobolIndices(ishigami, inputs, options({ points: randomPoints(5), seed }));
    expect(run(2)).toEqual(run(2));
    expect(run(3)).not.toEqual(run(2));
  });

  it('tells how far it is and ends when it is told to', () => {
    const told: number[] = [];
    const asked = options({ count: 1000 });
    sobolIndices(ishigami, inputs, asked, (done, total) => {
      expect(total).toBe(5000);
      return told.push(done) > 0;
    });
    expect(told.slice(0, 3)).toEqual([512, 1000, 1512]);
    expect(told.at(-1)).toBe(5000);
    expect(sobolIndices(ishigami, inputs, asked, (done) => done < 2000)).toBeUndefined();
  });

  it.each([
    [{ count: 1 }, 'count'],
    [{ resamples: 1 }, 'resamples'],
    [{ level: 1 }, 'level'],
    [{ points: () => new Float64Array(7) }, 'points'],
  ])('refuses the options %j', (changes, option) => {
    expect(() => sobolIndices(ishigami, inputs, options(changes))).toThrow(
      expect.objectContaining({
        code: 'ML_OPTION_OUT_OF_RANGE',
        data: expect.objectContaining({ option }),
      }),
    );
  });

  it('refuses a function that is constant, and one that is no number', () => {
    const constant = rowByRow(() => 4.2, 3);
    expect(() => sobolIndices(constant, inputs, options())).toThrow(
      expect.objectContaining({ code: 'ML_CONSTANT' }),
    );
    const broken = rowByRow((x) => Math.sqrt(x[0]!), 3);
    expect(() => sobolIndices(broken, inputs, options())).toThrow(
      expect.objectContaining({ code: 'ML_NOT_FINITE' }),
    );
  });
});
