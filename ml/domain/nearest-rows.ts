import { checkLabels } from '../data/check-labels.ts';
import type { FeatureTable } from '../data/feature-table.ts';
import { usualLimit } from './usual-limit.ts';
import { type DomainCheck, type DomainReason, shown } from './verdict.ts';
import { type Whitening, whiten, whiteningOf } from './whitening.ts';

/** Rows to which the mean distance is taken. */
const neighbours = 5;
/** Times the usual limit from which on a row is outside. */
const outsideTimes = 1.5;
/** Columns that a reason names: most, and the least share of the distance for those behind the first. */
const mostNamed = 3;
const leastShare = 0.1;

/** Nearest rows of a place: mean distance, and where they are on the average, in the units of the columns. */
interface Surroundings {
  distance: number;
  readonly middle: Float64Array;
}

/**
 * Whether a row is as near to the rows of training as these are to each other: the mean distance to its five nearest, in
 * directions of unit variance, against what each training row has without itself. It finds holes and broken relations
 * between columns that ranges do not show, in ten columns as in two, where a hull of few rows holds next to nothing.
 * Columns that are constant or have gaps are left to the ranges. Rows that are equal count once.
 * @see Sahigara2013, J. Cheminform. 5, 27, doi:10.1186/1758-2946-5-27 (nearest rows; there with a limit for each row) (not read)
 */
export class NearestRowsCheck implements DomainCheck {
  readonly #names: readonly string[];
  readonly #columns: readonly number[];
  readonly #whitening: Whitening;
  /** Distinct rows, in directions of unit variance. */
  readonly #places: Float64Array;
  /** The same in the units of the columns. */
  readonly #values: Float64Array;
  readonly #rows: number;
  readonly #near: Surroundings;
  readonly #row: Float64Array;
  readonly #place: Float64Array;
  readonly #distances = new Float64Array(neighbours);
  readonly #nearest = new Int32Array(neighbours);
  /** Mean distance that 95 % of rows like those of training do not exceed; undefined where there is nothing to measure by. */
  readonly limit: number | undefined;

