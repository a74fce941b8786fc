import { momentsOf } from '../data/moments.ts';
import { type Box, boxOf } from '../domain/box.ts';
import { MlError } from '../errors.ts';
import { ForestRegressor } from '../forest/forest-learner.ts';
import type { ConformalRegressor } from '../intervals/conformal-regressor.ts';
import { crossConformal } from '../intervals/cross-conformal.ts';
import { outOfBagConformal } from '../intervals/out-of-bag-conformal.ts';
import { type Physics, physicsLearners } from '../regression/physics-prior.ts';
import type { Regressor } from '../regression/regressor.ts';
import { candidates } from './candidates.ts';
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
}

/**
 * Chooses, trains and calibrates. Bands of a forest come from the rows that its trees have not seen where each row is a
 * group of its own; else, and for all other models, from models trained without each fold of groups.
 * @param onFold - called behind each outer fold of the choice
 * @param physics - compared too, with each of the candidates as its residual; none where absent
 * @throws MlError as `chooseModel`; ML_CONSTANT for a target that does not vary; ML_NOT_FINITE, ML_TABLE_INVALID
 */
export function trainModel(
  rows: LearningRows,
  seed: number,
  onFold: () => void = () => undefined,
  physics?: Physics,
): TrainedModel {
  const { table, target, groups } = rows;
  if (table.rows > 0 && momentsOf(target).deviation === 0) {
    const message = `the target is ${target[0]} in all ${table.rows} rows; allowed is one that varies, else there is nothing to learn`;
    throw new MlError('ML_CONSTANT', message, { value: target[0] });
  }
  const learners =
    physics === undefined ? candidates : [...candidates, ...physicsLearners(physics, candidates)];
  const choice = chooseModel(learners, rows, seed, onFold);
  const learner = learners.find(({ name }) => name === choice.chosen)!;
  const box = boxOf(table);
  const isSingle = new Set(groups).size === table.rows;
  if (isSingle) {
    const model = learner.train(table, target, seed);
    if (model instanceof ForestRegressor) {
      const regressor = outOfBagConformal(model.trained, target);
      return { choice, model, regressor, bandsFrom: 'outOfBag', rows, box };
    }
  }
  const { model, regressor } = crossConformal(learner, table, target, seed, { foldLabels: groups });
  return { choice, model, regressor, bandsFrom: 'crossValidation', rows, box };
}
