import { type FeatureTable, picked, rowsOf } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import type { Learner } from '../regression/regressor.ts';
import { coefficientsAt, type LassoPath, lassoPath } from './lasso-path.ts';
import type { LinearModel } from './linear-model.ts';
import { type FoldChoice, groupFolds, hasGroups, rowFolds, rowsWithout } from './row-folds.ts';
import { checkedTerms, modelOf, type ScaledTerms, scaledTerms } from './scaled-terms.ts';
import type { Expansion } from './terms.ts';

/** How a LASSO is trained. */
export interface LassoOptions {
  readonly expansion: Expansion;
  /** Which knot of the path: by mean squared error on rows left out, by Mallows' Cp, or by the Bayesian criterion. */
  readonly choice: 'crossValidation' | 'cp' | 'bic';
  /** Of the cross-validation. */
  readonly folds: FoldChoice;
}

export const defaultLassoOptions: LassoOptions = {
  expansion: 'linear',
  choice: 'crossValidation',
  folds: 10,
};

/** A LASSO and how its knot was chosen. */
export interface TrainedLasso {
  readonly model: LinearModel;
  /** Of the scaled terms that vary, by falling penalty. */
  readonly path: LassoPath;
  /** Models at the knots, in units. */
  readonly models: readonly LinearModel[];
  /** Index of the knot chosen: the least score, of equal ones the one with the larger penalty. */
  readonly knot: number;
  /** What was compared, one number a knot. */
  readonly scores: Float64Array;
}

/** Fewest rows. */
const leastRows = 3;

/**
 * Trains a linear model in which few terms count: LASSO on scaled terms, all knots, one of them chosen.
 * @param seed - for the rows of the folds
 * @throws MlError as `checkedTerms` and `rowFolds`; ML_TOO_FEW_ROWS where `cp` or `bic` has not two rows more than terms that
 *   count at the end of the path, for the noise is then unknown (data: rows, allowed)
 * @see Tibshirani1996, J. R. Stat. Soc. B 58, 267-288, doi:10.1111/j.2517-6161.1996.tb02080.x; Mallows1973, Technometrics 15,
 *   661-675, doi:10.1080/00401706.1973.10489103; Zou2007 (degrees of freedom and criteria of the LASSO), Annals of Statistics
 *   35, 2173-2192, doi:10.1214/009053607000000127
 */
export function trainLasso(
  table: FeatureTable,
  target: Float64Array,
  changes: Partial<LassoOptions>,
  seed: number,
): TrainedLasso {
  const options = { ...defaultLassoOptions, ...changes };
  const scaled = checkedTerms(table, target, options.expansion, leastRows);
  const path = lassoPath(scaled.columns, scaled.target);
  const scores =
    options.choice === 'crossValidation'
      ? heldOutErrors(table, target, path, options, seed)
      : criteria(scaled, path, options.choice);
  const models = path.map(({ coefficients }) => modelOf(scaled, coefficients));
  const knot = scores.indexOf(scores.reduce((least, score) => Math.min(least, score)));
  return { model: models[knot]!, path, models, knot, scores };
}

/** The LASSO as one of several learners. */
export function lassoLearner(options: Partial<LassoOptions> = {}): Learner {
  return {
    name: options.expansion === 'quadratic' ? 'quadraticLasso' : 'lasso',
    train: (table, target, seed, groups) => {
      const most = options.folds ?? defaultLassoOptions.folds;
      const isOfGroups = typeof most === 'number' && hasGroups(groups);
      const folds = isOfGroups ? groupFolds(table.rows, most, seed, groups) : most;
      return trainLasso(table, target, { ...options, folds }, seed).model;
    },
  };
}

/** Mean squared error on rows left out at the penalties of the knots; each fold scales its own rows. */
function heldOutErrors(
  table: FeatureTable,
  target: Float64Array,
  path: LassoPath,
  { folds, expansion }: LassoOptions,
  seed: number,
): Float64Array {
  const errors = new Float64Array(path.length);
  const row = new Float64Array(table.names.length);
  for (const fold of rowFolds(table.rows, folds, seed)) {
    const others = rowsWithout(table.rows, fold);
    const scaled = scaledTerms(rowsOf(table, others), picked(target, others), expansion);
    const part = lassoPath(scaled.columns, scaled.target);
    for (const [k, { penalty }] of path.entries()) {
      const model = modelOf(scaled, coefficientsAt(part, penalty));
      for (const i of fold) {
        for (let f = 0; f < row.length; f++) row[f] = table.columns[f]![i]!;
        errors[k] = errors[k]! + (target[i]! - model.predict(row)) ** 2 / table.rows;
      }
    }
  }
  return errors;
}

/** Cp = RSS / s^2 - n + 2 d, or RSS / s^2 + log(n) d, with d terms and the intercept, s^2 from the end of the path. */
function criteria(scaled: ScaledTerms, path: LassoPath, choice: 'cp' | 'bic'): Float64Array {
  const { columns, target } = scaled;
  const rows = target.length;
  const squares = path.map(({ coefficients }) => residualSquare(columns, target, coefficients));
  const counts = path.map(({ coefficients }) => coefficients.filter((value) => value !== 0).length);
  const freedom = rows - counts.at(-1)! - 1;
  if (freedom < 1) {
    const allowed = counts.at(-1)! + 2;
    const message = `'${choice}' with ${counts.at(-1)} terms has ${rows} rows, allowed are ${allowed} and more: choose by cross-validation, or take fewer terms`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows, allowed });
  }
  const noise = squares.at(-1)! / freedom;
  return Float64Array.from(squares, (square, k) => {
    // Rows without noise: the end of the path fits them, and what does not has no chance.
    const misfit = noise > 0 ? square / noise : square > 0 ? Number.POSITIVE_INFINITY : 0;
    const d = counts[k]! + 1;
    return choice === 'cp' ? misfit - rows + 2 * d : misfit + Math.log(rows) * d;
  });
}

function residualSquare(
  columns: readonly Float64Array[],
  target: Float64Array,
  coefficients: Float64Array,
): number {
  const residual = target.slice();
  for (const [f, column] of columns.entries()) {
    const coefficient = coefficients[f]!;
    if (coefficient === 0) continue;
    for (let i = 0; i < residual.length; i++) {
      residual[i] = residual[i]! - coefficient * column[i]!;
    }
  }
  return residual.reduce((sum, value) => sum + value * value, 0);
}