  /**
   * @param labels - batch or condition of each row: how near a row is to its own batch says nothing of a new one, so that
   *   its distance is taken to the others
   * @throws MlError ML_TABLE_INVALID for labels of another length
   */
  constructor(table: FeatureTable, labels?: readonly string[]) {
    checkLabels(labels, table.rows);
    this.#columns = table.columns.flatMap((column, f) => (varies(column) ? [f] : []));
    this.#names = this.#columns.map((f) => table.names[f]!);
    const width = this.#columns.length;
    const distinct = distinctRows(table, this.#columns, labels);
    this.#values = distinct.values;
    this.#rows = distinct.labels.length;
    this.#row = new Float64Array(width);
    this.#place = new Float64Array(width);
    this.#near = { distance: 0, middle: new Float64Array(width) };
    this.#places = new Float64Array(distinct.values.length);
    this.#whitening = { means: new Float64Array(0), matrix: new Float64Array(0) };
    if (width === 0 || new Set(distinct.labels).size < 2) return;
    this.#whitening = whiteningOf(distinct.values, width);
    for (let i = 0; i < this.#rows; i++) {
      whiten(this.#whitening, distinct.values, i * width, this.#places, i * width);
    }
    const distances = new Float64Array(this.#rows);
    for (let i = 0; i < this.#rows; i++) {
      distances[i] = this.#look(this.#places, i * width, distinct.labels, i).distance;
    }
    this.limit = usualLimit(distances);
  }

  /** Mean distance of a row to its nearest; NaN where a column is missing or there is nothing to measure by. */
  distance(row: ArrayLike<number>): number {
    if (this.limit === undefined) return Number.NaN;
    for (let f = 0; f < this.#row.length; f++) this.#row[f] = row[this.#columns[f]!]!;
    whiten(this.#whitening, this.#row, 0, this.#place, 0);
    return this.#look(this.#place, 0).distance;
  }

  reasons(row: ArrayLike<number>): readonly DomainReason[] {
    const distance = this.distance(row);
    if (this.limit === undefined || !(distance > this.limit)) return [];
    const columns = this.#blamed();
    const named = columns.map((name) => `'${name}'`).join(', ');
    const text = `no row of training is near: ${shown(distance)} away from the nearest, usual is up to ${shown(this.limit)}; most by ${named}`;
    const standing = distance > outsideTimes * this.limit ? 'outside' : 'edge';
    return [{ check: 'nearest rows', standing, columns, text }];
  }

  /** Nearest rows of a place, without those of row `without` and its label. */
  #look(
    from: Float64Array,
    at: number,
    labels?: readonly (string | number)[],
    without = -1,
  ): Surroundings {
    const width = this.#row.length;
    const places = this.#places;
    const distances = this.#distances.fill(Number.POSITIVE_INFINITY);
    const nearest = this.#nearest.fill(-1);
    for (let i = 0; i < this.#rows; i++) {
      if (without >= 0 && labels![i] === labels![without]) continue;
      let square = 0;
      for (let k = 0; k < width; k++) square += (places[i * width + k]! - from[at + k]!) ** 2;
      if (square < distances[neighbours - 1]!) insert(distances, nearest, square, i);
    }
    const { middle } = this.#near;
    middle.fill(0);
    let sum = 0;
    let count = 0;
    while (count < neighbours && nearest[count]! >= 0) {
      sum += Math.sqrt(distances[count]!);
      const i = nearest[count++]!;
      for (let k = 0; k < width; k++) middle[k] = middle[k]! + this.#values[i * width + k]!;
    }
    for (let k = 0; k < width; k++) middle[k] = middle[k]! / count;
    this.#near.distance = count > 0 ? sum / count : Number.NaN;
    return this.#near;
  }

  /**
   * The columns that make the row of the last look distant from its nearest rows: with d the difference to their middle,
   * |W d|^2 is the sum over columns of d_f (W^T W d)_f, the share of column f.
   */
  #blamed(): readonly string[] {
    const { matrix } = this.#whitening;
    const width = this.#row.length;
    const { middle } = this.#near;
    const scaled = new Float64Array(width);
    for (let k = 0; k < width; k++) {
      for (let f = 0; f < width; f++) {
        scaled[k] = scaled[k]! + matrix[k * width + f]! * (this.#row[f]! - middle[f]!);
      }
    }
    const shares = this.#row.map((value, f) => {
      let pull = 0;
      for (let k = 0; k < width; k++) pull += matrix[k * width + f]! * scaled[k]!;
      return (value - middle[f]!) * pull;
    });
    const total = shares.reduce((sum, share) => sum + Math.max(0, share), 0);
    const order = this.#names.map((_, f) => f).sort((a, b) => shares[b]! - shares[a]!);
    const large = order.filter((f, place) => place === 0 || shares[f]! >= leastShare * total);
    return large.slice(0, mostNamed).map((f) => this.#names[f]!);
  }
}

function insert(distances: Float64Array, nearest: Int32Array, square: number, row: number): void {
  let place = neighbours - 1;
  while (place > 0 && distances[place - 1]! > square) {
    distances[place] = distances[place - 1]!;
    nearest[place] = nearest[place - 1]!;
    place -= 1;
  }
  distances[place] = square;
  nearest[place] = row;
}

/** Whether every row has a value and they are not all the same. */
function varies(column: Float64Array): boolean {
  if (column.some((value) => Number.isNaN(value))) return false;
  const most = column.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const least = column.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return most - least > 1e-9 * Math.max(Math.abs(most), Math.abs(least));
}

/** Rows that differ in these columns, row by row; an own label for each where none are given. */
function distinctRows(
  { columns, rows }: FeatureTable,
  chosen: readonly number[],
  labels?: readonly string[],
): { readonly values: Float64Array; readonly labels: readonly (string | number)[] } {
  const seen = new Set<string>();
  const values: number[] = [];
  const kept: (string | number)[] = [];
  for (let row = 0; row < rows; row++) {
    const numbers = chosen.map((f) => columns[f]![row]!);
    const label = labels?.[row] ?? row;
    const key = `${labels === undefined ? '' : label}|${numbers.join('|')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    values.push(...numbers);
    kept.push(label);
  }
  return { values: Float64Array.from(values), labels: kept };
}
