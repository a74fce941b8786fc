import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import { upperTailOfF } from '../statistics/tail-probabilities.ts';

/** A distance from the reference in all columns together. */
export interface JointDistance {
  /** Hotelling's T^2 of the mean of `rows` rows [1]. */
  readonly squared: number;
  /** Chance of one as large where the reference and these rows are of one normal distribution. */
  readonly pValue: number;
  /** Rows that count, and those left out for a value that is missing. */
  readonly rows: number;
  readonly leftOut: number;
}

/** Components with less than this share of the variance are rounding: columns that depend on others. */
const leastShare = 1e-9;
/** Rows that a component needs, so that its variance is known. */
const rowsPerComponent = 2;

/**
 * Mahalanobis distance on scores of principal components of a reference window. It sees rows that are usual in each
 * column and unusual together.
 * @see Jackson1991, A User's Guide to Principal Components, section 1.7, doi:10.1002/0471725331;
 *   Hotelling1931, Ann. Math. Stat. 2, 360-378, doi:10.1214/aoms/1177732979 (neither read)
 */
export class ScoreDistance {
  /** Columns that count, by name. */
  readonly names: readonly string[];
  /** Columns that are constant in the reference and do not count here. */
  readonly constant: readonly string[];
  /** Reference rows without a gap. */
  readonly rows: number;
  readonly #columns: readonly number[];
  readonly #mean: Float64Array;
  /** Loadings over column deviation and score deviation, one row a component: they give scores of variance 1. */
  readonly #loadings: readonly Float64Array[];

  /** @throws MlError ML_TOO_FEW_ROWS for fewer than 2 rows without a gap a column that varies, and 3 (data: rows, allowed) */
  constructor(reference: FeatureTable) {
    const complete = completeRows(reference);
    const n = complete.length;
    this.rows = n;
    const all = reference.columns.map((column, i) => ({ i, ...momentsOf(column, complete) }));
    const varying = all.filter(({ mean, deviation }) => deviation > 1e-12 * Math.abs(mean));
    this.#columns = varying.map(({ i }) => i);
    this.names = this.#columns.map((i) => reference.names[i]!);
    this.constant = reference.names.filter((_, i) => !this.#columns.includes(i));
    this.#mean = Float64Array.from(varying, ({ mean }) => mean);
    const allowed = Math.max(3, rowsPerComponent * varying.length);
    if (n < allowed) {
      const message = `the reference has ${n} rows without a gap, allowed are ${allowed} and more for ${varying.length} columns that vary`;
      throw new MlError('ML_TOO_FEW_ROWS', message, { rows: n, allowed });
    }
    const scaled = Matrix.zeros(n, varying.length);
    for (const [j, { i, mean, deviation }] of varying.entries()) {
      const column = reference.columns[i]!;
      for (let r = 0; r < n; r++) scaled.set(r, j, (column[complete[r]!]! - mean) / deviation);
    }
    this.#loadings = varying.length === 0 ? [] : loadingsOf(scaled, varying);
  }

  /** Components that count. */
  get components(): number {
    return this.#loadings.length;
  }

  /**
   * Distance of the mean of some rows.
   * @returns undefined where no row is without a gap, or no column varies
   * @throws MlError ML_TABLE_INVALID for other columns than the reference has (data: column)
   */
  ofWindow(window: FeatureTable): JointDistance | undefined {
    const at = this.#columns.map((_, j) => window.names.indexOf(this.names[j]!));
    const absent = at.indexOf(-1);
    if (absent >= 0) {
      const column = this.names[absent]!;
      const message = `column '${column}' is not in the window, allowed are the columns of the reference`;
      throw new MlError('ML_TABLE_INVALID', message, { column });
    }
    const columns = at.map((i) => window.columns[i]!);
    const complete = completeRows({ ...window, columns });
    if (complete.length === 0 || this.components === 0) return undefined;
    const mean = columns.map((column) => momentsOf(column, complete).mean);
    return {
      ...this.#ofMean(mean, complete.length),
      leftOut: window.rows - complete.length,
    };
  }

  #ofMean(mean: ArrayLike<number>, m: number): Omit<JointDistance, 'leftOut'> {
    const n = this.rows;
    const k = this.components;
    let sum = 0;
    for (const loading of this.#loadings) {
      let score = 0;
      for (let j = 0; j < loading.length; j++) score += loading[j]! * (mean[j]! - this.#mean[j]!);
      sum += score * score;
    }
    const squared = ((n * m) / (n + m)) * sum;
    return {
      squared,
      pValue: upperTailOfF(((n - k) / (k * (n - 1))) * squared, k, n - k),
      rows: m,
    };
  }
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

function momentsOf(column: Float64Array, rows: readonly number[]): Moments {
  let mean = 0;
  for (const row of rows) mean += column[row]! / rows.length;
  let squares = 0;
  for (const row of rows) squares += (column[row]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / (rows.length - 1)) };
}

function loadingsOf(scaled: Matrix, columns: readonly Moments[]): Float64Array[] {
  const correlation = scaled
    .transpose()
    .mmul(scaled)
    .div(scaled.rows - 1);
  const decomposition = new EigenvalueDecomposition(correlation, { assumeSymmetric: true });
  const loadings: Float64Array[] = [];
  for (const [c, variance] of decomposition.realEigenvalues.entries()) {
    if (variance <= leastShare * columns.length) continue;
    const vector = decomposition.eigenvectorMatrix.getColumn(c);
    const scale = Math.sqrt(variance);
    loadings.push(Float64Array.from(vector, (value, j) => value / (columns[j]!.deviation * scale)));
  }
  return loadings;
}

function completeRows({
  columns,
  rows,
}: Pick<FeatureTable, 'columns' | 'rows'>): readonly number[] {
  const complete: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (columns.every((column) => !Number.isNaN(column[row]!))) complete.push(row);
  }
  return complete;
}
