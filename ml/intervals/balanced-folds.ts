import { randomStreams } from '../../physics/core/random.ts';
import { checkLabels } from '../data/check-labels.ts';
import { MlError } from '../errors.ts';

/**
 * Deals rows into folds of about equal size, rows with the same label into the same fold: labels with most rows first,
 * each to the smallest fold; where labels have as many rows, in drawn order.
 * @param most - folds wanted, >= 2; fewer where there are fewer labels
 * @param labels - batch or condition of each row; without, each row has its own
 * @returns rows of each fold, rising; no fold is empty
 * @throws MlError ML_TOO_FEW_ROWS for fewer than 2 labels (data: labels, allowed); ML_OPTION_OUT_OF_RANGE for fewer than 2
 *   folds; ML_TABLE_INVALID for labels of another length
 */
export function balancedFolds(
  rows: number,
  most: number,
  seed: number,
  labels?: readonly string[],
): Int32Array[] {
  if (!(Number.isInteger(most) && most >= 2)) {
    const data = { option: 'folds', found: most, allowed: 'a whole number from 2' };
    throw new MlError(
      'ML_OPTION_OUT_OF_RANGE',
      `folds: found ${most}, allowed are 2 and more`,
      data,
    );
  }
  checkLabels(labels, rows);
  const bundles = new Map<string | number, number[]>();
  for (let row = 0; row < rows; row++) {
    const label = labels?.[row] ?? row;
    const bundle = bundles.get(label) ?? [];
    bundle.push(row);
    bundles.set(label, bundle);
  }
  if (bundles.size < 2) {
    const message = `the rows have ${bundles.size} different labels; allowed are 2 and more, as one must be left out`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { labels: bundles.size, allowed: 2 });
  }
  const rng = randomStreams(seed).stream('intervals/folds');
  const drawn = [...bundles.values()].map((bundle) => ({ bundle, key: rng.uniform() }));
  drawn.sort((a, b) => b.bundle.length - a.bundle.length || a.key - b.key);
  const folds = Array.from({ length: Math.min(most, bundles.size) }, (): number[] => []);
  for (const { bundle } of drawn) {
    folds.reduce((least, fold) => (fold.length < least.length ? fold : least)).push(...bundle);
  }
  return folds.map((fold) => Int32Array.from(fold).sort());
}
