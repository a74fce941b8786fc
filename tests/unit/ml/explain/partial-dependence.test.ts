import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import { accumulatedLocalEffects } from '../../../../ml/explain/accumulated-local-effects.ts';
import { type BatchFunction, rowByRow } from '../../../../ml/explain/batch-function.ts';
import { partialDependence } from '../../../../ml/explain/partial-dependence.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

const { table } = friedman(97, 2);
const additive = rowByRow((x) => Math.exp(x[0]!) + 4 * x[1]! ** 2, 10);
const product = rowByRow((x) => 6 * x[0]! * x[1]!, 10);

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

describe('partialDependence', () => {
  it('of a sum is the term of its column and a constant, the same for every row', () => {
    const at = Float64Array.of(0, 0.3, 0.9, 2);
    const { mean: told, spread } = partialDependence(additive, table, 'x2', at);
    const rest = mean(table.columns[0]!.map(Math.exp));
    for (const [i, value] of at.entries()) {
      expectClose(told[i]!, rest + 4 * value ** 2, { rtol: 1e-12, atol: 0 });
      expectClose(spread[i]!, 0, { rtol: 0, atol: 1e-12 });
    }
  });

  it('of a product has the slope of the mean partner, and spreads as the partner does', () => {
    const at = Float64Array.of(0, 1);
    const { mean: told, spread } = partialDependence(product, table, 'x1', at);
    const partner = table.columns[1]!;
    expectClose(told[1]! - told[0]!, 6 * mean(partner), { rtol: 1e-12, atol: 0 });
    const deviation = Math.sqrt(mean(partner.map((value) => (value - mean(partner)) ** 2)));
    for (const value of spread) expectClose(value, 3 * deviation, { rtol: 1e-10, atol: 0 });
  });

  it('refuses an unknown column, no value and no row', () => {
    const at = Float64Array.of(1);
    for (const [code, call] of [
      ['ML_TABLE_INVALID', () => partialDependence(additive, table, 'y', at)],
      [
        'ML_OPTION_OUT_OF_RANGE',
        () => partialDependence(additive, table, 'x1', new Float64Array(0)),
      ],
      ['ML_TOO_FEW_ROWS', () => partialDependence(additive, featureTable({ x: [] }), 'x', at)],
    ] as const) {
      expect(call).toThrow(expect.objectContaining({ code }));
    }
  });
});

describe('accumulatedLocalEffects', () => {
  it('of a sum is the term of its column but for a constant', () => {
    const { at, effect, rows } = accumulatedLocalEffects(additive, table, 'x2', 12);
    expect(at).toHaveLength(13);
    expect(mean(rows) * 12).toBe(97);
    expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(2);
    expect(at[0]).toBe(Math.min(...table.columns[1]!));
    expect(at[12]).toBe(Math.max(...table.columns[1]!));
    for (let k = 1; k <= 12; k++) {
      const step = 4 * (at[k]! ** 2 - at[0]! ** 2);
      expectClose(effect[k]! - effect[0]!, step, { rtol: 1e-12, atol: 1e-12 });
    }
  });

  it('has the mean 0 over the rows', () => {
    const { effect, rows } = accumulatedLocalEffects(product, table, 'x1', 7);
    let sum = 0;
    for (let k = 0; k < 7; k++) sum += (rows[k]! * (effect[k]! + effect[k + 1]!)) / 2;
    expectClose(sum, 0, { rtol: 0, atol: 1e-11 });
  });

  it('of columns that move together asks only near the rows, where partial dependence does not', () => {
    const rng = randomStreams(3).stream('together');
    const a = Float64Array.from({ length: 200 }, rng.uniform);
    const b = a.map((value) => value + 0.02 * (rng.uniform() - 0.5));
    const pair = featureTable({ a, b });
    // Right where rows are, and wild where there are none.
    const model = rowByRow((x) => x[0]! + (Math.abs(x[0]! - x[1]!) > 0.2 ? 1000 : 0), 2);
    const { at, effect } = accumulatedLocalEffects(model, pair, 'a', 20);
    for (const [k, value] of at.entries()) {
      expectClose(effect[k]! - effect[0]!, value - at[0]!, { rtol: 1e-12, atol: 1e-12 });
    }
    expect(partialDependence(model, pair, 'a', at).mean[10]).toBeGreaterThan(100);
  });

  it('gives a column that only moves with one that acts nothing', () => {
    const a = Float64Array.from({ length: 50 }, (_, i) => i / 50);
    const pair = featureTable({ a, b: a.map((value) => 2 * value) });
    const model = rowByRow((x) => 5 * x[1]!, 2);
    for (const value of accumulatedLocalEffects(model, pair, 'a', 5).effect) {
      expect(value).toBe(0);
    }
  });

  it('makes fewer bins of a column of few values, and leaves out rows without one', () => {
    const a = [1, 1, 1, 2, 2, Number.NaN, 5, 5, 5, 5];
    const other = a.map((_, i) => i);
    let asked = 0;
    const model: BatchFunction = (rows, out) => {
      asked = out.length;
      for (let i = 0; i < out.length; i++) out[i] = rows[2 * i]! ** 2;
    };
    const data = featureTable({ a, other });
    const { at, rows, effect } = accumulatedLocalEffects(model, data, 'a', 10);
    expect([...at]).toEqual([1, 2, 5]);
    expect([...rows]).toEqual([5, 4]);
    expect(asked).toBe(9);
    expectClose(effect[2]! - effect[0]!, 24, { rtol: 1e-12, atol: 0 });
  });

  it('refuses a column of one value, no bins, and a model that says no number', () => {
    const one = featureTable({ x: [3, 3, Number.NaN] });
    const broken = rowByRow(() => Number.NaN, 10);
    for (const [code, call] of [
      ['ML_CONSTANT', () => accumulatedLocalEffects(additive, one, 'x', 4)],
      ['ML_OPTION_OUT_OF_RANGE', () => accumulatedLocalEffects(additive, table, 'x1', 0)],
      ['ML_NOT_FINITE', () => accumulatedLocalEffects(broken, table, 'x1', 4)],
    ] as const) {
      expect(call).toThrow(expect.objectContaining({ code }));
    }
  });
});
