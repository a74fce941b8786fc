import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calibratePilot, pilotConditions } from '../../twin/validation/pilot-calendering.ts';
import { validateCase, validationCases } from '../../twin/validation/validate.ts';
import { expectClose } from '../support/close.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../twin/validation/data/${file}`, import.meta.url), 'utf8');
const rows = validateCase('wmg-calendering', read).filter((row) => 'parameters' in row);
const row = (quantity: string) => rows.find((found) => found.quantity === quantity)!;

describe('wmg-calendering', () => {
  it('scores every condition and meets its bars with no more constants than the baseline', () => {
    for (const { n, rmse, baseline, bar, pass, parameters, baselineParameters } of rows) {
      expect(n).toBe(18);
      expect(rmse).toBeLessThan(baseline);
      expect(rmse).toBeLessThanOrEqual(bar);
      expect(pass).toBe(true);
      expect(parameters.length).toBeLessThanOrEqual(baselineParameters);
    }
    expect(rows.map(({ quantity, unit }) => [quantity, unit])).toEqual([
      ['porosity', 'percent'],
      ['thickness', 'um'],
    ]);
  });

  it('has the baseline that an independent least-squares program gave', () => {
    // The reference is given to two decimals.
    expectClose(row('porosity').baseline, 1.68, { rtol: 0, atol: 0.005 });
    expectClose(row('thickness').baseline, 1.27, { rtol: 0, atol: 0.005 });
  });

  it('brackets its score by the bootstrap and gives the same bytes again', () => {
    for (const { rmse, bootstrap90 } of rows) {
      expect(bootstrap90[0]).toBeLessThan(rmse);
      expect(bootstrap90[1]).toBeGreaterThan(rmse);
    }
    expect(JSON.stringify(validateCase('wmg-calendering', read))).toBe(JSON.stringify(rows));
  });

  it('predicts without looking behind the rolls', () => {
    const conditions = pilotConditions(read('wmg-nmc622-calendering.csv'), 'table');
    const left = conditions[4]!;
    const { porosity, thickness } = left.measured;
    const other = { porosity: porosity + 0.05, thickness: thickness * 1.1 };
    const changed = conditions.map((one) =>
      one === left ? { ...left, targetLoading: Number.NaN, measured: other } : one,
    );
    const predictions = [conditions, changed].map((some) =>
      calibratePilot(some, 'table')
        .rows.filter(({ group }) => group === left.name)
        .map(({ predicted }) => predicted),
    );
    expect(predictions[0]).toHaveLength(2);
    expect(predictions[1]).toEqual(predictions[0]);
  });

  it('holds most measurements in its intervals', () => {
    const conditions = pilotConditions(read('wmg-nmc622-calendering.csv'), 'table');
    const { rows: predicted, unidentified } = calibratePilot(conditions, 'table');
    const inside = predicted.filter(
      (one) => one.measured >= one.lower90 && one.measured <= one.upper90,
    );
    expect(predicted).toHaveLength(36);
    expect(inside.length).toBeGreaterThanOrEqual(30);
    // There is no force signal.
    expect(unidentified).toEqual(
      expect.arrayContaining(['frameStiffness', 'compactionResistance']),
    );
  });

  it('names an unknown case and a damaged table', () => {
    expect(validationCases).toContain('wmg-calendering');
    expect(() => validateCase('wmg', read)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_UNKNOWN_CASE' }),
    );
    const damaged = (): string => read('wmg-nmc622-calendering.csv').replace('475.0', 'wide');
    expect(() => validateCase('wmg-calendering', damaged)).toThrow(
      expect.objectContaining({ code: 'TABLE_INVALID' }),
    );
    expect(() => validateCase('wmg-calendering', () => 'a,b\n1\n')).toThrow(
      expect.objectContaining({ code: 'TABLE_INVALID' }),
    );
  });
});

describe('jellyroll-wetting', () => {
  it('meets its bar and beats the line through the origin', () => {
    const [score] = validateCase('jellyroll-wetting', read).filter((one) => 'parameters' in one);
    expect(score).toMatchObject({ n: 8, unit: 'mm', pass: true });
    // Two constants give 0.50 mm, the line 2.3, by an independent program.
    expectClose(score!.rmse, 0.5, { rtol: 0.02, atol: 0 });
    expectClose(score!.baseline, 2.3, { rtol: 0.02, atol: 0 });
  });

  it('names times that are none', () => {
    const damaged = (): string => read('jellyroll/jellyroll.csv').replace('T10:38:00', 'noon');
    expect(() => validateCase('jellyroll-wetting', damaged)).toThrow(
      expect.objectContaining({ code: 'TABLE_INVALID' }),
    );
  });
});
