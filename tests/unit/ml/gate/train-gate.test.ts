import { describe, expect, it } from 'vitest';
import { readRow } from '../../../../ml/data/feature-table.ts';
import { ForestGate } from '../../../../ml/gate/forest-gate.ts';
import { trainGate } from '../../../../ml/gate/train-gate.ts';
import { friedman } from '../../../support/friedman.ts';

/** Rows of Friedman's function; the largest tenth or so of its values are bad. */
function rowsOf(rows: number, seed: number) {
  const { table, truth } = friedman(rows, seed);
  return { table, isBad: truth.map((value) => (value > 20.5 ? 1 : 0)) };
}

const options = { falsePass: 0.05, folds: 5 };
const { table, isBad } = rowsOf(400, 1);
const { gate, score } = trainGate(table, isBad, 1, options);

describe('a gate', () => {
  it('lets as few new bad rows pass as it was asked, and most good ones', () => {
    const fresh = rowsOf(1000, 2);
    const row = new Float64Array(table.names.length);
    const passes = fresh.isBad.map((_, i) => (gate.passes(readRow(fresh.table, i, row)) ? 1 : 0));
    const bad = fresh.isBad.reduce((sum, value) => sum + value, 0);
    const passed = passes.reduce((sum, pass, i) => sum + pass * fresh.isBad[i]!, 0);
    const stopped = passes.reduce((sum, pass, i) => sum + (1 - pass) * (1 - fresh.isBad[i]!), 0);
    expect(bad).toBeGreaterThan(50);
    // Of some hundred bad rows the share scatters by 2 points, and the threshold is that of some forty.
    expect(passed / bad).toBeLessThan(0.11);
    expect(stopped / (1000 - bad)).toBeLessThan(0.35);
  });

  it('tells its score on rows that the forest of their fold has not seen', () => {
    const bad = isBad.reduce((sum, value) => sum + value, 0);
    expect(score).toMatchObject({ rows: 400, bad, badNeeded: 19 });
    // The conformal quantile lets at most floor((n + 1) share) of n bad rows pass.
    expect(score.falsePass * bad).toBeLessThanOrEqual(Math.floor((bad + 1) * 0.05));
    expect(score.falseStop).toBeGreaterThan(0);
  });

  it('lets none of its bad rows pass where they are too few for the share', () => {
    const few = trainGate(table, isBad, 1, { falsePass: 0.001, folds: 5 });
    expect(few.score.falsePass).toBe(0);
    expect(few.score.badNeeded).toBe(999);
    expect(few.gate.parts.threshold).toBeLessThanOrEqual(gate.parts.threshold);
  });

  it('is the same for the same seed, and from its parts', () => {
    const again = trainGate(table, isBad, 1, options).gate;
    expect(again.parts).toEqual(gate.parts);
    const row = readRow(table, 3, new Float64Array(table.names.length));
    expect(new ForestGate(gate.parts).badness(row)).toBe(gate.badness(row));
  });

  it('refuses rows that are all good, or all bad', () => {
    for (const value of [0, 1]) {
      const same = new Float64Array(400).fill(value);
      expect(() => trainGate(table, same, 1, options)).toThrow(
        expect.objectContaining({ code: 'ML_CONSTANT', data: { bad: 400 * value, rows: 400 } }),
      );
    }
  });
});
