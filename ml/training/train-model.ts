import { momentsOf } from '../data/moments.ts';
import { type Box, boxOf } from '../domain/box.ts';
import { MlError } from '../errors.ts';
import { ForestRegressor } from '../forest/forest-learner.ts';
import { balancedFolds } from '../intervals/balanced-folds.ts';
import { calibrationOf } from '../intervals/calibration.ts';
import { ConformalRegressor } from '../intervals/conformal-regressor.ts';
import { crossConformal } from '../intervals/cross-conformal.ts';
import { outOfBagScores } from '../intervals/out-of-bag-conformal.ts';
import type { Learner, Regressor } from '../regression/regressor.ts';
import { candidates } from './candidates.ts';
import { heldOutCoverage } from './held-out-coverage.ts';
import { chooseModel, type LearningRows, type ModelChoice } from './nested-cross-validation.ts';

/** A model that serves: what was chosen, trained on all rows, with its bands and the rows that its domain is told from. */
export interface TrainedModel {
  readonly choice: ModelChoice;
  readonly model: Regressor;
  /** The model with its bands. */
  readonly regressor: ConformalRegressor;
  /** Where the scores of the bands come from. */
  readonly bandsFrom: 'outOfBag' | 'crossValidation';
  readonly rows: LearningRows;
  readonly box: Box;
  /** Share of rows in the 90 % band that the other groups make; absent where these are too few for a band. */
  readonly coverage90?: number;
}

/**
 * Chooses, trains and calibrates. Bands of a forest come from the rows that its trees have not seen where each row is a
 * group of its own and the forest knows them; else, and for all other models, from models trained without each fold of groups.
 * @param onFold - called behind each outer fold of the choice
 * @param learners - what is compared
 * @throws MlError as `chooseModel`; ML_CONSTANT for a target that does not vary; ML_NOT_FINITE, ML_TABLE_INVALID
 */
export function trainModel(
  rows: LearningRows,
  seed: number,
  onFold: () => void = () => undefined,
  learners: readonly Learner[] = candidates,
): TrainedModel {
  const { table, target, groups } = rows;
  if (table.rows > 0 && momentsOf(target).deviation === 0) {
    const message = `the target is ${target[0]} in all ${table.rows} rows; allowed is one that varies, else there is nothing to learn`;
    throw new MlError('ML_CONSTANT', message, { value: target[0] });
  }
  const choice = chooseModel(learners, rows, seed, onFold);
  const learner = learners.find(({ name }) => name === choice.chosen)!;
  const box = boxOf(table);
  const isSingle = new Set(groups).size === table.rows;
  if (isSingle) {
    const model = learner.train(table, target, seed, groups);
    if (model instanceof ForestRegressor && model.trained.outOfBag !== undefined) {
      const { scores, model: scaled } = outOfBagScores(model.trained, target);
      const regressor = new ConformalRegressor(scaled, calibrationOf(scores));
      const told = coverageOf(scores, groups, seed);
      return { choice, model, regressor, bandsFrom: 'outOfBag', rows, box, ...told };
    }
  }
  const options = { foldLabels: groups };
  const { model, regressor, scores } = crossConformal(learner, table, target, seed, options);
  const told = coverageOf(scores, groups, seed);
  return { choice, model, regressor, bandsFrom: 'crossValidation', rows, box, ...told };
}

const coverageFolds = 10;

function coverageOf(
  scores: Float64Array,
  groups: readonly string[],
  seed: number,
): Pick<TrainedModel, 'coverage90'> {
  const folds = balancedFolds(scores.length, coverageFolds, seed, groups);
  const coverage90 = heldOutCoverage(scores, folds, 0.9);
  return coverage90 === undefined ? {} : { coverage90 };
}
