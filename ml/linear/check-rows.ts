import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';

/**
 * Rows as linear models need them: enough, without a gap, and a column that varies.
 * @throws MlError ML_TABLE_INVALID without a column; ML_TOO_FEW_ROWS (data: rows, allowed); ML_NOT_FINITE for a gap (data: column, row)
 */
export function checkColumns({ names, rows, columns }: FeatureTable, leastRows: number): void {
  if (names.length === 0) {
    throw new MlError('ML_TABLE_INVALID', 'the table has no column, allowed is at least one', {
      columns: 0,
    });
  }
  if (rows < leastRows) {
    const message = `the table has ${rows} rows, allowed are ${leastRows} and more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows, allowed: leastRows });
  }
  for (const [f, column] of columns.entries()) {
    const row = column.findIndex((value) => !Number.isFinite(value));
    if (row < 0) continue;
    const message = `column '${names[f]}', row ${row}: found ${column[row]}, allowed is a number; a forest takes gaps`;
    throw new MlError('ML_NOT_FINITE', message, { column: names[f], row });
  }
}

/**
 * The target of these rows.
 * @throws MlError ML_TABLE_INVALID for another length (data: rows, allowed); ML_NOT_FINITE for what is no number (data: row)
 */
export function checkTarget(table: FeatureTable, target: Float64Array): void {
  if (target.length !== table.rows) {
    const message = `the target has ${target.length} rows, allowed are ${table.rows} as in the table`;
    throw new MlError('ML_TABLE_INVALID', message, { rows: target.length, allowed: table.rows });
  }
  const row = target.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    const message = `target, row ${row}: found ${target[row]}, allowed is a number`;
    throw new MlError('ML_NOT_FINITE', message, { row });
  }
}

/**
 * A row that is to be predicted: as many numbers as the model has columns.
 * @throws MlError ML_TABLE_INVALID for another width (data: columns, allowed); ML_NOT_FINITE for a gap (data: column)
 */
export function checkRow(row: ArrayLike<number>, features: readonly string[]): void {
  if (row.length !== features.length) {
    const message = `the row has ${row.length} numbers, allowed are ${features.length} as the model has columns`;
    throw new MlError('ML_TABLE_INVALID', message, {
      columns: row.length,
      allowed: features.length,
    });
  }
  for (let f = 0; f < features.length; f++) {
    if (Number.isFinite(row[f]!)) continue;
    const message = `column '${features[f]}' of the row: found ${row[f]}, allowed is a number`;
    throw new MlError('ML_NOT_FINITE', message, { column: features[f] });
  }
}
