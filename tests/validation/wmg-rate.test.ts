import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rateSection } from '../../twin/validation/markdown-rates.ts';
import { rateConstants } from '../../twin/validation/rate-constants.ts';
import { fitRates, rateCost } from '../../twin/validation/rate-fit.ts';
import {
  fittedConditions,
  type RateSearch,
  rateSearchFile,
  rotations,
  testConditions,
} from '../../twin/validation/rate-search.ts';
import { validateCase } from '../../twin/validation/validate.ts';
import { wmgCalenderingFile } from '../../twin/validation/wmg-calendering.ts';
import {
  halfCellConditions,
  meanOf,
  wmgHalfCellsFile,
} from '../../twin/validation/wmg-half-cells.ts';
import { expectClose } from '../support/close.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../twin/validation/data/${file}`, import.meta.url), 'utf8');
const rows = validateCase('wmg-rate', read).filter((row) => 'forms' in row);
const search = JSON.parse(read(rateSearchFile)) as RateSearch;
const conditionsOf = (cells: string) =>
  halfCellConditions(read(wmgCalenderingFile), wmgCalenderingFile, cells);
const conditions = conditionsOf(read(wmgHalfCellsFile));
const specificCharge = meanOf(conditions.flatMap(({ specificCharges }) => specificCharges));

describe('wmg-rate', () => {
  it('meets its bar in every rotation with five constants', () => {
    const judged = rows.filter(({ bar }) => Number.isFinite(bar));
    expect(judged).toHaveLength(rotations.length);
    for (const { n, rmse, bar, meanBaseline, pass, constants } of judged) {
      expect(n).toBe(6);
      expect(constants.length).toBeLessThanOrEqual(5);
      expect(bar).toBe(0.08);
      expect(rmse).toBeLessThanOrEqual(bar);
      expect(rmse).toBeLessThan(meanBaseline);
      expect(pass).toBe(true);
    }
  });

  it('tells what low loading alone says of high loading, with an interval for each condition', () => {
    const [alone] = rows.filter(({ bar }) => bar === Number.POSITIVE_INFINITY);
    const told = alone!.predictions.filter(({ isFitted }) => !isFitted);
    expect(told).toHaveLength(9);
    for (const { interval90 } of told) {
      const [low, high] = interval90!;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(high).toBeGreaterThan(low);
    }
    expect(alone!.rmse).toBeLessThan(alone!.baseline);
  });

  it('fits no condition that it is scored on', () => {
    for (const fittedOn of [...rotations, 'LOW' as const]) {
      const fitted = new Set(fittedConditions(conditions, fittedOn));
      const tested = testConditions(conditions, fittedOn);
      expect(fitted.size).toBe(fittedOn === 'LOW' ? 9 : 6);
      expect(tested).toHaveLength(fittedOn === 'LOW' ? 9 : 6);
      expect(tested.filter((condition) => fitted.has(condition))).toEqual([]);
    }
    // Other cells of the conditions that are predicted: capacities at C/5 kept, those at 5C halved.
    const lines = read(wmgHalfCellsFile).split('\n');
    const halved = lines.map((line) => {
      if (!line.includes(',HIGH,') || line.includes(',85.0,')) return line;
      const fields = line.split(',');
      for (const column of [13, 15]) fields[column] = String(Number(fields[column]) / 2);
      return fields.join(',');
    });
    const other = conditionsOf(halved.join('\n'));
    const ratios = [other, conditions].map((all) => testConditions(all, 85)[0]!.ratios[0]!);
    expectClose(ratios[0]!, ratios[1]! / 2, { rtol: 1e-14, atol: 0 });
    const blind = fitRates(fittedConditions(other, 85), specificCharge, search.points['85']!);
    for (const [i, { value }] of rows[0]!.constants.entries()) {
      const fitted = rateConstants[i]!.isLogarithm ? Math.exp(blind.point[i]!) : blind.point[i]!;
      expectClose(fitted, value, { rtol: 1e-12, atol: 0 });
    }
  });

  it('stands on optima: what the search found is the best of its starts, and no neighbour is better', () => {
    expect(search.starts).toBeGreaterThanOrEqual(20);
    for (const fittedOn of rotations) {
      const fitted = fittedConditions(conditions, fittedOn);
      const point = search.points[fittedOn]!;
      const cost = rateCost(fitted, specificCharge, point);
      const [best] = search.costs[fittedOn]!;
      expect(search.costs[fittedOn]).toHaveLength(search.starts);
      // Constants are kept to six digits.
      expectClose(cost, best!, { rtol: 1e-2, atol: 0 });
      for (const [i, { sd }] of rateConstants.entries()) {
        for (const step of [-0.3 * sd, 0.3 * sd]) {
          const beside = point.map((value, j) => (j === i ? value + step : value));
          expect(rateCost(fitted, specificCharge, beside)).toBeGreaterThan(cost);
        }
      }
    }
  });

  it('compares forms, the documented one first', () => {
    const [documented] = search.forms;
    expect(search.forms.length).toBeGreaterThan(10);
    for (const [i, rotation] of rotations.entries()) {
      const row = rows.find(({ quantity }) => quantity.includes(`${rotation} degC`))!;
      // Fewer starts than the search: valleys are flat.
      expectClose(documented!.scores[i]!, row.rmse, { rtol: 0, atol: 0.02 });
      // What is scored is the best that is known of this form; constants are kept to six digits.
      expect(row.cost).toBeLessThanOrEqual(documented!.costs[i]! * 1.001);
      expect(row.cost).toBeLessThanOrEqual(search.costs[rotation]![0]! * 1.001);
    }
  });

  it('shows the scored fits as the first form, and says by how much a search of few starts misses them', () => {
    const text = rateSection(rows, () => '').join('\n');
    const judged = rows.filter(({ bar }) => Number.isFinite(bar));
    const digits = (values: readonly number[], n: number) =>
      values.map((value) => value.toFixed(n)).join(', ');
    const costs = judged.map(({ cost }) => cost);
    const scores = judged.map(({ rmse }) => rmse);
    expect(text).toContain(
      `| as documented, as scored above | ${digits(costs, 2)} | ${digits(scores, 3)} |`,
    );
    const [documented] = search.forms;
    const gap = Math.max(...scores.map((score, i) => Math.abs(score - documented!.scores[i]!)));
    expect(gap).toBeGreaterThan(0);
    expect(text).toContain(`its scores by up to ${gap.toFixed(3)}`);
    expect(text).toContain(`the best of ${search.startsOfForm} starts each`);
  });
});
