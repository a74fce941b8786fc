import { type FeatureTable, picked, readRow, rowsOf } from '../data/feature-table.ts';
import { dot } from '../data/moments.ts';
import { MlError } from '../errors.ts';
import type { Learner } from '../regression/regressor.ts';
import type { LinearModel } from './linear-model.ts';
import { groupFolds, hasGroups, rowsWithout } from './row-folds.ts';
import { checkedTerms, modelOf } from './scaled-terms.ts';
import { type SingularValues, singularValues } from './singular-values.ts';
import type { Expansion } from './terms.ts';

/** How a ridge regression is trained. */
export interface RidgeOptions {
  readonly expansion: Expansion;
  /** By the mean squared error of leaving out one row, or by generalised cross-validation. */
  readonly choice: 'leaveOneOut' | 'generalised';
  /** lambda of |y - X b|^2 + lambda |b|^2 on scaled terms that are tried, >= 0; absent: 1e-8 to 1e4 times the rows, 8 a decade. */
  readonly penalties?: readonly number[];
}

export const defaultRidgeOptions: RidgeOptions = { expansion: 'linear', choice: 'leaveOneOut' };

/** A ridge regression and how its penalty was chosen. */
export interface TrainedRidge {
  readonly model: LinearModel;
  readonly penalty: number;
  /** Rising. */
  readonly penalties: readonly number[];
  /** Mean squared error, one number a penalty; infinite where the model goes through every row. */
  readonly scores: Float64Array;
  /** What each row would be predicted without it, at the penalty chosen. */
  readonly leftOut: Float64Array;
}

/** Fewest rows. */
const leastRows = 3;
/** A row that keeps less than this share of its error is interpolated. */
const interpolated = 1e-10;

/**
 * Trains a linear model with small coefficients: ridge regression on scaled terms, its penalty by leaving rows out, in closed
 * form. Means and deviations are those of all rows; the intercept is free, and left out with its row.
 * @throws MlError as `checkedTerms`; ML_OPTION_OUT_OF_RANGE for penalties that are none or negative, or that all interpolate
 *   (data: option, found, allowed)
 * @see Hoerl1970, Technometrics 12, 55-67, doi:10.1080/00401706.1970.10488634; Golub1979, Technometrics 21, 215-223 (both
 *   criteria), doi:10.1080/00401706.1979.10489751
 */
export function trainRidge(
  table: FeatureTable,
  target: Float64Array,
  changes: Partial<RidgeOptions>,
): TrainedRidge {
  const options = { ...defaultRidgeOptions, ...changes };
  const scaled = checkedTerms(table, target, options.expansion, leastRows);
  const penalties = penaltiesOf(options, table.rows);
  const parts = singularValues(scaled.columns);
  const along = Float64Array.from(parts.left, (column) => dot(column, scaled.target));
  const fits = penalties.map((penalty) => fitOf(parts, along, scaled.target, penalty));
  const scores = Float64Array.from(fits, (fit) => fit[options.choice]);
  const best = scores.indexOf(scores.reduce((least, score) => Math.min(least, score)));
  if (!Number.isFinite(scores[best]!)) {
    throw wrongPenalties(penalties, 'a penalty at which the model does not go through every row');
  }
  const coefficients = shrunk(parts, along, penalties[best]!);
  return {
    model: modelOf(scaled, coefficients),
    penalty: penalties[best]!,
    penalties,
    scores,
    leftOut: target.map((value, i) => value - fits[best]!.errors[i]!),
  };
}

/** Ridge regression as one of several learners. */
export function ridgeLearner(options: Partial<RidgeOptions> = {}): Learner {
  return {
    name: options.expansion === 'quadratic' ? 'quadraticRidge' : 'ridge',
    train: (table, target, seed, groups) =>
      hasGroups(groups)
        ? ridgeByGroups(table, target, groups, options, seed)
        : trainRidge(table, target, options).model,
  };
}

const groupFoldCount = 10;

/**
 * Ridge regression whose penalty is chosen on whole groups left out: each fold scales its own rows, and a penalty counts by its
 * share of the rows.
 */
