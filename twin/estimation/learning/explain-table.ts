import { ForestRegressor } from '../../../ml/forest/forest-learner.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { type Explanation, explainModel } from './explain-model.ts';
import { explainRows, type RowExplanation } from './explain-rows.ts';
import { askedColumns } from './learning-columns.ts';
import type { TrainingResult } from './model-report.ts';
import { servingModel } from './serving-model.ts';

/** A model, and a table with its columns where single rows are to be explained. */
export interface ExplainRequest {
  readonly trained: TrainingResult;
  /** What was said of the model before: it is not worked out again. */
  readonly known?: Explanation;
  readonly table?: CsvTable;
}

/** What was asked. */
export interface ExplainedTable {
  readonly model: Explanation;
  readonly rows: readonly RowExplanation[];
}

/**
 * Explains a model, and rows of a table.
 * @param onPart - called as work is done
 * @throws TwinError TABLE_INVALID as `askedColumns`; MlError ML_TOO_LARGE as `explainRows`, ML_MODEL_FILE_INVALID
 */
export function explainTable(
  { trained, known, table }: ExplainRequest,
  onPart: () => void = () => undefined,
): ExplainedTable {
  const { report } = trained;
  const serving = servingModel(trained);
  const columns =
    table === undefined
      ? []
      : askedColumns(table, report.columns, serving.model instanceof ForestRegressor);
  const rows = explainRows(serving, columns, onPart);
  return { model: known ?? explainModel(serving, report.seed, onPart), rows };
}
