import { type FeatureTable, readRow } from '../../../ml/data/feature-table.ts';
import { TreeShap } from '../../../ml/explain/tree-shap.ts';
import type { Forest, ForestOptions } from '../../../ml/forest/forest.ts';
import { trainForest } from '../../../ml/forest/train-forest.ts';
import { ConformalRegressor } from '../../../ml/intervals/conformal-regressor.ts';
import { outOfBagConformal } from '../../../ml/intervals/out-of-bag-conformal.ts';
import { SpreadScale } from '../../../ml/intervals/spread-scale.ts';

/** A forest of all outputs, as plain data and typed arrays. */
export interface TwinParts {
  readonly forest: Forest;
  /** By output. */
  readonly bands: readonly { readonly offset: number; readonly scores: Float64Array }[];
}

/** The forest twin, and by output how much each column moves it. */
export interface LearnedTwin {
  readonly parts: TwinParts;
  /** Mean size of the Shapley values of a column over that of all columns; `drivers[k][f]`. */
  readonly drivers: readonly (readonly number[])[];
}

const twinForest: Partial<ForestOptions> = { trees: 100, maxDepth: 12, minLeaf: 2 };
/** Designs that the drivers are the mean of. */
const explainedRows = 64;

/**
 * Trains the forest that gives a second opinion on the processes, and explains: a model of another kind that errs elsewhere.
 * @param targets - one array for each output
 */
export function learnTwin(
  table: FeatureTable,
  targets: readonly Float64Array[],
  seed: number,
): LearnedTwin {
  const trained = trainForest(table, targets, twinForest, seed);
  const bands = targets.map((target, k) => {
    const { model, calibration } = outOfBagConformal(trained, target, undefined, k);
    return { offset: (model as SpreadScale).offset, scores: calibration.pooled };
  });
  return { parts: { forest: trained.forest, bands }, drivers: driversOf(trained.forest, table) };
}

/** What of the twin serves: a regressor with bands for each output. */
export function servingTwin({ forest, bands }: TwinParts): readonly ConformalRegressor[] {
  return bands.map(
    ({ offset, scores }, k) =>
      new ConformalRegressor(new SpreadScale(forest, k, offset), { pooled: scores, groups: {} }),
  );
}

function driversOf(forest: Forest, table: FeatureTable): number[][] {
  const { outputs, features } = forest;
  const shap = new TreeShap(forest);
  const values = new Float64Array(features.length * outputs);
  const sizes = new Float64Array(values.length);
  const row = new Float64Array(features.length);
  for (let i = 0; i < Math.min(explainedRows, table.rows); i++) {
    shap.explain(readRow(table, i, row), values);
    for (let at = 0; at < values.length; at++) sizes[at] = sizes[at]! + Math.abs(values[at]!);
  }
  return Array.from({ length: outputs }, (_, k) => {
    const of = features.map((_, f) => sizes[f * outputs + k]!);
    const all = of.reduce((sum, size) => sum + size, 0);
    return of.map((size) => (all > 0 ? size / all : 0));
  });
}
