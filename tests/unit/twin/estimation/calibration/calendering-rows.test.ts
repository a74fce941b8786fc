import { describe, expect, it } from 'vitest';
import { csvTable } from '../../../../../twin/domain/csv-table.ts';
import { calibrateTable } from '../../../../../twin/estimation/calibration/calibrate-table.ts';
import { calenderingData } from '../../../../support/calendering-data.ts';

const header =
  'condition,pressState,coatWeight_g_per_m2,thicknessBefore_um,trueDensity_kg_per_m3,rollTemperature_degC,lineLoad_N_per_mm,passes,thicknessAfter_um';
/** Rows of a coating of 100 g/m2 at rising load, with press state and density as told. */
const calibrated = (told: readonly (readonly [string, string])[], loadFactor = 1) => {
  const rows = told.map(
    ([state, density], i) =>
      `c${i},${state},100,90,${density},25,${loadFactor * (60 + 40 * i)},1,${80 - 3 * i}`,
  );
  const table = csvTable([header, ...rows].join('\n'), 'press.csv');
  return calibrateTable({ model: 'calendering', table });
};

describe('rows of calendering', () => {
  it('take density and press state of the others where these agree, and say so', () => {
    const whole = calibrated([0, 1, 2, 3].map(() => ['a', '2200']));
    const { warnings, ...result } = calibrated([
      ['a', '2200'],
      ['', '2200'],
      ['a', ''],
      ['a', '2200'],
    ]);
    expect(result.parameters).toEqual(whole.parameters);
    expect(warnings.join('\n')).toMatch(
      /press\.csv, line 4, column trueDensity_kg_per_m3: .*2200, as all/,
    );
    expect(warnings.join('\n')).toMatch(/press\.csv, line 3, column pressState: .*taken is a, as/);
    const apart = calibrated([
      ['a', '2200'],
      ['a', '2150'],
      ['a', ''],
      ['a', '2200'],
    ]);
    expect(apart.rows).toHaveLength(3);
  });

  it('say what to do with gaps that a press shows below zero', () => {
    const text = calenderingData({ mode: 'gap', rows: 6, gapZero: -200e-6 });
    expect(() => calibrateTable({ model: 'calendering', table: csvTable(text, 'p.csv') })).toThrow(
      /rollGap_um: found '-.*add one number to all gaps of a press state/,
    );
  });

  it('warn of line loads that are probably in another unit', () => {
    const rows = [0, 1, 2, 3].map(() => ['a', '2200'] as const);
    expect(calibrated(rows).warnings.join()).not.toContain('another unit');
    expect(calibrated(rows, 1e-3).warnings.join()).toContain('1 kN/mm is 1000');
  });
});
