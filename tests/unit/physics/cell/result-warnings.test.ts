import { describe, expect, it } from 'vitest';
import type { CellSeries } from '../../../../physics/cell/cell-result.ts';
import { resultWarnings } from '../../../../physics/cell/result-warnings.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';

const cell = cellSet('Chen2020');

function series(voltages: readonly number[], temperatures: readonly number[]): CellSeries {
  const column = (values: readonly number[]) => Float64Array.from(values);
  return {
    time: column(voltages.map((_, i) => i)),
    voltage: column(voltages),
    current: column(voltages.map(() => 5)),
    temperature: column(temperatures),
    step: new Int32Array(voltages.length),
  };
}
const codes = (of: CellSeries): readonly string[] =>
  resultWarnings(cell, of).map(({ code }) => code);

describe('warnings of a run', () => {
  it('are none within the cut-offs and at temperatures that cells are used at', () => {
    expect(codes(series([4.2, 3.7, 2.4995], [298.15, 320, 350]))).toEqual([]);
  });

  it('name a voltage beyond a cut-off', () => {
    const [warning] = resultWarnings(cell, series([4.25, 3.7], [298.15, 298.15]));
    expect(warning!.code).toBe('CELL_OUTSIDE_VOLTAGE_WINDOW');
    expect(warning!.data).toMatchObject({ highest_V: 4.25, upperCutoff_V: 4.2 });
  });

  it('name a temperature at which cells decompose', () => {
    const [warning] = resultWarnings(cell, series([4, 3.7], [298.15, 363.15]));
    expect(warning!.code).toBe('CELL_TOO_HOT');
    expect(warning!.message).toContain('90 degC');
  });
});
