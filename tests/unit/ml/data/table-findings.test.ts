import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import { tableFindings } from '../../../../ml/data/table-findings.ts';
import { friedman } from '../../../support/friedman.ts';

const { table, target } = friedman(40, 2);
const groups = Array.from(target, (_, row) => `b${Math.floor(row / 4)}`);
const [a, b] = table.columns as [Float64Array, Float64Array];
const find = (columns: Record<string, Float64Array>, values = target, labels = groups) =>
  tableFindings(featureTable(columns), values, labels, 'y').map(({ reason: _, ...told }) => told);
const changed = (values: Float64Array, row: number, value: number) => {
  const copy = values.slice();
  copy[row] = value;
  return copy;
};

describe('tableFindings', () => {
  it('finds nothing in a table that has nothing', () => {
    expect(find({ a, b })).toEqual([]);
  });

  it.each([
    ['a gap', { a: changed(a, 7, Number.NaN), b }, { kind: 'missing', column: 'a', rows: [7] }],
    ['one value', { a, c: a.map(() => 3) }, { kind: 'constant', column: 'c', rows: [] }],
    ['a copy', { a, b, c: a.slice() }, { kind: 'duplicateColumn', column: 'c', rows: [] }],
    ['far out', { a: changed(a, 9, 40), b }, { kind: 'outlier', column: 'a', rows: [9] }],
  ])('names %s', (_, columns, expected) => {
    expect(find(columns as unknown as Record<string, Float64Array>)).toEqual([expected]);
  });

  it('names an outlier of the target, and no values of a column that is mostly one', () => {
    expect(find({ a, b }, changed(target, 3, -500))).toEqual([
      { kind: 'outlier', column: 'y', rows: [3] },
    ]);
    const steps = a.map((_, row) => (row < 30 ? 1 : row));
    expect(find({ a, steps })).toEqual([]);
  });

  it('tells a repeated row from a condition that was measured in two groups', () => {
    const twin = (row: number, of: number) => ({
      a: changed(a, row, a[of]!),
      b: changed(b, row, b[of]!),
    });
    // Rows 0 to 3 are one group; row 39 is of the last.
    expect(find(twin(1, 0), changed(target, 1, target[0]!))).toEqual([
      { kind: 'duplicateRow', rows: [1] },
    ]);
    expect(find(twin(1, 0))).toEqual([]);
    expect(find(twin(39, 0))).toEqual([{ kind: 'conditionInSeveralGroups', rows: [0, 39] }]);
  });
});
