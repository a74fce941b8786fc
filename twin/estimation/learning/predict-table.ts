import { judgeRow, type Standing } from '../../../ml/domain/verdict.ts';
import { ForestRegressor } from '../../../ml/forest/forest-learner.ts';

import type { Band } from '../../../ml/intervals/band.ts';
import { domainChecks } from '../../../ml/training/domain-checks.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { askedColumns } from './learning-columns.ts';
import type { TrainingResult } from './model-report.ts';
import { servingModel } from './serving-model.ts';

/** What a model says of one row, in the unit of its target; a bound is null where there is none, and a reason says why. */
export interface PredictedRow {
  readonly mean: number;
  readonly lower50: number | null;
  readonly upper50: number | null;
  readonly lower90: number | null;
  readonly upper90: number | null;
  readonly domain: Standing;
  readonly reasons: readonly string[];
}

/**
 * Predicts each row of a table.
 * @throws TwinError TABLE_INVALID as `askedColumns`; MlError ML_MODEL_FILE_INVALID
 */
export function predictTable(trained: TrainingResult, table: CsvTable): readonly PredictedRow[] {
  const { model, regressor, rows, box } = servingModel(trained);
  const columns = askedColumns(table, trained.report.columns, model instanceof ForestRegressor);
  const checks = domainChecks(model, rows, box);
  const row = new Float64Array(columns.length);
  return table.rows.map((_, i) => {
    for (const [f, column] of columns.entries()) row[f] = column[i]!;
    const { mean, bands } = regressor.predictWithBands(row);
    const { standing, reasons } = judgeRow(checks, row);
    const [half, most] = bands as [Band, Band];
    return {
      mean,
      lower50: boundOf(half, 'low'),
      upper50: boundOf(half, 'high'),
      lower90: boundOf(most, 'low'),
      upper90: boundOf(most, 'high'),
      domain: standing,
      reasons: [...reasons.map(({ text }) => text), ...bands.flatMap(missingBand)],
    };
  });
}

function boundOf(band: Band, end: 'low' | 'high'): number | null {
  return band.kind === 'bound' ? band[end] : null;
}

function missingBand(band: Band): readonly string[] {
  if (band.kind === 'bound') return [];
  const { coverage, rows, rowsNeeded } = band;
  return [`no ${100 * coverage} % band: it needs ${rowsNeeded} rows, the model has ${rows}`];
}
