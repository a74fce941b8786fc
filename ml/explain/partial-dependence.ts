import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import { ask, type BatchFunction, placeOf, rowMajor } from './batch-function.ts';

/** What a model says on average where one column is moved. */
export interface PartialDependence {
  readonly column: string;
  /** Values of the column. */
  readonly at: Float64Array;
  /** Mean over the rows, by value. */
  readonly mean: Float64Array;
  /**
   * Standard deviation over the rows of their own curves, each less its mean, by value: 0 where the column adds the same
   * for every row, large where it acts with other columns.
   */
  readonly spread: Float64Array;
}

/**
 * Partial dependence on one column: the mean of the model over the rows of a table with the column set to each value.
 * @param at - values of the column, at least one
 * @throws MlError ML_TABLE_INVALID for an unknown column (data: column, allowed); ML_TOO_FEW_ROWS for no row;
 *   ML_OPTION_OUT_OF_RANGE for no value; ML_NOT_FINITE where the model says no number
 * @remarks Rows with the value may not exist where columns move together: accumulated local effects stay among the rows.
 * @see Friedman2001, Annals of Statistics 29, 1189-1232, section 8.2, doi:10.1214/aos/1013203451; Goldstein2015, J. Comput.
 *   Graph. Stat. 24, 44-65, doi:10.1080/10618600.2014.907095 (centred curves of the rows) (neither read)
 */
export function partialDependence(
  model: BatchFunction,
  table: FeatureTable,
  column: string,
  at: Float64Array,
): PartialDependence {
  const place = placeOf(table, column);
  if (table.rows === 0) {
    throw new MlError('ML_TOO_FEW_ROWS', 'partial dependence of 0 rows; allowed is 1 or more', {
      rows: 0,
    });
  }
  if (at.length === 0) {
    const message = 'partial dependence at no value; allowed is 1 or more';
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option: 'at', found: 0 });
  }
  const width = table.columns.length;
  const rows = rowMajor(table);
  const curves = Array.from(at, (value) => {
    for (let i = 0; i < table.rows; i++) rows[i * width + place] = value;
    return ask(model, rows, new Float64Array(table.rows));
  });
  const mean = Float64Array.from(curves, (curve) => meanOf(curve));
  const level = new Float64Array(table.rows);
  for (const curve of curves) {
    for (let i = 0; i < table.rows; i++) level[i] = level[i]! + curve[i]! / at.length;
  }
  const whole = meanOf(level);
  const spread = Float64Array.from(curves, (curve, v) => {
    const squares = curve.map((value, i) => (value - level[i]! - (mean[v]! - whole)) ** 2);
    return Math.sqrt(meanOf(squares));
  });
  return { column, at, mean, spread };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
