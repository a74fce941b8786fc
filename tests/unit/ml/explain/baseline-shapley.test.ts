import { expect, it } from 'vitest';
import { baselineShapley } from '../../../../ml/explain/baseline-shapley.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

it('gives each column of a sum its own part', () => {
  const { base, values } = baselineShapley(
    ([a, b, c]) => 2 * a! - 3 * b! + c! ** 2,
    [1, 2, 3],
    [0, 1, 1],
  );
  expectClose(base, -2, { rtol: 0, atol: 1e-12 });
  expect([...values].map((value) => Number(value.toFixed(12)))).toEqual([2, -3, 8]);
});

it('shares a product equally', () => {
  const { values } = baselineShapley(([a, b]) => a! * b!, [3, 4], [0, 0]);
  expect([...values]).toEqual([6, 6]);
});

it('adds up to the prediction, and gives nothing to a column that does nothing', () => {
  const rng = randomStreams(5).stream('rows');
  const model = (row: ArrayLike<number>): number =>
    Math.sin(row[0]! * row[1]!) + Math.exp(row[2]! * row[4]!) / (1 + row[3]! ** 2);
  for (let n = 0; n < 20; n++) {
    const row = Array.from({ length: 6 }, () => rng.uniform());
    const baseline = Array.from({ length: 6 }, () => rng.uniform());
    const { base, values } = baselineShapley(model, row, baseline);
    const sum = values.reduce((a, b) => a + b, base);
    expectClose(sum, model(row), { rtol: 0, atol: 1e-12 });
    expectClose(values[5]!, 0, { rtol: 0, atol: 1e-15 });
  }
});

it('refuses more columns than it can go through', () => {
  const row = new Float64Array(13);
  expect(() => baselineShapley(() => 0, row, row)).toThrow(
    expect.objectContaining({ code: 'ML_TOO_LARGE', data: { columns: 13, allowed: 12 } }),
  );
});
