import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { featureTable, picked, rowsOf } from '../../../../ml/data/feature-table.ts';
import { linearValue, ordinaryLeastSquares } from '../../../../ml/linear/ordinary-least-squares.ts';
import { rowsWithout } from '../../../../ml/linear/row-folds.ts';
import { scaledTerms } from '../../../../ml/linear/scaled-terms.ts';
import { ridgeLearner, trainRidge } from '../../../../ml/linear/train-ridge.ts';
import reference from '../../../fixtures/ml/linear/linear.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

function tableOf(columns: readonly ArrayLike<number>[]) {
  return featureTable(Object.fromEntries(columns.map((column, i) => [`x${i}`, column])));
}

/** Hat matrix with intercept, from the normal equations. */
function hat(columns: readonly Float64Array[], penalty: number): Matrix {
  const z = new Matrix(columns.map((column) => [...column])).transpose();
  const products = z.transpose().mmul(z).add(Matrix.eye(z.columns).mul(penalty));
  return z
    .mmul(inverse(products))
    .mmul(z.transpose())
    .add(1 / z.rows);
}

describe('trainRidge', () => {
  it.each([
    ['plain', 'linear', 'ridge'],
    ['dropping', 'linear', 'ridge'],
    ['plain', 'quadratic', 'quadratic'],
    ['dropping', 'quadratic', 'quadratic'],
  ] as const)('leaves rows out as scikit-learn: %s, %s', (name, expansion, key) => {
    const { columns, target, ...entry } = reference.cases[name];
    const expected = entry[key];
    const table = tableOf(columns);
    const { model, penalty, scores } = trainRidge(table, Float64Array.from(target), {
      expansion,
      penalties: expected.penalties,
    });
    for (const [k, value] of expected.leaveOneOut.entries()) {
      expectClose(scores[k]!, value, { rtol: 1e-9, atol: 0 });
    }
    expect(penalty).toBe(expected.penalty);
    for (const [i, value] of expected.fitted.entries()) {
      const row = columns.map((column) => column[i]!);
      expectClose(model.predict(row), value, { rtol: 1e-9, atol: 1e-9 });
    }
  });

  it('leaves rows out as scikit-learn where columns outnumber rows', () => {
    const { columns, target, ridge } = reference.cases.wide;
    const { penalties } = ridge;
    const found = trainRidge(tableOf(columns), Float64Array.from(target), { penalties });
    for (const [k, value] of ridge.leaveOneOut.entries()) {
      expectClose(found.scores[k]!, value, { rtol: 1e-9, atol: 0 });
    }
    expect(found.penalty).toBe(ridge.penalty);
  });

  it('is least squares at penalty 0, its rows left out as fits without them', () => {
    const { table, target } = friedman(30, 2);
    const { model, leftOut } = trainRidge(table, target, { penalties: [0] });
    const rows = Array.from({ length: 30 }, (_, i) => [1, ...table.columns.map((c) => c[i]!)]);
    const expected = ordinaryLeastSquares(rows, [...target]);
    for (const [f, name] of table.names.entries()) {
      expectClose(model.coefficients[name]!, expected[f + 1]!, { rtol: 1e-10, atol: 1e-10 });
    }
    for (const [i, row] of rows.entries()) {
      expectClose(model.predict(row.slice(1)), linearValue(expected, row), {
        rtol: 1e-11,
        atol: 0,
      });
      const others = rowsWithout(30, [i]);
      const without = trainRidge(rowsOf(table, others), picked(target, others), { penalties: [0] });
      expectClose(leftOut[i]!, without.model.predict(row.slice(1)), { rtol: 1e-9, atol: 0 });
    }
  });

  it('scores by the hat matrix', () => {
    const { table, target } = friedman(25, 4);
    const penalties = [0.1, 2, 50];
    const { scores } = trainRidge(table, target, { penalties, choice: 'generalised' });
    const scaled = scaledTerms(table, target, 'linear');
    for (const [k, penalty] of penalties.entries()) {
      const h = hat(scaled.columns, penalty);
      const fitted = h.mmul(Matrix.columnVector([...target])).to1DArray();
      const square = fitted.reduce((sum, value, i) => sum + (target[i]! - value) ** 2, 0);
      expectClose(scores[k]!, (25 * square) / (25 - h.trace()) ** 2, { rtol: 1e-10, atol: 0 });
    }
  });

  it('does not depend on units, zeros or order of the columns, squares and products included', () => {
    const { table, target } = friedman(70, 3);
    const units = table.names.map((_, f) => 10 ** ((f % 5) - 2));
    const entries = table.names.map((name, f) => {
      return [name, table.columns[f]!.map((value) => 273.15 + units[f]! * value)] as const;
    });
    const other = featureTable(Object.fromEntries(entries.reverse()));
    for (const expansion of ['linear', 'quadratic'] as const) {
      const here = trainRidge(table, target, { expansion });
      const there = trainRidge(other, target, { expansion });
      expect(there.penalty).toBe(here.penalty);
      for (const [f, name] of table.names.entries()) {
        const found = there.model.coefficients[name]! * units[f]!;
        expectClose(found, here.model.coefficients[name]!, { rtol: 1e-7, atol: 1e-8 });
      }
      const row = table.columns.map((column) => column[0]!);
      const moved = row.map((value, f) => 273.15 + units[f]! * value).reverse();
      expectClose(there.model.predict(moved), here.model.predict(row), { rtol: 1e-8, atol: 0 });
    }
  });

  it('does better with products where the law has them', () => {
    const { table, target } = friedman(200, 6);
    const test = friedman(500, 7, 0);
    const errors = [ridgeLearner(), ridgeLearner({ expansion: 'quadratic' })].map((learner) => {
      const model = learner.train(table, target, 1);
      return test.truth.reduce((sum, truth, i) => {
        const row = test.table.columns.map((column) => column[i]!);
        return sum + (truth - model.predict(row)) ** 2 / 500;
      }, 0);
    });
    expect(errors[1]!).toBeLessThan(0.5 * errors[0]!);
  });

  it('leaves constant columns and their products out and names them', () => {
    const { columns, target } = reference.cases.constant;
    const { model } = trainRidge(tableOf(columns), Float64Array.from(target), {
      expansion: 'quadratic',
    });
    expect(model.parts.leftOut).toEqual(['x2', 'x0*x2', 'x1*x2', 'x2^2', 'x2*x3', 'x2*x4']);
  });

  it.each([
    ['ML_NOT_FINITE', { a: [1, Number.NaN, 3] }, {}],
    ['ML_TOO_FEW_ROWS', { a: [1, 2] }, {}],
    ['ML_TABLE_INVALID', { a: [1, 1, 1] }, {}],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 3] }, { penalties: [] }],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 3] }, { penalties: [-1] }],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 4], b: [0, 1, 0] }, { penalties: [0] }],
  ] as const)('refuses with %s: %j, %j', (code, columns, options) => {
    const target = Float64Array.from(columns.a.map((_, i) => i * i));
    expect(() => trainRidge(featureTable(columns), target, options)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('refuses more terms than it can hold', () => {
    const columns = Array.from({ length: 70 }, (_, f) => [f, 1, 2, 3]);
    expect(() =>
      trainRidge(tableOf(columns), Float64Array.of(1, 2, 3, 4), { expansion: 'quadratic' }),
    ).toThrow(expect.objectContaining({ code: 'ML_TOO_LARGE' }));
  });
});
