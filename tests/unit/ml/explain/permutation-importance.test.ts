import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import { rowByRow } from '../../../../ml/explain/batch-function.ts';
import { permutationImportance } from '../../../../ml/explain/permutation-importance.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

const { table } = friedman(60, 1);
const linear = rowByRow((x) => 3 * x[0]! - 2 * x[1]! + 7, 10);
const target = table.columns[0]!.map((value, i) => 3 * value - 2 * table.columns[1]![i]! + 7);

describe('permutationImportance', () => {
  it('of a perfect linear model is twice the variance of its term', () => {
    const found = permutationImportance(linear, table, target, { repeats: 400, seed: 1 })!;
    expect(found.map(({ columns }) => columns)).toEqual(table.names.map((name) => [name]));
    for (const [f, factor] of [3, -2].entries()) {
      const column = table.columns[f]!;
      const mean = column.reduce((sum, value) => sum + value, 0) / 60;
      const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 60;
      const { mean: rise, deviation } = found[f]!;
      // The mean of 400 permutations, to four of its standard errors.
      expectClose(rise, 2 * factor ** 2 * variance, { rtol: 0, atol: (4 * deviation) / 20 });
      expect(deviation).toBeGreaterThan(0);
    }
    for (const { mean, deviation } of found.slice(2)) expect([mean, deviation]).toEqual([0, 0]);
  });

  it('tells mean and standard deviation of its repeats', () => {
    const [found] = permutationImportance(linear, table, target, { repeats: 5, seed: 1 })!;
    const values = [...found!.repeats];
    expect(values).toHaveLength(5);
    const mean = values.reduce((sum, value) => sum + value, 0) / 5;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
    expectClose(found!.mean, mean, { rtol: 1e-14, atol: 0 });
    expectClose(found!.deviation, Math.sqrt(square), { rtol: 1e-14, atol: 0 });
  });

  it('of two columns that only matter by their difference is in the rows, not in the group', () => {
    const x = table.columns[0]!;
    const twins = featureTable({ x, twin: x, other: table.columns[1]! });
    const difference = rowByRow((row) => 10 * (row[0]! - row[1]!), 3);
    const found = permutationImportance(difference, twins, new Float64Array(60), {
      groups: [['x'], ['x', 'twin']],
      repeats: 3,
      seed: 1,
    })!;
    expect(found[0]!.mean).toBeGreaterThan(1);
    expect(found[1]!.mean).toBe(0);
  });

  it('of a group does not change by other groups, and does by the seed', () => {
    const of = (groups: string[][], seed: number) =>
      permutationImportance(linear, table, target, { groups, repeats: 3, seed })!;
    expect(of([['x5'], ['x1']], 4)[1]).toEqual(of([['x1']], 4)[0]);
    expect(of([['x1']], 5)[0]).not.toEqual(of([['x1']], 4)[0]);
  });

  it('tells how far it is and ends when it is told to', () => {
    const told: number[] = [];
    const options = { groups: [['x1'], ['x2']], repeats: 2, seed: 1 };
    permutationImportance(linear, table, target, options, (done, total) => {
      told.push(done, total);
      return true;
    });
    expect(told).toEqual([1, 4, 2, 4, 3, 4, 4, 4]);
    const ended = permutationImportance(linear, table, target, options, (done) => done < 3);
    expect(ended).toBeUndefined();
  });

  it('refuses what it can not use', () => {
    const options = { repeats: 2, seed: 1 };
    const short = new Float64Array(3);
    const gap = target.map((value, i) => (i === 9 ? Number.NaN : value));
    for (const [code, call] of [
      ['ML_TABLE_INVALID', () => permutationImportance(linear, table, short, options)],
      [
        'ML_TABLE_INVALID',
        () => permutationImportance(linear, table, target, { ...options, groups: [['y']] }),
      ],
      ['ML_NOT_FINITE', () => permutationImportance(linear, table, gap, options)],
      [
        'ML_OPTION_OUT_OF_RANGE',
        () => permutationImportance(linear, table, target, { ...options, repeats: 1 }),
      ],
      [
        'ML_TOO_FEW_ROWS',
        () => permutationImportance(linear, featureTable({ x: [1] }), Float64Array.of(1), options),
      ],
    ] as const) {
      expect(call).toThrow(expect.objectContaining({ code }));
    }
  });
});
