import { baselineShapley } from '../../../ml/explain/baseline-shapley.ts';
import { TreeShap } from '../../../ml/explain/tree-shap.ts';
import { ForestRegressor } from '../../../ml/forest/forest-learner.ts';
import type { ServingModel } from '../../../ml/model-files/model-parts.ts';
import { quantileOfSorted } from '../../../ml/statistics/quantile.ts';

/** What each column adds to what a model says of one row, in the unit of its target: base and parts add up to the mean. */
export interface RowExplanation {
  readonly mean: number;
  readonly base: number;
  readonly contributions: Readonly<Record<string, number>>;
}

/**
 * Explains rows: those of a forest by its own shares of training rows, of any other model against the medians of its
 * training rows.
 * @param columns - of the model, by its order
 * @param onRow - called behind each row
 * @throws MlError ML_TOO_LARGE for more columns than a model that is no forest can be asked for
 */
export function explainRows(
  { model, rows: { table } }: Pick<ServingModel, 'model' | 'rows'>,
  columns: readonly Float64Array[],
  onRow: () => void = () => undefined,
): readonly RowExplanation[] {
  const explain =
    model instanceof ForestRegressor
      ? byLeaves(new TreeShap(model.trained.forest))
      : againstMedians((row) => model.predict(row), table.columns.map(medianOf));
  const row = new Float64Array(columns.length);
  const told: RowExplanation[] = [];
  for (let i = 0; i < (columns[0]?.length ?? 0); i++) {
    for (const [f, column] of columns.entries()) row[f] = column[i]!;
    const { base, values } = explain(row);
    const parts = model.features.map((name, f) => [name, values[f]!] as const);
    told.push({ mean: model.predict(row), base, contributions: Object.fromEntries(parts) });
    onRow();
  }
  return told;
}

type Explainer = (row: Float64Array) => { readonly base: number; readonly values: Float64Array };

function byLeaves(shap: TreeShap): Explainer {
  const values = new Float64Array(shap.features.length);
  return (row) => ({ base: shap.base[0]!, values: shap.explain(row, values) });
}

function againstMedians(
  predict: (row: Float64Array) => number,
  medians: readonly number[],
): Explainer {
  return (row) => baselineShapley(predict, row, medians);
}

function medianOf(column: Float64Array): number {
  const present = column.filter((value) => !Number.isNaN(value)).sort();
  return quantileOfSorted(present, 0.5);
}
