import { type Rng, randomStreams } from '../../physics/core/random.ts';
import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import type { IsolationForest } from './isolation-forest.ts';
import { averagePathLength } from './path-length.ts';

export interface IsolationOptions {
  readonly trees: number;
  /** Most rows that a tree sees, drawn without replacement, from 2. */
  readonly sampleSize: number;
}

/** @see Liu2008, Proc. IEEE ICDM, 413-422, section 4.1, doi:10.1109/ICDM.2008.17 (not read) */
export const defaultIsolationOptions: IsolationOptions = { trees: 100, sampleSize: 256 };

/**
 * Trains an isolation forest: each split takes a column that varies among the rows of a node, and a threshold, both at
 * random, down to single rows or the mean depth of such a tree.
 * @param seed - the same seed gives the same forest
 * @throws MlError ML_TOO_FEW_ROWS for fewer than 2 rows (data: rows, allowed); ML_NOT_FINITE for a value that is missing
 *   (data: column, row); ML_TABLE_INVALID where no column varies, for then no row differs (data: columns);
 *   ML_OPTION_OUT_OF_RANGE (data: option, found, allowed)
 * @see Liu2008, Proc. IEEE ICDM, 413-422, algorithms 1 and 2, doi:10.1109/ICDM.2008.17 (not read)
 */
export function trainIsolationForest(
  table: FeatureTable,
  changes: Partial<IsolationOptions>,
  seed: number,
): IsolationForest {
  const options = { ...defaultIsolationOptions, ...changes };
  check(table, options);
  const sampleSize = Math.min(options.sampleSize, table.rows);
  const grower = new IsolationGrower(table.columns, sampleSize, options.trees);
  const streams = randomStreams(seed);
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  const roots = new Int32Array(options.trees);
  for (let tree = 0; tree < options.trees; tree++) {
    const rng = streams.stream(`isolation/tree/${tree}`);
    drawFirst(rows, sampleSize, rng);
    roots[tree] = grower.grow(rows.subarray(0, sampleSize), rng);
  }
  return { features: table.names, sampleSize, roots, ...grower.finished() };
}

/** Moves a random choice of so many rows to the front. */
function drawFirst(rows: Int32Array, count: number, rng: Rng): void {
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(rng.uniform() * (rows.length - i));
    const row = rows[i]!;
    rows[i] = rows[j]!;
    rows[j] = row;
  }
}

/** Grows trees into arrays that have room for all of them. */
class IsolationGrower {
  readonly #columns: readonly Float64Array[];
  readonly #deepest: number;
  readonly #feature: Int16Array;
  readonly #threshold: Float64Array;
  readonly #left: Int32Array;
  readonly #cover: Float64Array;
  readonly #pathLength: Float64Array;
  /** Least and most of each column among the rows of a node, and the columns that vary. */
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  readonly #varying: Int16Array;
  #count = 0;

  constructor(columns: readonly Float64Array[], sampleSize: number, trees: number) {
    this.#columns = columns;
    this.#deepest = Math.ceil(Math.log2(sampleSize));
    const nodes = trees * (2 * sampleSize - 1);
    this.#feature = new Int16Array(nodes);
    this.#threshold = new Float64Array(nodes);
    this.#left = new Int32Array(nodes);
    this.#cover = new Float64Array(nodes);
    this.#pathLength = new Float64Array(nodes);
    this.#least = new Float64Array(columns.length);
    this.#most = new Float64Array(columns.length);
    this.#varying = new Int16Array(columns.length);
  }

  /** @returns the root */
  grow(rows: Int32Array, rng: Rng): number {
    const root = this.#count++;
    this.#split(root, rows, 0, rng);
    return root;
  }

  finished() {
    const count = this.#count;
    return {
      feature: this.#feature.slice(0, count),
      threshold: this.#threshold.slice(0, count),
      left: this.#left.slice(0, count),
      cover: this.#cover.slice(0, count),
      pathLength: this.#pathLength.slice(0, count),
    };
  }

  #split(node: number, rows: Int32Array, depth: number, rng: Rng): void {
    this.#cover[node] = rows.length;
    const choices = depth < this.#deepest && rows.length > 1 ? this.#findVarying(rows) : 0;
    if (choices === 0) {
      this.#feature[node] = -1;
      this.#pathLength[node] = depth + averagePathLength(rows.length);
      return;
    }
    const asked = this.#varying[Math.floor(rng.uniform() * choices)]!;
    const least = this.#least[asked]!;
    const most = this.#most[asked]!;
    // In (least, most], so that neither side is empty.
    const drawn = most - rng.uniform() * (most - least);
    const threshold = drawn > least ? drawn : most;
    const cut = partition(rows, this.#columns[asked]!, threshold);
    const left = this.#count;
    this.#count += 2;
    this.#feature[node] = asked;
    this.#threshold[node] = threshold;
    this.#left[node] = left;
    this.#split(left, rows.subarray(0, cut), depth + 1, rng);
    this.#split(left + 1, rows.subarray(cut), depth + 1, rng);
    const below = cut * this.#pathLength[left]! + (rows.length - cut) * this.#pathLength[left + 1]!;
    this.#pathLength[node] = below / rows.length;
  }

  #findVarying(rows: Int32Array): number {
    let choices = 0;
    for (let f = 0; f < this.#columns.length; f++) {
      const column = this.#columns[f]!;
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < rows.length; i++) {
        const value = column[rows[i]!]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      this.#least[f] = least;
      this.#most[f] = most;
      if (most > least) this.#varying[choices++] = f;
    }
    return choices;
  }
}

/** Moves the rows below the threshold to the front; returns how many they are. */
function partition(rows: Int32Array, column: Float64Array, threshold: number): number {
  let cut = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (column[row]! >= threshold) continue;
    rows[i] = rows[cut]!;
    rows[cut++] = row;
  }
  return cut;
}

function check(table: FeatureTable, { trees, sampleSize }: IsolationOptions): void {
  for (const [option, found, least] of [
    ['trees', trees, 1],
    ['sampleSize', sampleSize, 2],
  ] as const) {
    if (Number.isInteger(found) && found >= least) continue;
    const allowed = `a whole number from ${least}`;
    const message = `${option}: found ${found}, allowed is ${allowed}`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
  }
  if (table.rows < 2) {
    const message = `the table has ${table.rows} rows, allowed are 2 and more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: table.rows, allowed: 2 });
  }
  for (const [i, values] of table.columns.entries()) {
    const row = values.findIndex((value) => Number.isNaN(value));
    if (row < 0) continue;
    const column = table.names[i]!;
    const message = `column '${column}', row ${row}: found a missing value, allowed are numbers for training an isolation forest`;
    throw new MlError('ML_NOT_FINITE', message, { column, row });
  }
  if (table.columns.every((column) => column.every((value) => value === column[0]))) {
    const message = `none of the columns ${table.names.join(', ')} varies, allowed is a table with different rows`;
    throw new MlError('ML_TABLE_INVALID', message, { columns: table.names });
  }
}
