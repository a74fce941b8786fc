import type { Learner, Regressor } from '../regression/regressor.ts';
import { FlatForest } from './flat-forest.ts';
import type { ForestOptions } from './forest.ts';
import { type TrainedForest, trainForest } from './train-forest.ts';

/** The mean of a forest's trees for one output. */
export class ForestRegressor implements Regressor {
  readonly features: readonly string[];
  /** Out-of-bag results are there behind training, not in a forest read from a file. */
  readonly trained: Pick<TrainedForest, 'forest' | 'leafSamples' | 'outOfBag'>;
  readonly #flat: FlatForest;
  readonly #out = new Float64Array(1);

  constructor(trained: Pick<TrainedForest, 'forest' | 'leafSamples' | 'outOfBag'>) {
    this.features = trained.forest.features;
    this.trained = trained;
    this.#flat = new FlatForest(trained.forest);
  }

  predict(row: ArrayLike<number>): number {
    return this.#flat.predict(row, this.#out)[0]!;
  }
}

/** A learner of forests. */
export function forestLearner(options: Partial<ForestOptions> = {}): Learner {
  return {
    name: 'forest',
    train: (table, target, seed) =>
      new ForestRegressor(trainForest(table, [target], options, seed)),
  };
}
