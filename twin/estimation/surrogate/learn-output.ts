import type { FeatureTable } from '../../../ml/data/feature-table.ts';
import type { Forest } from '../../../ml/forest/forest.ts';
import {
  GaussianProcess,
  type GaussianProcessParts,
} from '../../../ml/gaussian-process/gaussian-process.ts';
import { trainGaussianProcess } from '../../../ml/gaussian-process/train-gaussian-process.ts';
import { ConformalRegressor } from '../../../ml/intervals/conformal-regressor.ts';
import { crossConformal } from '../../../ml/intervals/cross-conformal.ts';
import { LearnedScale } from '../../../ml/intervals/learned-scale.ts';
import type { Learner } from '../../../ml/regression/regressor.ts';

/** A Gaussian process of one output with its bands, as plain data and typed arrays. */
export interface OutputParts {
  readonly process: GaussianProcessParts;
  /** Expected size of an error, less `offset`. */
  readonly scale: Forest;
  readonly offset: number;
  /** Rising: errors of unseen designs over their expected size. */
  readonly scores: Float64Array;
}

/** What is learned of one output. */
export interface LearnedOutput {
  readonly parts: OutputParts;
  /** For each row what a process says that was trained without its fold. */
  readonly outOfFold: Float64Array;
}

/** Starts of the search for the parameters of a process. */
const starts = 2;

const learner: Learner = {
  name: 'gaussianProcess',
  train: (table, target, seed) => trainGaussianProcess(table, target, { starts }, seed),
};

/** A process from which the next designs are chosen. */
export function exploringProcess(
  table: FeatureTable,
  target: Float64Array,
  seed: number,
): GaussianProcess {
  return trainGaussianProcess(table, target, { starts: 1 }, seed);
}

/**
 * Trains the process of an output, and its bands by cross-validation.
 * @param onFold - called behind each fold
 */
export function learnOutput(
  table: FeatureTable,
  target: Float64Array,
  seed: number,
  onFold: () => void,
): LearnedOutput {
  const trained = crossConformal(learner, table, target, seed, {}, onFold);
  const { model, scale, offset } = trained.regressor.model as LearnedScale;
  const process = (model as GaussianProcess).parts;
  const scores = trained.regressor.calibration.pooled;
  return { parts: { process, scale, offset, scores }, outOfFold: trained.outOfFold };
}

/** What of an output serves. */
export function servingOutput(
  columns: readonly string[],
  { process, scale, offset, scores }: OutputParts,
): { readonly process: GaussianProcess; readonly regressor: ConformalRegressor } {
  const model = new GaussianProcess(columns, process);
  const scaled = new LearnedScale(model, scale, offset);
  return {
    process: model,
    regressor: new ConformalRegressor(scaled, { pooled: scores, groups: {} }),
  };
}
