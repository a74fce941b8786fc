import { expect, it } from 'vitest';
import { foldsOf } from '../../../../ml/calibration/folds.ts';

it('leaves each group out alone, and each row once', () => {
  const { of, rows } = foldsOf(['a', 'b', 'a', 'c']);
  expect([of, rows]).toEqual(['groups', [[0, 2], [1], [3]]]);
});

it('leaves the rows of one group out one by one, and one row not at all', () => {
  expect(foldsOf(['a', 'a'])).toEqual({ of: 'rows', rows: [[0], [1]] });
  expect(foldsOf(['a'])).toEqual({ of: 'none', rows: [] });
});

it('deals many groups into bundles that part no group', () => {
  const groups = Array.from({ length: 500 }, (_, i) => `g${Math.floor(i / 5)}`);
  const { of, rows } = foldsOf(groups);
  expect([of, rows.length]).toEqual(['bundles', 25]);
  expect(rows.flat().sort((a, b) => a - b)).toEqual(groups.map((_, i) => i));
  const places = new Map(rows.flatMap((fold, f) => fold.map((row) => [row, f] as const)));
  for (const [row, group] of groups.entries()) {
    expect(places.get(row)).toBe(places.get(groups.indexOf(group)));
  }
});
