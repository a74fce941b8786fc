import { type Rng, randomStreams } from '../../physics/core/random.ts';
import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import { ask, type BatchFunction, type Progress, placeOf, rowMajor } from './batch-function.ts';

/** How much worse a model gets without what a group of columns tells. */
export interface PermutationImportance {
  readonly columns: readonly string[];
  /** Rise of the mean squared error, in squared units of the target; mean of the repeats and their standard deviation. */
  readonly mean: number;
  readonly deviation: number;
  readonly repeats: Float64Array;
}

/** How columns are permuted. */
export interface PermutationOptions {
  /** Columns that are permuted together, as one; absent: each column alone. */
  readonly groups?: readonly (readonly string[])[];
  /** Permutations of each group, 2 or more. */
  readonly repeats: number;
  readonly seed: number;
}

/**
 * Permutation importance: rise of the mean squared error when the values of a group of columns are dealt to other rows.
 * Rows should be such as the model was not trained on. Columns that move together hide each other when they are permuted
 * alone: give them as one group.
 * @param target - one number a row
 * @returns one entry for each group, in its order; absent where `onProgress` ended the work
 * @throws MlError ML_TABLE_INVALID for an unknown column or a target of another length; ML_TOO_FEW_ROWS for fewer than 2
 *   rows; ML_OPTION_OUT_OF_RANGE for `repeats`; ML_NOT_FINITE for a target or a prediction that is no number
 * @see Breiman2001, Machine Learning 45, 5-32, section 10, doi:10.1023/A:1010933404324; Fisher2019, J. Mach. Learn. Res. 20(177)
 *   (neither read)
 */
export function permutationImportance(
  model: BatchFunction,
  table: FeatureTable,
  target: Float64Array,
  { groups, repeats, seed }: PermutationOptions,
  onProgress: Progress = () => true,
): PermutationImportance[] | undefined {
  check(table, target, repeats);
  const asked = groups ?? table.names.map((name) => [name]);
  const places = asked.map((columns) => columns.map((column) => placeOf(table, column)));
  const rows = rowMajor(table);
  const moved = Float64Array.from(rows);
  const told = new Float64Array(table.rows);
  const errorOf = (values: Float64Array): number => {
    ask(model, values, told);
    return told.reduce((sum, value, i) => sum + (value - target[i]!) ** 2, 0) / told.length;
  };
  const error = errorOf(rows);
  const streams = randomStreams(seed);
  const order = new Int32Array(table.rows);
  const found: PermutationImportance[] = [];
  for (const [g, columns] of asked.entries()) {
    // A group has its own stream: another group changes none.
    const rng = streams.stream(`permutation/${columns.join('/')}`);
    const rises = new Float64Array(repeats);
    for (let repeat = 0; repeat < repeats; repeat++) {
      shuffle(order, rng);
      deal(rows, moved, places[g]!, table.columns.length, order);
      rises[repeat] = errorOf(moved) - error;
      if (!onProgress(g * repeats + repeat + 1, asked.length * repeats)) return undefined;
    }
    moved.set(rows);
    found.push({ columns, ...meanAndDeviation(rises), repeats: rises });
  }
  return found;
}

function check(table: FeatureTable, target: Float64Array, repeats: number): void {
  if (target.length !== table.rows) {
    const message = `the target has ${target.length} rows, allowed are ${table.rows} as in the table`;
    throw new MlError('ML_TABLE_INVALID', message, { rows: target.length });
  }
  if (table.rows < 2) {
    const message = `${table.rows} rows can not be permuted; allowed are 2 or more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: table.rows });
  }
  if (!Number.isInteger(repeats) || repeats < 2) {
    const message = `repeats: found ${repeats}, allowed is a whole number, 2 or more`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option: 'repeats', found: repeats });
  }
  const row = target.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    const message = `target, row ${row}: found ${target[row]}, allowed is a number`;
    throw new MlError('ML_NOT_FINITE', message, { row, found: target[row] });
  }
}

/** Fills with 0, 1, ... in an order drawn by Fisher and Yates. */
function shuffle(order: Int32Array, rng: Rng): void {
  for (let i = 0; i < order.length; i++) {
    const j = Math.floor(rng.uniform() * (i + 1));
    order[i] = order[j]!;
    order[j] = i;
  }
}

/** Gives each row the values of another in these columns. */
function deal(
  rows: Float64Array,
  moved: Float64Array,
  places: readonly number[],
  width: number,
  order: Int32Array,
): void {
  for (let i = 0; i < order.length; i++) {
    for (const place of places) moved[i * width + place] = rows[order[i]! * width + place]!;
  }
}

function meanAndDeviation(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(square / (values.length - 1)) };
}
