import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CsvTable } from '../../../../../twin/domain/csv-table.ts';
import { predictTable } from '../../../../../twin/estimation/learning/predict-table.ts';
import { trainTable } from '../../../../../twin/estimation/learning/train-table.ts';
import { pilotConditions, pilotTable } from '../../../../../twin/validation/pilot-calendering.ts';
import { wmgCalenderingFile } from '../../../../../twin/validation/wmg-calendering.ts';

const data = new URL(`../../../../../twin/validation/data/${wmgCalenderingFile}`, import.meta.url);
const table = pilotTable(
  pilotConditions(readFileSync(data, 'utf8'), wmgCalenderingFile),
  wmgCalenderingFile,
);
const request = {
  table,
  target: 'porosityAfter_frac',
  group: 'condition',
  seed: 1,
  physics: { name: 'calendering' },
};

describe('18 measured conditions of a pilot calender, learned with physics', () => {
  const trained = trainTable(request);
  const { report } = trained;
  const errorOf = (name: string): number =>
    report.scores.candidates.find((one) => one.name === name)!.score!.rmse;

  it('predicts conditions left out far better than any learner alone', () => {
    expect(report.kind).toMatch(/^physics\+/);
    const alone = ['constant', 'ridge', 'lasso', 'forest', 'gaussianProcess'].map(errorOf);
    expect(report.scores.procedure.rmse).toBeLessThan(0.75 * Math.min(...alone));
    expect(report.scores.procedure.rmse).toBeLessThan(0.0125);
  });

  it('tells physics, constants with their origin, and how they were fitted', () => {
    const { model, constants, fitted } = report.physics!;
    expect(model).toBe('calendering');
    expect(constants['compactionResistance']).toMatchObject({ unit: 'N_per_mm', origin: 'fitted' });
    expect(constants['frameStiffness']).toMatchObject({ origin: 'assumed' });
    expect(fitted).toContain('each fold');
  });

  it('predicts from what was saved alone, also a table with one row', () => {
    const all = predictTable(trained, table);
    const one = predictTable(trained, { ...table, rows: table.rows.slice(4, 5) });
    expect(one[0]).toEqual(all[4]);
    expect(all.every(({ lower90, upper90 }) => lower90! < upper90!)).toBe(true);
  });

  it('refuses a press state that it has not seen', () => {
    const at = table.header.indexOf('pressState');
    const fields = table.rows[0]!.fields.map((field, i) => (i === at ? 'C' : field));
    const other: CsvTable = { ...table, rows: [{ line: 2, fields }] };
    expect(() => predictTable(trained, other)).toThrow(/column 'pressState': found 'C'/);
  });
});

it('refuses a physics that there is not, and a target that it does not predict', () => {
  expect(() => trainTable({ ...request, physics: { name: 'mixing' } })).toThrow(
    /--physics: found 'mixing', allowed is calendering, coating, drying/,
  );
  expect(() => trainTable({ ...request, target: 'rollGap_um' })).toThrow(
    /predicts thicknessAfter_um, porosityAfter_frac/,
  );
});
