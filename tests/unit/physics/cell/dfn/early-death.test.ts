import { describe, expect, it } from 'vitest';
import { type CellResult, cellFailureCodes } from '../../../../../physics/cell/cell-result.ts';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';
import { cellSet, cellSetNames } from '../../../../../physics/cell/sets/by-name.ts';
import { simulateCell } from '../../../../../physics/cell/simulate.ts';

function run(name: string, protocol: string, steps = 20_000): CellResult {
  const read = parseProtocol(protocol, () => {
    throw new Error('no drive cycle');
  });
  return simulateCell(cellSet(name), read, {
    model: 'dfn',
    preset: 'fast',
    thermal: 'isothermal',
    grid: 10,
    fields: false,
    limits: { steps },
  });
}

/** Columns hold numbers, and the voltages of the series are near those of the solver's own steps. */
function expectNumbers({ series, solverSteps }: CellResult): void {
  const [lowest, highest] = [Math.min(...solverSteps.voltage), Math.max(...solverSteps.voltage)];
  for (const voltage of series.voltage) {
    expect(voltage).toBeGreaterThan(lowest - 0.02);
    expect(voltage).toBeLessThan(highest + 0.02);
  }
  for (const columns of [series, solverSteps]) {
    for (const column of Object.values(columns)) {
      expect(column.length).toBeGreaterThan(0);
      expect([...column].every(Number.isFinite)).toBe(true);
    }
  }
}

/** Causes that say something of the cell, not of the solver. */
const explained = cellFailureCodes.filter(
  (code) => code !== 'CELL_STEP_TOO_SMALL' && code !== 'CELL_STEP_LIMIT',
);

describe('a cell that is asked for too much', () => {
  const rates = [0.05, 0.2, 0.5, 1, 2, 3, 4, 5, 10];
  const cases = cellSetNames.flatMap((name) => rates.map((rate) => ({ name, rate })));

  it.each(cases)(
    '$name at $rate C ends by its cut-off or says why and when it could not go on',
    ({ name, rate }) => {
      const cell = cellSet(name);
      const result = run(name, `discharge ${rate}C until ${cell.lowerCutoff}V`);
      expectNumbers(result);
      expect(Math.max(...result.solverSteps.voltage)).toBeLessThan(cell.upperCutoff);
      if (result.status === 'event') expect(result.event!.kind).toBe('voltage');
      else {
        expect(result.status).toBe('failed');
        expect(explained).toContain(result.failure!.code);
        expect(result.failure!.time).toBe(result.solverSteps.time.at(-1));
      }
    },
  );

  it('5C on Chen2020 without a cut-off ends by depletion of the electrolyte, after a minute', () => {
    const { status, failure, ...result } = run('Chen2020', 'discharge 5C for 1h');
    expect(status).toBe('failed');
    expect(failure!.code).toBe('CELL_ELECTROLYTE_DEPLETED');
    // PyBaMM 26.10 falls through 2.5 V at 60.97 s with 20 points in each electrode and at 62.32 s with 160.
    expect(failure!.time).toBeGreaterThan(55);
    expect(failure!.time).toBeLessThan(75);
    expectNumbers({ status, ...result });
  });

  it('a discharge far beyond the lithium of the cell names the surface that ran out', () => {
    const { status, failure } = run('Marquis2019', 'discharge 0.2C for 20h');
    expect(status).toBe('failed');
    expect(['CELL_SURFACE_EMPTY', 'CELL_SURFACE_SATURATED', 'CELL_VOLTAGE_COLLAPSED']).toContain(
      failure!.code,
    );
    expect(failure!.time).toBeGreaterThan(18_000);
    expect(failure!.time).toBeLessThan(25_000);
  });

  it('stops at the step limit and says so', () => {
    const { status, failure, work } = run('Chen2020', 'discharge 1C until 2.5V', 10);
    expect(status).toBe('failed');
    expect(failure!.code).toBe('CELL_STEP_LIMIT');
    expect(work.steps + work.rejections).toBe(10);
  });
});
