import type { FeatureTable } from '../data/feature-table.ts';
import { momentsOf } from '../data/moments.ts';
import { MlError } from '../errors.ts';
import { forestLearner } from '../forest/forest-learner.ts';
import { libraryForestLearner } from '../forest/library/library-forest-learner.ts';
import { trainGaussianProcess } from '../gaussian-process/train-gaussian-process.ts';
import { LinearModel } from '../linear/linear-model.ts';
import { lassoLearner } from '../linear/train-lasso.ts';
import { ridgeLearner } from '../linear/train-ridge.ts';
import type { Learner } from '../regression/regressor.ts';

/** Most rows of a Gaussian process that is trained some hundred times: its time grows with the cube. */
const mostProcessRows = 1000;

/** The mean of the target: what any model has to beat. */
const constantLearner: Learner = {
  name: 'constant',
  train: ({ names, columns }, target) =>
    new LinearModel({
      features: names,
      terms: [],
      centre: Float64Array.from(columns, (column) => momentsOf(column).mean),
      intercept: momentsOf(target).mean,
      coefficients: new Float64Array(0),
      leftOut: [],
    }),
};

const gaussianProcessLearner: Learner = {
  name: 'gaussianProcess',
  train: (table: FeatureTable, target, seed) => {
    if (table.rows > mostProcessRows) {
      const message = `the table has ${table.rows} rows, allowed are up to ${mostProcessRows} where a Gaussian process is compared with other models`;
      throw new MlError('ML_TOO_LARGE', message, { rows: table.rows, allowed: mostProcessRows });
    }
    return trainGaussianProcess(table, target, {}, seed);
  },
};

/**
 * The models that are compared, the simplest first. Ridge and LASSO choose their penalties on whole groups left out too.
 */
export const candidates: readonly Learner[] = [
  constantLearner,
  ridgeLearner(),
  lassoLearner(),
  forestLearner(),
  gaussianProcessLearner,
];

/** Models that are compared only where they are asked for, as they take long to train and are no better. */
const slowCandidates: readonly Learner[] = [libraryForestLearner()];

/** What can be asked for by name. */
export const candidateNames = [...candidates, ...slowCandidates].map(({ name }) => name);

/** The candidates of these names, the simplest first; names that there are not count for nothing. */
export function candidatesNamed(names: readonly string[]): readonly Learner[] {
  return [...candidates, ...slowCandidates].filter(({ name }) => names.includes(name));
}
