import { type FeatureTable, picked, readRow, rowsOf } from '../data/feature-table.ts';
import { FlatForest } from '../forest/flat-forest.ts';
import type { Forest, ForestOptions } from '../forest/forest.ts';
import { trainForest } from '../forest/train-forest.ts';
import type { Learner, Regressor } from '../regression/regressor.ts';
import { balancedFolds } from './balanced-folds.ts';
import { calibrationOf } from './calibration.ts';
import { ConformalRegressor } from './conformal-regressor.ts';
import { LearnedScale } from './learned-scale.ts';

/** How bands are made by cross-validation. */
export interface CrossConformalOptions {
  readonly folds: number;
  /** Rows with the same label are left out together: the batch or condition of each row. */
  readonly foldLabels?: readonly string[];
  /** Group of each row, for bands of its own where a group has 100 rows. */
  readonly groups?: readonly string[];
}

/** Bands made by cross-validation, and what they were made from. */
export interface CrossConformal {
  readonly regressor: ConformalRegressor;
  /** The model of all rows. */
  readonly model: Regressor;
  /** For each row what the model says that was trained without its fold. */
  readonly outOfFold: Float64Array;
  /** Of each row, in its order: the error there in units of the scale that was told without it. */
  readonly scores: Float64Array;
}

/** Share of the mean error that is added to the expected error of a row, so that no scale is near zero. */
const offsetShare = 0.2;
/** A smooth forest: the size of an error is known from few rows and with much noise. */
const scaleForest: Partial<ForestOptions> = { trees: 100, minLeaf: 10 };

/**
 * Bands of any learner: it is trained anew without each fold, and its errors there are the scores, scaled by a forest that
 * has learned the size of the errors. This forest too is trained without the fold whose scores it scales, so that a row
 * with a sibling of its batch gains nothing. Parameters that were not found again for each fold would hide their own error.
 * The model of all rows serves, so that the coverage is near the one that is asked, not above it for sure.
 * @param onFold - called behind each fold with how many there are
 * @throws MlError of the learner; ML_TOO_FEW_ROWS for fewer than 2 labels or rows; ML_TABLE_INVALID for labels or groups
 *   of another length
 * @see Vovk2015, Ann. Math. Artif. Intell. 74, 9-28 (cross-conformal), doi:10.1007/s10472-013-9368-4; Barber2021, Ann.
 *   Statist. 49, 486-507, doi:10.1214/20-AOS1965 (why it may cover less); Papadopoulos2011, Neural Networks 24, 842-851,
 *   doi:10.1016/j.neunet.2011.05.008 (scores over a learned scale) (none read)
 */
export function crossConformal(
  learner: Learner,
  table: FeatureTable,
  target: Float64Array,
  seed: number,
  changes: Partial<CrossConformalOptions> = {},
  onFold: (folds: number) => void = () => undefined,
): CrossConformal {
  const { folds: most, foldLabels, groups } = { folds: 10, ...changes };
  const folds = balancedFolds(table.rows, most, seed, foldLabels);
  const outOfFold = new Float64Array(table.rows);
  for (const [k, fold] of folds.entries()) {
    const rest = restOf(fold, table.rows);
    const labels = foldLabels && [...rest].map((row) => foldLabels[row]!);
    const model = learner.train(rowsOf(table, rest), picked(target, rest), seed, labels);
    predictInto(outOfFold, table, fold, (row) => model.predict(row));
    onFold(k + 1);
  }
  const errors = outOfFold.map((value, row) => Math.abs(target[row]! - value));
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  // A model without an error tells no scale: errors then count as they are.
  const offset = mean > 0 ? offsetShare * mean : 1;
  const scales = new Float64Array(table.rows);
  for (const fold of folds) {
    const rest = restOf(fold, table.rows);
    const forest = new FlatForest(trainedScale(rowsOf(table, rest), picked(errors, rest), seed));
    const out = new Float64Array(1);
    predictInto(scales, table, fold, (row) => forest.predict(row, out)[0]! + offset);
  }
  const scores = errors.map((error, row) => error / scales[row]!);
  const scale = trainedScale(table, errors, seed);
  const model = learner.train(table, target, seed, foldLabels);
  const scaled = new LearnedScale(model, scale, offset);
  const regressor = new ConformalRegressor(scaled, calibrationOf(scores, groups));
  return { regressor, model, outOfFold, scores };
}

function trainedScale(table: FeatureTable, errors: Float64Array, seed: number): Forest {
  return trainForest(table, [errors], scaleForest, seed).forest;
}

/** The rows that are not in a fold, rising. */
function restOf(fold: Int32Array, rows: number): Int32Array {
  const isIn = new Uint8Array(rows);
  for (const row of fold) isIn[row] = 1;
  return Int32Array.from({ length: rows }, (_, row) => row).filter((row) => isIn[row] === 0);
}

function predictInto(
  out: Float64Array,
  table: FeatureTable,
  rows: Int32Array,
  predict: (row: Float64Array) => number,
): void {
  const values = new Float64Array(table.names.length);
  for (const row of rows) out[row] = predict(readRow(table, row, values));
}
