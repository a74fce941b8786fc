import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';

/**
 * What a model says of many rows at once.
 * @param rows - the rows one after another, `width` numbers each
 * @param out - gets one number for each row
 */
export type BatchFunction = (rows: Float64Array, out: Float64Array) => void;

/** Called with how many of all evaluations are done; where it returns false, the work ends without a result. */
export type Progress = (done: number, total: number) => boolean;

/**
 * A model that is asked row by row, as a function of a batch.
 * @param predict - gets the same array for every row, and must not keep it
 * @param width - numbers of a row
 */
export function rowByRow(predict: (row: Float64Array) => number, width: number): BatchFunction {
  const row = new Float64Array(width);
  return (rows, out) => {
    for (let i = 0; i < out.length; i++) {
      for (let f = 0; f < width; f++) row[f] = rows[i * width + f]!;
      out[i] = predict(row);
    }
  };
}

/**
 * Asks a model and looks at what it says.
 * @throws MlError ML_NOT_FINITE where it says no number (data: row)
 */
export function ask(model: BatchFunction, rows: Float64Array, out: Float64Array): Float64Array {
  model(rows, out);
  const row = out.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    const message = `the model says ${out[row]} for row ${row} of a batch; only numbers can be explained`;
    throw new MlError('ML_NOT_FINITE', message, { row, found: out[row] });
  }
  return out;
}

/** The rows of a table one after another. */
export function rowMajor({ columns, rows }: FeatureTable): Float64Array {
  const width = columns.length;
  const out = new Float64Array(rows * width);
  for (let f = 0; f < width; f++) {
    const column = columns[f]!;
    for (let i = 0; i < rows; i++) out[i * width + f] = column[i]!;
  }
  return out;
}

/**
 * The place of a column in a table.
 * @throws MlError ML_TABLE_INVALID where there is none of this name (data: column, allowed)
 */
export function placeOf({ names }: FeatureTable, column: string): number {
  const place = names.indexOf(column);
  if (place < 0) {
    const message = `no column '${column}'; allowed are ${names.join(', ')}`;
    throw new MlError('ML_TABLE_INVALID', message, { column, allowed: names });
  }
  return place;
}
