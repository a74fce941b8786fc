import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reflected } from '../../../../ml/optimise/bounds.ts';
import {
  type ConstrainedObjective,
  differentialEvolution,
} from '../../../../ml/optimise/differential-evolution.ts';
import { expectClose } from '../../../support/close.ts';

const free =
  (value: (x: Float64Array) => number): ConstrainedObjective =>
  (at, out) => {
    out[0] = value(at);
  };

const rosenbrock = free((x) => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
  }
  return sum;
});
const rastrigin = free((x) =>
  x.reduce((sum, value) => sum + value ** 2 - 10 * Math.cos(2 * Math.PI * value) + 10, 0),
);
const cube = (width: number, half: number) => ({
  lower: new Array<number>(width).fill(-half),
  upper: new Array<number>(width).fill(half),
});

describe('reflected', () => {
  it('lies in the bounds, keeps what is in them, and mirrors what is past one', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, number, (a, b, value) => {
        const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
        const inside = reflected(value, lower, upper);
        expect(inside).toBeGreaterThanOrEqual(lower);
        expect(inside).toBeLessThanOrEqual(upper);
        if (value >= lower && value <= upper) {
          expectClose(inside, value, { rtol: 0, atol: 1e-9 });
        }
      }),
    );
    expectClose(reflected(1.2, -1, 1), 0.8, { rtol: 1e-12, atol: 0 });
    expectClose(reflected(-1.3, -1, 1), -0.7, { rtol: 1e-12, atol: 0 });
    // Past the upper, then the lower, then the upper side: 5.5, -3.5, 1.5, 0.5.
    expectClose(reflected(5.5, -1, 1), 0.5, { rtol: 1e-12, atol: 0 });
  });
});

describe('differentialEvolution', () => {
  it.each([1, 2, 3])(
    'finds the end of the valley of Rosenbrock in five variables, seed %i',
    (seed) => {
      const options = { population: 40, generations: 600, weight: 0.7 };
      const { at, value } = differentialEvolution(rosenbrock, cube(5, 5), options, seed);
      expect(value).toBeLessThan(1e-6);
      for (const x of at) expectClose(x, 1, { rtol: 0, atol: 1e-3 });
    },
  );

  it.each([1, 2, 3])('finds the least of the 11^5 valleys of Rastrigin, seed %i', (seed) => {
    const options = {
      population: 60,
      generations: 500,
      strategy: 'rand1',
      weight: 0.5,
      crossover: 0.2,
    } as const;
    const { value } = differentialEvolution(rastrigin, cube(5, 5.12), options, seed);
    expect(value).toBeLessThan(1e-6);
  });

  it('finds the known least of a constrained problem, of which 7 in 100,000 places are allowed', () => {
    // G06 of Michalewicz 1996 and Runarsson 2000, doi:10.1109/4235.873238: -6961.81388 at (14.095, 0.84296).
    const problem: ConstrainedObjective = (at, out) => {
      const [x, y] = at as unknown as [number, number];
      out[0] = (x - 10) ** 3 + (y - 20) ** 3;
      out[1] =
        Math.max(0, 100 - (x - 5) ** 2 - (y - 5) ** 2) +
        Math.max(0, (x - 6) ** 2 + (y - 5) ** 2 - 82.81);
    };
    const box = { lower: [13, 0], upper: [100, 100] };
    for (const seed of [1, 2, 3]) {
      const end = differentialEvolution(problem, box, { population: 40, generations: 600 }, seed);
      expect(end.violation).toBe(0);
      expectClose(end.value, -6961.81388, { rtol: 1e-7, atol: 0 });
      expectClose(end.at[0]!, 14.095, { rtol: 1e-5, atol: 0 });
      expectClose(end.at[1]!, 0.84296, { rtol: 1e-4, atol: 0 });
    }
  });

  it('tells the least violation where nothing is allowed', () => {
    const problem: ConstrainedObjective = (at, out) => {
      out[0] = -at[0]!;
      out[1] = 1 + (at[0]! - 0.25) ** 2;
    };
    const end = differentialEvolution(problem, cube(1, 1), {}, 1);
    expectClose(end.violation, 1, { rtol: 1e-6, atol: 0 });
    expectClose(end.at[0]!, 0.25, { rtol: 1e-3, atol: 0 });
  });

  it('evaluates as often as it says, always in the box, and never gets worse', () => {
    let evaluations = 0;
    const counted: ConstrainedObjective = (at, out) => {
      evaluations += 1;
      for (const x of at) expect(Math.abs(x)).toBeLessThanOrEqual(0.5);
      rosenbrock(at, out);
    };
    let least = Number.POSITIVE_INFINITY;
    const onGeneration = (_: number, { value }: { readonly value: number }): boolean => {
      expect(value).toBeLessThanOrEqual(least);
      least = value;
      return true;
    };
    const options = { population: 10, generations: 20, strategy: 'rand1' } as const;
    const end = differentialEvolution(counted, cube(3, 0.5), options, 1, { onGeneration });
    expect(evaluations).toBe(210);
    expect(end.evaluations).toBe(210);
    expect(end.value).toBe(least);
  });

  it('is the same for a seed, and ends with the best so far when it is told to', () => {
    const one = differentialEvolution(rastrigin, cube(2, 5), {}, 4);
    expect(differentialEvolution(rastrigin, cube(2, 5), {}, 4)).toEqual(one);
    expect(differentialEvolution(rastrigin, cube(2, 5), {}, 5)).not.toEqual(one);
    const onGeneration = (generation: number): boolean => generation < 3;
    const short = differentialEvolution(rastrigin, cube(2, 5), {}, 4, { onGeneration });
    expect(short.isCancelled).toBe(true);
    expect(short.evaluations).toBe(4 * 32);
  });

  it('begins with the rows that it is given', () => {
    const starts = [[1, 1, 1]];
    const { value } = differentialEvolution(rosenbrock, cube(3, 5), { generations: 0 }, 1, {
      starts,
    });
    expect(value).toBe(0);
  });

  it('takes a value that is no number for the worst', () => {
    const gap = free(([x]) => (x! < 0 ? Number.NaN : x!));
    const { value } = differentialEvolution(gap, cube(1, 1), {}, 1);
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(1e-6);
  });

  it.each([
    [{ population: 3 }, 'population'],
    [{ generations: 0.5 }, 'generations'],
    [{ weight: 0 }, 'weight'],
    [{ jitter: 2 }, 'jitter'],
    [{ crossover: -1 }, 'crossover'],
  ])('refuses the options %j', (options, option) => {
    expect(() => differentialEvolution(rosenbrock, cube(2, 1), options, 1)).toThrow(
      expect.objectContaining({
        code: 'ML_OPTION_OUT_OF_RANGE',
        data: expect.objectContaining({ option }),
      }),
    );
  });

  it.each([
    [[], []],
    [[0], [0, 1]],
    [[1], [0]],
    [[0], [Number.NaN]],
  ])('refuses the bounds %j to %j', (lower, upper) => {
    expect(() => differentialEvolution(rosenbrock, { lower, upper }, {}, 1)).toThrow(
      expect.objectContaining({ data: expect.objectContaining({ option: 'bounds' }) }),
    );
  });
});
