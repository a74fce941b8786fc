import { judgeRow, type Standing } from '../../../ml/domain/verdict.ts';
import type { Band } from '../../../ml/intervals/band.ts';
import { type ModelParts, modelFrom } from '../../../ml/model-files/model-parts.ts';
import { unpack } from '../../../ml/model-files/pack.ts';
import { domainChecks } from '../../../ml/training/domain-checks.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { CalibratedPhysics } from './calibrated-physics.ts';
import { askedColumns } from './learning-columns.ts';
import type { TrainingResult } from './train-table.ts';

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
export function predictTable(
  { report, structure, bytes }: TrainingResult,
  table: CsvTable,
): readonly PredictedRow[] {
  const parts = unpack({ structure, bytes }) as ModelParts;
  const scores = Float64Array.from(report.conformal.scores);
  const physics =
    report.physics === undefined
      ? undefined
      : new CalibratedPhysics({ name: report.physics.model }, report.columns, report.target);
  const { model, regressor, rows, box } = modelFrom(parts, scores, report.domain.box, physics);
  const columns = askedColumns(table, report.columns);
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
