import type { FeatureTable } from '../data/feature-table.ts';
import { momentsOf } from '../data/moments.ts';
import { MlError } from '../errors.ts';
import { GaussianProcess, type Scaling } from './gaussian-process.ts';
import type { ScaledRows } from './marginal-likelihood.ts';
import { defaultSearchOptions, type SearchOptions, searchParameters } from './search-parameters.ts';

/** Most rows: the matrices grow with the square, the time with the cube. */
const mostRows = 4000;

/**
 * Trains a Gaussian process: a smooth function of few columns, and how sure it is. Parameters by the largest posterior.
 * Rows scaled to unit variance; a column that is constant counts for nothing.
 * @param seed - for the drawn starts and the rows of the search
 * @param onStart - called behind each start; where it returns false, the search ends with the best so far
 * @throws MlError ML_NOT_FINITE for a gap in a column (data: column, row) or a target that is no number (data: row);
 *   ML_TOO_FEW_ROWS for fewer than 3 rows; ML_TOO_LARGE for more than 4,000; ML_TABLE_INVALID for a target of another length
 * @see Rasmussen2006, Gaussian Processes for Machine Learning, chapters 2, 4.2 and 5.4 (not read)
 */
export function trainGaussianProcess(
  table: FeatureTable,
  target: Float64Array,
  changes: Partial<SearchOptions>,
  seed: number,
  onStart: (starts: number) => boolean = () => true,
): GaussianProcess {
  check(table, target);
  const scaling = scalingOf(table, target);
  const all = scaled(table, target, scaling);
  const { log } = searchParameters(all, { ...defaultSearchOptions, ...changes }, seed, onStart);
  return new GaussianProcess(table.names, { scaling, data: all, log });
}

function scalingOf(table: FeatureTable, target: Float64Array): Scaling {
  const columns = table.columns.map(momentsOf);
  const { mean, deviation } = momentsOf(target);
  return {
    means: Float64Array.from(columns, (column) => column.mean),
    deviations: Float64Array.from(columns, (column) => column.deviation || 1),
    targetMean: mean,
    targetDeviation: deviation || 1,
  };
}

function scaled(table: FeatureTable, target: Float64Array, scaling: Scaling): ScaledRows {
  const width = table.names.length;
  const values = new Float64Array(table.rows * width);
  for (const [f, column] of table.columns.entries()) {
    const mean = scaling.means[f]!;
    const deviation = scaling.deviations[f]!;
    for (let i = 0; i < table.rows; i++) values[i * width + f] = (column[i]! - mean) / deviation;
  }
  const { targetMean, targetDeviation } = scaling;
  const scaledTarget = target.map((value) => (value - targetMean) / targetDeviation);
  return { rows: table.rows, width, values, target: scaledTarget };
}

function check(table: FeatureTable, target: Float64Array): void {
  const { rows, names } = table;
  if (names.length === 0 || target.length !== rows) {
    const message = `a target of ${target.length} rows for a table of ${rows} rows and ${names.length} columns; allowed are as many rows and at least one column`;
    throw new MlError('ML_TABLE_INVALID', message, { rows, columns: names.length });
  }
  if (rows < 3) {
    throw new MlError('ML_TOO_FEW_ROWS', `the table has ${rows} rows, allowed are 3 and more`, {
      rows,
      allowed: 3,
    });
  }
  if (rows > mostRows) {
    const message = `the table has ${rows} rows, allowed are up to ${mostRows}; a forest takes more`;
    throw new MlError('ML_TOO_LARGE', message, { rows, allowed: mostRows });
  }
  for (const [f, column] of table.columns.entries()) {
    const row = column.findIndex((value) => !Number.isFinite(value));
    if (row < 0) continue;
    const message = `column '${names[f]}', row ${row}: found ${column[row]}, allowed is a number; a forest takes gaps`;
    throw new MlError('ML_NOT_FINITE', message, { column: names[f], row });
  }
  const row = target.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    const message = `target, row ${row}: found ${target[row]}, allowed is a number`;
    throw new MlError('ML_NOT_FINITE', message, { row });
  }
}
