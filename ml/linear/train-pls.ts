import { type FeatureTable, picked, rowsOf } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import type { Learner } from '../regression/regressor.ts';
import type { LinearModel } from './linear-model.ts';
import { type PartialLeastSquares, partialLeastSquares } from './partial-least-squares.ts';
import { type FoldChoice, rowFolds, rowsWithout } from './row-folds.ts';
import { checkedTerms, modelOf, scaledTerms } from './scaled-terms.ts';

/** How a regression by partial least squares is trained. */
export interface PlsOptions {
  /** Components; absent: as many as have the least mean squared error on rows left out. */
  readonly components?: number;
  /** Most components that are tried. */
  readonly mostComponents: number;
  readonly folds: FoldChoice;
}

export const defaultPlsOptions: PlsOptions = { mostComponents: 10, folds: 10 };

/** A regression by partial least squares and how its components were chosen. */
export interface TrainedPls {
  readonly model: LinearModel;
  /** Number of components; 0 is the mean of the target. */
  readonly components: number;
  /** Mean squared error on rows left out with 0, 1, 2, ... components; empty where the number was given. */
  readonly scores: Float64Array;
  /** All components found, on scaled columns. */
  readonly parts: PartialLeastSquares;
}

/** Fewest rows. */
const leastRows = 3;

/**
 * Trains a linear model on few combinations of columns, for columns that go together: partial least squares on scaled columns.
 * @param seed - for the rows of the folds
 * @throws MlError as `checkedTerms` and `rowFolds`; ML_OPTION_OUT_OF_RANGE for components that are no whole number from 1, or
 *   more than the rows hold (data: option, found, allowed)
 * @see Wold2001, Chemometrics and Intelligent Laboratory Systems 58, 109-130 (number of components by cross-validation), doi:10.1016/S0169-7439(01)00155-1
 */
export function trainPls(
  table: FeatureTable,
  target: Float64Array,
  changes: Partial<PlsOptions>,
  seed: number,
): TrainedPls {
  const options = { ...defaultPlsOptions, ...changes };
  for (const option of ['components', 'mostComponents'] as const) {
    const found = options[option] ?? 1;
    if (!(Number.isInteger(found) && found >= 1)) {
      throw wrong(option, found, 'a whole number from 1');
    }
  }
  const scaled = checkedTerms(table, target, 'linear', leastRows);
  const most = options.components ?? options.mostComponents;
  const parts = partialLeastSquares(scaled.columns, scaled.target, most);
  const found = parts.coefficients.length;
  if (options.components !== undefined && found < options.components) {
    throw wrong('components', options.components, `up to ${found}, as many as these rows hold`);
  }
  const scores =
    options.components === undefined
      ? heldOutErrors(table, target, found, options.folds, seed)
      : new Float64Array(0);
  const components =
    options.components ?? scores.indexOf(scores.reduce((least, score) => Math.min(least, score)));
  const coefficients = parts.coefficients[components - 1] ?? new Float64Array(scaled.used.length);
  return { model: modelOf(scaled, coefficients), components, scores, parts };
}

/** Partial least squares as one of several learners. */
export function plsLearner(options: Partial<PlsOptions> = {}): Learner {
  return {
    name: 'pls',
    train: (table, target, seed) => trainPls(table, target, options, seed).model,
  };
}

/** Each fold scales its own rows. Where a fold has fewer components, its last stands for those that it has not. */
function heldOutErrors(
  table: FeatureTable,
  target: Float64Array,
  most: number,
  choice: FoldChoice,
  seed: number,
): Float64Array {
  const errors = new Float64Array(most + 1);
  const row = new Float64Array(table.names.length);
  for (const fold of rowFolds(table.rows, choice, seed)) {
    const others = rowsWithout(table.rows, fold);
    const scaled = scaledTerms(rowsOf(table, others), picked(target, others), 'linear');
    const none = new Float64Array(scaled.used.length);
    const { coefficients } = partialLeastSquares(scaled.columns, scaled.target, most);
    for (let k = 0; k <= most; k++) {
      const model = modelOf(scaled, [none, ...coefficients][Math.min(k, coefficients.length)]!);
      for (const i of fold) {
        for (let f = 0; f < row.length; f++) row[f] = table.columns[f]![i]!;
        errors[k] = errors[k]! + (target[i]! - model.predict(row)) ** 2 / table.rows;
      }
    }
  }
  return errors;
}

function wrong(option: string, found: unknown, allowed: string): MlError {
  const message = `${option}: found ${found}, allowed is ${allowed}`;
  return new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
}
