import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import { dot } from '../../../../ml/data/moments.ts';
import { ordinaryLeastSquares } from '../../../../ml/linear/ordinary-least-squares.ts';
import { scaledTerms } from '../../../../ml/linear/scaled-terms.ts';
import { plsLearner, trainPls } from '../../../../ml/linear/train-pls.ts';
import reference from '../../../fixtures/ml/linear/linear.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

function tableOf(columns: readonly ArrayLike<number>[]) {
  return featureTable(Object.fromEntries(columns.map((column, i) => [`x${i}`, column])));
}

describe('trainPls', () => {
  it.each(['plain', 'dropping'] as const)('has the coefficients of scikit-learn: %s', (name) => {
    const { columns, target, pls } = reference.cases[name];
    for (const [k, expected] of pls.entries()) {
      const options = { components: k + 1 };
      const { model } = trainPls(tableOf(columns), Float64Array.from(target), options, 1);
      for (const [f, value] of expected.entries()) {
        expectClose(model.coefficients[`x${f}`]!, value, { rtol: 1e-9, atol: 1e-9 });
      }
    }
  });

  it.each(['plain', 'dropping'] as const)('has the errors of scikit-learn: %s', (name) => {
    const { columns, target, chosen } = reference.cases[name];
    const folds = Array.from({ length: 5 }, (_, fold) =>
      target.map((_, row) => row).filter((row) => row % 5 === fold),
    );
    const values = Float64Array.from(target);
    const { scores, components } = trainPls(tableOf(columns), values, { folds }, 1);
    for (const [k, value] of chosen.plsHeldOut.entries()) {
      expectClose(scores[k]!, value, { rtol: 1e-9, atol: 0 });
    }
    expect(components).toBe(chosen.plsHeldOut.indexOf(Math.min(...chosen.plsHeldOut)));
  });

  it('is least squares with all components', () => {
    const { table, target } = friedman(40, 2);
    const { model } = trainPls(table, target, { components: 10 }, 1);
    const rows = Array.from({ length: 40 }, (_, i) => [1, ...table.columns.map((c) => c[i]!)]);
    const expected = ordinaryLeastSquares(rows, [...target]);
    for (const [f, name] of table.names.entries()) {
      expectClose(model.coefficients[name]!, expected[f + 1]!, { rtol: 1e-8, atol: 1e-8 });
    }
  });

  it('has orthogonal scores that its weights and loadings give back', () => {
    const { table, target } = friedman(40, 3);
    const { parts } = trainPls(table, target, { components: 10 }, 1);
    const { columns } = scaledTerms(table, target, 'linear');
    for (const [k, score] of parts.scores.entries()) {
      for (const [l, other] of parts.scores.entries()) {
        expectClose(dot(score, other), k === l ? 1 : 0, { rtol: 0, atol: 1e-12 });
      }
      for (let i = 0; i < table.rows; i++) {
        const value = columns.reduce((sum, c, f) => sum + c[i]! * parts.weights[k]![f]!, 0);
        expectClose(value, score[i]!, { rtol: 0, atol: 1e-9 });
      }
    }
    for (const [f, column] of columns.entries()) {
      for (let i = 0; i < table.rows; i++) {
        const value = parts.scores.reduce((sum, t, k) => sum + t[i]! * parts.loadings[k]![f]!, 0);
        expectClose(value, column[i]!, { rtol: 0, atol: 1e-9 });
      }
    }
  });

  it('does not depend on units, zeros or order of the columns', () => {
    const { table, target } = friedman(50, 4);
    const entries = table.names.map((name, f) => {
      return [name, table.columns[f]!.map((value) => 300 - 10 ** (f % 3) * value)] as const;
    });
    const other = featureTable(Object.fromEntries(entries.reverse()));
    const here = trainPls(table, target, {}, 5);
    const there = trainPls(other, target, {}, 5);
    expect(there.components).toBe(here.components);
    for (const [f, name] of table.names.entries()) {
      const found = -there.model.coefficients[name]! * 10 ** (f % 3);
      expectClose(found, here.model.coefficients[name]!, { rtol: 1e-7, atol: 1e-8 });
    }
  });

  it('is the same model as a learner, and with the same seed', () => {
    const { table, target } = friedman(50, 4);
    const learner = plsLearner({ mostComponents: 4 });
    const row = table.columns.map((column) => column[0]!);
    const { model } = trainPls(table, target, { mostComponents: 4 }, 9);
    expect(learner.train(table, target, 9).predict(row)).toBe(model.predict(row));
    expect(learner.name).toBe('pls');
  });

  it('stops where columns depend on each other, and says how many components there are', () => {
    const { columns, target } = reference.cases.dependent;
    const values = Float64Array.from(target);
    expect(trainPls(tableOf(columns), values, {}, 1).parts.coefficients.length).toBe(4);
    expect(() => trainPls(tableOf(columns), values, { components: 5 }, 1)).toThrow(
      /found 5, allowed is up to 4/,
    );
  });

  it('leaves constant columns out, and is the mean of a constant target', () => {
    const { columns, target } = reference.cases.constant;
    const table = tableOf(columns);
    expect(trainPls(table, Float64Array.from(target), {}, 1).model.parts.leftOut).toEqual(['x2']);
    const { model, components } = trainPls(table, new Float64Array(table.rows).fill(3), {}, 1);
    expect([components, model.isConstant, model.predict([0, 0, 0, 0, 0])]).toEqual([0, true, 3]);
  });

  it.each([
    ['ML_NOT_FINITE', { a: [1, Number.NaN, 3] }, {}],
    ['ML_TOO_FEW_ROWS', { a: [1, 2] }, {}],
    ['ML_TABLE_INVALID', { a: [1, 1, 1] }, {}],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 3] }, { components: 0 }],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 3] }, { mostComponents: 1.5 }],
  ] as const)('refuses with %s: %j, %j', (code, columns, options) => {
    const target = Float64Array.from(columns.a.map((_, i) => i * i));
    expect(() => trainPls(featureTable(columns), target, options, 1)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
