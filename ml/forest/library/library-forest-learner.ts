import type { Learner } from '../../regression/regressor.ts';
import { ForestRegressor } from '../forest-learner.ts';
import { type LibraryForestOptions, trainLibraryForest } from './train-library-forest.ts';

/** A learner of forests that `ml-random-forest` trains; what predicts, and is written to a file, is the flattened twin. */
export function libraryForestLearner(options: Partial<LibraryForestOptions> = {}): Learner {
  return {
    name: 'mlRandomForest',
    train: (table, target, seed) => {
      const { forest, leafSamples } = trainLibraryForest(table, target, options, seed);
      return new ForestRegressor({ forest, leafSamples });
    },
  };
}
