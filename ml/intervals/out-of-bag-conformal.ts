import { MlError } from '../errors.ts';
import type { TrainedForest } from '../forest/train-forest.ts';
import { calibrationOf } from './calibration.ts';
import { ConformalRegressor } from './conformal-regressor.ts';
import { SpreadScale } from './spread-scale.ts';

/** Share of the mean spread of the trees that is added to the spread at a row, so that no scale is near zero. */
const offsetShare = 0.5;

/**
 * Bands of a forest from the rows that its trees did not see, scaled by how far the trees differ at a row. About a third of
 * the trees did not see a row, so that what they say of it scatters more than what all trees say of a new row. This part
 * is known and is taken out: v_i (1 / t_i - 1 / T) of a squared error, with v_i the variance among the t_i trees that did not
 * see row i, of T in all. Without it the bands of 50 trees hold 92 of 100 new values where 90 are asked. The rows must
 * be independent: where rows of one batch or condition are alike, trees have seen a row's siblings, and the bands come out
 * too narrow for a new batch. `crossConformal` with folds by batch is for these.
 * @param target - what the forest was trained on, for its output number `output`
 * @param groups - group of each row, for bands of its own where a group has 100 rows
 * @throws MlError ML_TOO_FEW_ROWS where no row was left out by two trees (data: rows, allowed); ML_TABLE_INVALID for a
 *   target or groups of another length
 * @see Johansson2014, Machine Learning 97, 155-176, doi:10.1007/s10994-014-5453-0, eq. of normalised nonconformity (not read);
 *   Wager2014, J. Mach. Learn. Res. 15, 1625-1651, section 2.1 (the scatter of a mean of few trees, taken out) (not read)
 */
export function outOfBagConformal(
  trained: Pick<TrainedForest, 'forest' | 'outOfBag'>,
  target: Float64Array,
  groups?: readonly string[],
  output = 0,
): ConformalRegressor {
  const { scores, model } = outOfBagScores(trained, target, output);
  return new ConformalRegressor(model, calibrationOf(scores, groups));
}

/**
 * The scores behind these bands, one a row in their order, and the scale; NaN for a row that not two trees left out.
 * @throws MlError as `outOfBagConformal`
 */
export function outOfBagScores(
  trained: Pick<TrainedForest, 'forest' | 'outOfBag'>,
  target: Float64Array,
  output = 0,
): { readonly scores: Float64Array; readonly model: SpreadScale } {
  const { forest, outOfBag } = trained;
  const { outputs } = forest;
  const rows = outOfBag?.trees.length ?? 0;
  if (outOfBag !== undefined && target.length !== rows) {
    const message = `a target of ${target.length} rows; allowed are ${rows} as in training`;
    throw new MlError('ML_TABLE_INVALID', message, { rows: target.length, allowed: rows });
  }
  const scores = new Float64Array(rows).fill(Number.NaN);
  const deviations = new Float64Array(rows);
  const trees = forest.roots.length;
  let sum = 0;
  let known = 0;
  let squares = 0;
  let scatter = 0;
  for (let row = 0; row < rows; row++) {
    const seen = outOfBag!.trees[row]!;
    if (seen < 2) continue;
    const at = row * outputs + output;
    deviations[row] = outOfBag!.deviation[at]! * Math.sqrt(seen / (seen - 1));
    scores[row] = Math.abs(target[row]! - outOfBag!.mean[at]!);
    sum += deviations[row]!;
    squares += scores[row]! ** 2;
    scatter += deviations[row]! ** 2 * (1 / seen - 1 / trees);
    known += 1;
  }
  if (known === 0) {
    const message =
      'no row was left out by two trees; allowed is a forest of more trees with drawn rows';
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: 0, allowed: 1 });
  }
  // Trees that agree everywhere tell no scale: errors then count as they are.
  const offset = sum > 0 ? (offsetShare * sum) / known : 1;
  const share = squares > 0 ? Math.sqrt(Math.max(0, 1 - scatter / squares)) : 1;
  for (let row = 0; row < rows; row++) {
    scores[row] = (share * scores[row]!) / (deviations[row]! + offset);
  }
  return { scores, model: new SpreadScale(forest, output, offset) };
}