function ridgeByGroups(
  table: FeatureTable,
  target: Float64Array,
  groups: readonly string[],
  changes: Partial<RidgeOptions>,
  seed: number,
): LinearModel {
  const options = { ...defaultRidgeOptions, ...changes };
  const penalties = penaltiesOf(options, table.rows);
  const errors = new Float64Array(penalties.length);
  const row = new Float64Array(table.names.length);
  for (const fold of groupFolds(table.rows, groupFoldCount, seed, groups)) {
    const others = rowsWithout(table.rows, fold);
    const rest = rowsOf(table, others);
    const scaled = checkedTerms(rest, picked(target, others), options.expansion, leastRows);
    const parts = singularValues(scaled.columns);
    const along = Float64Array.from(parts.left, (column) => dot(column, scaled.target));
    for (const [k, penalty] of penalties.entries()) {
      const model = modelOf(scaled, shrunk(parts, along, (penalty * rest.rows) / table.rows));
      for (const i of fold) {
        errors[k] = errors[k]! + (target[i]! - model.predict(readRow(table, i, row))) ** 2;
      }
    }
  }
  // Of equal penalties the largest: nothing speaks for larger coefficients.
  const best = errors.lastIndexOf(errors.reduce((least, error) => Math.min(least, error)));
  const scaled = checkedTerms(table, target, options.expansion, leastRows);
  const parts = singularValues(scaled.columns);
  const along = Float64Array.from(parts.left, (column) => dot(column, scaled.target));
  return modelOf(scaled, shrunk(parts, along, penalties[best]!));
}

/** Coefficients of scaled terms at a penalty. */
function shrunk({ values, right }: SingularValues, along: Float64Array, penalty: number) {
  const coefficients = new Float64Array(right[0]?.length ?? 0);
  for (const [k, column] of right.entries()) {
    const d = values[k]!;
    // A direction without any extent has no say.
    if (d * d + penalty === 0) continue;
    const weight = (d * along[k]!) / (d * d + penalty);
    for (let f = 0; f < coefficients.length; f++) {
      coefficients[f] = coefficients[f]! + weight * column[f]!;
    }
  }
  return coefficients;
}

interface RidgeFit {
  /** Error of each row without it. */
  readonly errors: Float64Array;
  readonly leaveOneOut: number;
  readonly generalised: number;
}

/** Errors e_i / (1 - h_ii) with the hat matrix H = 1/n + U diag(d^2 / (d^2 + lambda)) U^T. */
function fitOf(
  { values, left }: SingularValues,
  along: Float64Array,
  target: Float64Array,
  penalty: number,
): RidgeFit {
  const rows = target.length;
  const shares = values.map((d) => (d * d) / (d * d + penalty));
  const errors = target.slice();
  const kept = new Float64Array(rows).fill(1 - 1 / rows);
  for (const [k, column] of left.entries()) {
    for (let i = 0; i < rows; i++) {
      errors[i] = errors[i]! - shares[k]! * along[k]! * column[i]!;
      kept[i] = kept[i]! - shares[k]! * column[i]! ** 2;
    }
  }
  const square = errors.reduce((sum, value) => sum + value * value, 0);
  const freedom = kept.reduce((sum, value) => sum + value, 0);
  const isThrough = kept.some((share) => share < interpolated);
  for (let i = 0; i < rows; i++) errors[i] = errors[i]! / kept[i]!;
  const leaveOneOut = errors.reduce((sum, value) => sum + value * value, 0) / rows;
  return {
    errors,
    leaveOneOut: isThrough ? Number.POSITIVE_INFINITY : leaveOneOut,
    generalised:
      freedom < interpolated * rows ? Number.POSITIVE_INFINITY : (rows * square) / freedom ** 2,
  };
}

function penaltiesOf({ penalties }: RidgeOptions, rows: number): readonly number[] {
  if (penalties === undefined) {
    return Array.from({ length: 97 }, (_, i) => rows * 10 ** (i / 8 - 8));
  }
  if (penalties.length === 0 || !penalties.every((value) => value >= 0 && value < 1 / 0)) {
    throw wrongPenalties(penalties, 'at least one number from 0');
  }
  return [...penalties].sort((a, b) => a - b);
}

function wrongPenalties(found: readonly number[], allowed: string): MlError {
  const message = `penalties: found ${found.join(', ')}, allowed is ${allowed}`;
  return new MlError('ML_OPTION_OUT_OF_RANGE', message, { option: 'penalties', found, allowed });
}
