import { describe, expect, it } from 'vitest';
import { constantsOf } from '../../../../physics/materials/constant-origins.ts';
import { constantRanges, departed } from '../../../../physics/materials/constant-spread.ts';
import { demonstrationMachines } from '../../../../physics/materials/demonstration-machines.ts';
import { recipeMaterials } from '../../../../twin/cli/recipe-materials.ts';
import { expectClose } from '../../../support/close.ts';

const ranges = {
  signed: { min: -Infinity, max: Infinity },
  positive: { min: 0, max: Infinity },
  negative: { min: -Infinity, max: 0 },
  share: { min: 0, max: 1 },
};
const sets = [...Object.values(recipeMaterials), ...Object.values(demonstrationMachines)];

describe('departed', () => {
  it.each([
    ['signed', -3],
    ['positive', 2],
    ['negative', -2],
    ['share', 0.2],
  ] as const)('%s numbers have the value as median and the deviation as slope', (kind, value) => {
    const number = { value, sd: 0.1, range: ranges[kind] };
    expect(departed(number, 0)).toBe(value);
    const slope = (departed(number, 1e-4) - departed(number, -1e-4)) / 2e-4;
    expectClose(slope, 0.1, { rtol: 1e-6, atol: 0 });
  });

  it('never leaves the range, and rises with the draw', () => {
    for (const [kind, value] of [
      ['positive', 1e-3],
      ['negative', -0.5],
      ['share', 0.97],
    ] as const) {
      const range = ranges[kind];
      const path = [-30, -8, -2, 0, 2, 8].map((z) => departed({ value, sd: 0.4, range }, z));
      for (const at of path) {
        expect(at).toBeGreaterThanOrEqual(range.min);
        expect(at).toBeLessThanOrEqual(range.max);
      }
      expect(path).toEqual([...path].sort((left, right) => left - right));
    }
  });

  it('a relative deviation is that of the logarithm', () => {
    const number = { value: 5, sd: 0.7 * 5, range: ranges.positive };
    expectClose(Math.log(departed(number, 2) / 5), 1.4, { rtol: 1e-12, atol: 0 });
  });

  it('leaves a bound that it stands at to the one side there is', () => {
    const number = { value: 0, sd: 2e-4, range: ranges.positive };
    for (const z of [-1, 1]) expectClose(departed(number, z), 2e-4, { rtol: 1e-12, atol: 0 });
    expect(() => departed({ ...number, value: -1 }, 1)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });
});

describe('constantRanges', () => {
  it('hold the value of every constant of every product and machine', () => {
    for (const { path, value, sd, range } of sets.flatMap((set) => constantsOf(set))) {
      if (sd === 0) continue;
      expect([path, value >= range.min && value <= range.max]).toEqual([path, true]);
    }
  });

  it('have no row without a constant', () => {
    const paths = sets.flatMap((set) => constantsOf(set).map((constant) => constant.path));
    for (const row of Object.keys(constantRanges)) {
      const found = paths.some((path) => `.${path}.`.includes(`.${row}.`));
      expect([row, found]).toEqual([row, true]);
    }
  });
});
