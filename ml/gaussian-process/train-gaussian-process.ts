import { type Rng, randomStreams } from '../../physics/core/random.ts';
import type { FeatureTable } from '../data/feature-table.ts';
import { momentsOf } from '../data/moments.ts';
import { MlError } from '../errors.ts';
import { limitedMemoryBfgs } from '../optimise/limited-memory-bfgs.ts';
import { GaussianProcess, type Scaling } from './gaussian-process.ts';
import {
  type LogParameters,
  negativeLogPosterior,
  type ScaledRows,
} from './marginal-likelihood.ts';

/** How the parameters of a Gaussian process are looked for. */
export interface GaussianProcessOptions {
  /** Starts of the search; the first two are fixed, the others drawn. */
  readonly starts: number;
  /** Most steps from each start. */
  readonly iterations: number;
  /** Rows among which the starts are tried out; the best goes on with all rows. */
  readonly searchRows: number;
  /** Rows up to which the best goes on with all rows; beyond, it stays what the rows of the search gave. */
  readonly refinedRows: number;
}

/** Most rows: the matrices grow with the square, the time with the cube. */
const mostRows = 4000;

export const defaultGaussianProcessOptions: GaussianProcessOptions = {
  starts: 4,
  iterations: 80,
  searchRows: 300,
  refinedRows: mostRows,
};

/** A gain of a step below this share ends the search. */
const tolerance = 1e-5;
/** Most that one step may change a logarithm. */
const longestStep = 1.5;

/**
 * Trains a Gaussian process: a smooth function of few columns, and how sure it is. Parameters by the largest posterior.
 * Rows scaled to unit variance; a column that is constant counts for nothing.
 * @param seed - for the drawn starts and the rows of the search
 * @param onStart - called behind each start; where it returns false, the search ends with the best so far
 * @throws MlError ML_NOT_FINITE for a gap in a column (data: column, row) or a target that is no number (data: row);
 *   ML_TOO_FEW_ROWS for fewer than 3 rows; ML_TOO_LARGE for more than 4,000; ML_TABLE_INVALID for a target of another length
 * @see Rasmussen2006, Gaussian Processes for Machine Learning, chapters 2, 4.2 and 5.4
 */
export function trainGaussianProcess(
  table: FeatureTable,
  target: Float64Array,
  changes: Partial<GaussianProcessOptions>,
  seed: number,
  onStart: (starts: number) => boolean = () => true,
): GaussianProcess {
  const options = { ...defaultGaussianProcessOptions, ...changes };
  check(table, target);
  const scaling = scalingOf(table, target);
  const all = scaled(table, target, scaling);
  const streams = randomStreams(seed);
  const part = drawnRows(all, options.searchRows, streams.stream('gaussian-process/rows'));
  const limits = { iterations: options.iterations, tolerance, longestStep };
  const rng = streams.stream('gaussian-process/starts');
  const posterior = negativeLogPosterior(part);
  let best: LogParameters = startOf(0, all.width, rng);
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start < options.starts; start++) {
    const end = limitedMemoryBfgs(posterior, startOf(start, all.width, rng), limits);
    if (end.value < least) {
      least = end.value;
      best = end.at;
    }
    if (!onStart(start + 1)) break;
  }
  const isSearched = part === all || all.rows > options.refinedRows;
  const log = isSearched ? best : limitedMemoryBfgs(negativeLogPosterior(all), best, limits).at;
  return new GaussianProcess(table.names, { scaling, data: all, log });
}

/** Wide and smooth with little noise, then narrower with more, then drawn about these. */
function startOf(start: number, width: number, rng: Rng): LogParameters {
  const [length, signal, noise] = start === 0 ? [1, 0, -2] : [0.3, 0, -1];
  const log = new Float64Array(width + 2).fill(length);
  log[width] = signal;
  log[width + 1] = noise;
  return start < 2 ? log : log.map((value) => value + rng.normal());
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

/** So many rows, drawn without replacement; all where there are no more. */
function drawnRows(all: ScaledRows, most: number, rng: Rng): ScaledRows {
  if (all.rows <= most) return all;
  const { width } = all;
  const order = Int32Array.from({ length: all.rows }, (_, row) => row);
  const values = new Float64Array(most * width);
  const target = new Float64Array(most);
  for (let i = 0; i < most; i++) {
    const other = i + Math.floor(rng.uniform() * (all.rows - i));
    const row = order[other]!;
    order[other] = order[i]!;
    values.set(all.values.subarray(row * width, (row + 1) * width), i * width);
    target[i] = all.target[row]!;
  }
  return { rows: most, width, values, target };
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
