import { describe, expect, it } from 'vitest';
import { featureTable, readRow } from '../../../../ml/data/feature-table.ts';
import { dot, momentsOf } from '../../../../ml/data/moments.ts';
import { principalComponents } from '../../../../ml/linear/principal-components.ts';
import reference from '../../../fixtures/ml/linear/linear.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

function tableOf(columns: readonly ArrayLike<number>[]) {
  return featureTable(Object.fromEntries(columns.map((column, i) => [`x${i}`, column])));
}

const rowsIn = (table: ReturnType<typeof tableOf>) =>
  Array.from({ length: table.rows }, (_, i) =>
    readRow(table, i, new Float64Array(table.names.length)),
  );

describe('principalComponents', () => {
  it.each(['plain', 'dropping'] as const)('are those of scikit-learn: %s', (name) => {
    const { columns, principal } = reference.cases[name];
    const table = tableOf(columns);
    const found = principalComponents(table, { components: 3 });
    const tolerance = { rtol: 1e-9, atol: 1e-9 };
    for (let k = 0; k < 3; k++) {
      expectClose(found.parts.explained[k]!, principal.explained[k]!, tolerance);
      expectClose(found.parts.variances[k]!, principal.variances[k]!, tolerance);
      const expected = Float64Array.from(principal.loadings[k]!);
      const sign = Math.sign(dot(expected, found.parts.loadings[k]!));
      for (const [f, value] of expected.entries()) {
        expectClose(found.parts.loadings[k]![f]!, sign * value, tolerance);
      }
    }
    for (const [i, row] of rowsIn(table).entries()) {
      expectClose(found.hotellingT2(row), principal.hotellingT2[i]!, tolerance);
      expectClose(found.residualQ(row), principal.residualQ[i]!, tolerance);
    }
  });

  it('are orthogonal, and all of them give each row back', () => {
    const { table } = friedman(40, 1);
    const all = principalComponents(table, { share: 1 });
    const { loadings, explained } = all.parts;
    expect(loadings.length).toBe(10);
    expectClose(
      explained.reduce((sum, value) => sum + value, 0),
      1,
      { rtol: 1e-14, atol: 0 },
    );
    for (const [k, loading] of loadings.entries()) {
      for (const [l, other] of loadings.entries()) {
        expectClose(dot(loading, other), k === l ? 1 : 0, { rtol: 0, atol: 1e-13 });
      }
    }
    for (const row of rowsIn(table)) {
      const back = all.reconstruction(all.scores(row));
      for (const [f, value] of row.entries())
        expectClose(back[f]!, value, { rtol: 0, atol: 1e-12 });
      expectClose(all.residualQ(row), 0, { rtol: 0, atol: 1e-24 });
    }
  });

  it('have scores without correlation, T2 of mean k (n - 1) / n, Q of what is not explained', () => {
    const { table } = friedman(40, 2);
    const found = principalComponents(table, { components: 4 });
    const rows = rowsIn(table);
    const scores = rows.map((row) => found.scores(row));
    for (let k = 0; k < 4; k++) {
      const one = Float64Array.from(scores, (score) => score[k]!);
      expectClose(momentsOf(one).mean, 0, { rtol: 0, atol: 1e-13 });
      for (let l = 0; l < 4; l++) {
        const other = Float64Array.from(scores, (score) => score[l]!);
        const expected = k === l ? found.parts.variances[k]! : 0;
        expectClose(dot(one, other) / 39, expected, { rtol: 1e-12, atol: 1e-12 });
      }
    }
    const t2 = rows.reduce((sum, row) => sum + found.hotellingT2(row), 0);
    expectClose(t2, 4 * 39, { rtol: 1e-12, atol: 0 });
    const unexplained = 1 - found.parts.explained.reduce((sum, value) => sum + value, 0);
    const q = rows.reduce((sum, row) => sum + found.residualQ(row), 0);
    expectClose(q, 40 * 10 * unexplained, { rtol: 1e-12, atol: 0 });
  });

  it('do not depend on units or order of the columns', () => {
    const { table } = friedman(40, 3);
    const entries = table.names.map((name, f) => {
      return [name, table.columns[f]!.map((value) => 300 + 10 ** (f % 3) * value)] as const;
    });
    const other = featureTable(Object.fromEntries(entries.reverse()));
    const here = principalComponents(table, { components: 4 });
    const there = principalComponents(other, { components: 4 });
    const moved = rowsIn(other);
    for (const [i, row] of rowsIn(table).entries()) {
      const tolerance = { rtol: 1e-8, atol: 1e-10 };
      expectClose(there.hotellingT2(moved[i]!), here.hotellingT2(row), tolerance);
      expectClose(there.residualQ(moved[i]!), here.residualQ(row), tolerance);
    }
  });

  it('name the column that breaks their pattern', () => {
    const { columns } = reference.cases.dropping;
    const table = tableOf(columns);
    const found = principalComponents(table, { components: 1 });
    const row = rowsIn(table)[0]!;
    row[5] = row[5]! + 20;
    const contributions = found.contributions(row);
    expect(contributions.indexOf(Math.max(...contributions))).toBe(5);
    const sum = contributions.reduce((total, value) => total + value, 0);
    expectClose(found.residualQ(row), sum, { rtol: 1e-14, atol: 0 });
  });

  it('keep as few as explain a share, without constant columns and beyond no rank', () => {
    const constant = principalComponents(tableOf(reference.cases.constant.columns), { share: 0.6 });
    const { explained, leftOut, loadings } = constant.parts;
    const sum = explained.reduce((total, value) => total + value, 0);
    expect(sum).toBeGreaterThanOrEqual(0.6);
    expect(sum - explained.at(-1)!).toBeLessThan(0.6);
    expect(leftOut).toEqual(['x2']);
    expect(loadings.every((loading) => loading[2] === 0)).toBe(true);
    const dependent = tableOf(reference.cases.dependent.columns);
    expect(principalComponents(dependent, { share: 1 }).parts.loadings.length).toBe(4);
    const wide = tableOf(reference.cases.wide.columns);
    expect(principalComponents(wide, { share: 1 }).parts.loadings.length).toBe(11);
  });

  it.each([
    ['ML_NOT_FINITE', { a: [1, Number.NaN, 3] }, { share: 0.9 }],
    ['ML_TOO_FEW_ROWS', { a: [1, 2] }, { share: 0.9 }],
    ['ML_TABLE_INVALID', { a: [1, 1, 1] }, { share: 0.9 }],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 3] }, { share: 0 }],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 3] }, { share: Number.NaN }],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 3], b: [2, 4, 6] }, { components: 2 }],
  ] as const)('refuse with %s: %j, %j', (code, columns, choice) => {
    expect(() => principalComponents(featureTable(columns), choice)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
