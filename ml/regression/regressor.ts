import type { FeatureTable } from '../data/feature-table.ts';

/** A trained model of one number. */
export interface Regressor {
  /** Names of the columns of a row, in their order. */
  readonly features: readonly string[];
  /** What is expected for one row of numbers by column. */
  predict(row: ArrayLike<number>): number;
}

/** A way to make a regressor from rows. */
export interface Learner {
  /** One word for tables: `forest`, `gaussianProcess`. */
  readonly name: string;
  /**
   * @param seed - the same seed gives the same model
   * @param groups - batch or condition of each row: whoever leaves rows out to choose something leaves out whole groups
   * @throws MlError for rows that it cannot use
   */
  train(
    table: FeatureTable,
    target: Float64Array,
    seed: number,
    groups?: readonly string[],
  ): Regressor;
}
