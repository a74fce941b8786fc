import { MlError } from '../errors.ts';

/** Rows of numbers with named columns, stored column by column. NaN is a value that is missing. */
export interface FeatureTable {
  readonly names: readonly string[];
  readonly rows: number;
  /** One array of `rows` numbers for each name. */
  readonly columns: readonly Float64Array[];
}

/**
 * A table of columns, checked.
 * @throws MlError ML_TABLE_INVALID for a name that is empty or comes twice, or columns of different length (data: column);
 *   ML_NOT_FINITE for an infinite value (data: column, row)
 */
export function featureTable(columns: Readonly<Record<string, ArrayLike<number>>>): FeatureTable {
  const names = Object.keys(columns);
  const arrays = names.map((name) => Float64Array.from(columns[name]!));
  const rows = arrays[0]?.length ?? 0;
  for (const [i, column] of arrays.entries()) {
    const name = names[i]!;
    if (name === '' || column.length !== rows) {
      const message = `column '${name}' has ${column.length} rows, allowed are ${rows} as in '${names[0]}', and a name`;
      throw new MlError('ML_TABLE_INVALID', message, { column: name, rows: column.length });
    }
    const row = column.findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
    if (row >= 0) {
      const message = `column '${name}', row ${row}: found ${column[row]}, allowed is a number, or NaN where it is missing`;
      throw new MlError('ML_NOT_FINITE', message, { column: name, row });
    }
  }
  return { names, rows, columns: arrays };
}

/** The rows of a table with these indices, in their order. */
export function rowsOf(table: FeatureTable, indices: ArrayLike<number>): FeatureTable {
  const columns = table.columns.map((column) => picked(column, indices));
  return { ...table, rows: indices.length, columns };
}

/** The values with these indices, in their order. */
export function picked(values: Float64Array, indices: ArrayLike<number>): Float64Array {
  const out = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i++) out[i] = values[indices[i]!]!;
  return out;
}

/** Copies one row of a table into `out`, by column. */
export function readRow(table: FeatureTable, row: number, out: Float64Array): Float64Array {
  for (let i = 0; i < table.columns.length; i++) out[i] = table.columns[i]![row]!;
  return out;
}
