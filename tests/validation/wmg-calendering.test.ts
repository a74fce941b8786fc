import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  fitPhysics,
  type PilotCondition,
  pilotConditions,
} from '../../twin/validation/pilot-calendering.ts';
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
    const model = fitPhysics(conditions);
    const blind = (condition: PilotCondition): PilotCondition => ({
      ...condition,
      targetLoading: Number.NaN,
      measured: { porosity: Number.NaN, thickness: Number.NaN },
    });
    for (const condition of conditions) {
      expect(model.predict(blind(condition))).toEqual(model.predict(condition));
    }
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
