import { describe, expect, it } from 'vitest';
import { fullFactorial } from '../../../../ml/design-of-experiments/factorial.ts';
import {
  aliasesOf,
  type FractionalFactorial,
  fractionalFactorial,
  type Generator,
} from '../../../../ml/design-of-experiments/fractional-factorial.ts';

/** `D=ABC` or `D=-ABC`. */
function generator(text: string): Generator {
  const [factor, product] = text.split('=') as [string, string];
  return { factor, product: [...product.replace('-', '')], sign: product[0] === '-' ? -1 : 1 };
}

/** Product of the levels of some factors in every run. */
function columnOf({ factors, runs }: FractionalFactorial, effect: readonly string[]): number[] {
  const columns = effect.map((name) => factors.indexOf(name));
  return runs.map((run) => columns.reduce((product, column) => product * run[column]!, 1));
}

/** All products of one to `most` factors. */
function effectsOf(factors: readonly string[], most: number): string[][] {
  if (most === 0) return [];
  return factors.flatMap((name, at) => [
    [name],
    ...effectsOf(factors.slice(at + 1), most - 1).map((rest) => [name, ...rest]),
  ]);
}

describe('fullFactorial', () => {
  it('has every combination once, the first factor fastest', () => {
    const runs = fullFactorial([
      [10, 20],
      [1, 2, 3],
      [5, 6],
    ]);
    expect(runs).toHaveLength(12);
    expect(new Set(runs.map((run) => run.join())).size).toBe(12);
    expect(runs.slice(0, 3)).toEqual([
      [10, 1, 5],
      [20, 1, 5],
      [10, 2, 5],
    ]);
  });

  it('refuses levels that come twice or not at all, and too many runs', () => {
    expect(() =>
      fullFactorial([
        [1, 2],
        [3, 3],
      ]),
    ).toThrow(
      expect.objectContaining({
        code: 'ML_OPTION_OUT_OF_RANGE',
        data: { option: 'levels', factor: 1 },
      }),
    );
    expect(() => fullFactorial([[]])).toThrow(
      expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' }),
    );
    const many = new Array(17).fill([0, 1]);
    expect(() => fullFactorial(many)).toThrow(expect.objectContaining({ code: 'ML_TOO_LARGE' }));
  });
});

describe('fractionalFactorial', () => {
  // Resolutions of Box, Hunter and Hunter 2005, Statistics for Experimenters, table 6.22.
  const designs = [
    ['AB', ['C=AB'], 3],
    ['ABC', ['D=ABC'], 4],
    ['ABC', ['D=AB', 'E=-AC'], 3],
    ['ABC', ['D=AB', 'E=AC', 'F=BC', 'G=ABC'], 3],
    ['ABCD', ['E=ABCD'], 5],
    ['ABCD', ['E=ABC', 'F=BCD'], 4],
    ['ABCD', ['E=BCD', 'F=ACD', 'G=ABC', 'H=-ABD'], 4],
    ['ABCDE', ['F=ABCDE'], 6],
    ['ABCDEF', ['G=ABCD', 'H=ABEF'], 5],
  ] as const;

  it.each(designs)('of %s with %j has the resolution %i', (basic, generators, resolution) => {
    const design = fractionalFactorial([...basic], generators.map(generator));
    expect(design.resolution).toBe(resolution);
    expect(design.runs).toHaveLength(2 ** basic.length);
    expect(design.definingRelation).toHaveLength(2 ** generators.length - 1);
    for (const { factors, sign } of design.definingRelation) {
      expect(new Set(columnOf(design, factors))).toEqual(new Set([sign]));
    }
    for (const name of design.factors) {
      expect(columnOf(design, [name]).reduce((sum, level) => sum + level, 0)).toBe(0);
    }
  });

  it.each(designs)(
    'of %s with %j tells as aliases just the columns that are equal',
    (basic, generators) => {
      const design = fractionalFactorial([...basic], generators.map(generator));
      const effects = effectsOf(design.factors, 3);
      for (const effect of effectsOf(design.factors, 2)) {
        const own = columnOf(design, effect);
        const equal = effects.flatMap((other) => {
          if (other.join() === effect.join()) return [];
          const same = columnOf(design, other).map((level, run) => level * own[run]!);
          return new Set(same).size === 1 ? [`${same[0]}${other.join('')}`] : [];
        });
        const told = aliasesOf(design, effect, 3).map(
          ({ factors, sign }) => `${sign}${factors.join('')}`,
        );
        expect(told.sort()).toEqual(equal.sort());
      }
    },
  );

  it('confounds nothing without generators', () => {
    const design = fractionalFactorial(['speed', 'gap'], []);
    expect(design.resolution).toBeUndefined();
    expect(aliasesOf(design, ['speed'])).toEqual([]);
  });

  it.each([
    ['AB', ['C=A']],
    ['AB', ['C=AX']],
    ['AB', ['B=AB']],
    ['ABC', ['D=AB', 'E=AB']],
    ['ABC', ['D=AA']],
  ])('refuses %s with %j', (basic, generators) => {
    expect(() => fractionalFactorial([...basic], generators.map(generator))).toThrow(
      expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' }),
    );
  });

  it('refuses the aliases of an effect that the design has not', () => {
    const design = fractionalFactorial(['A', 'B'], []);
    expect(() => aliasesOf(design, ['C'])).toThrow(
      expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' }),
    );
  });
});
