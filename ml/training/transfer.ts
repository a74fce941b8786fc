import { randomStreams } from '../../physics/core/random.ts';
import { type FeatureTable, picked, readRow, rowsOf } from '../data/feature-table.ts';
import { momentsOf } from '../data/moments.ts';
import { MlError } from '../errors.ts';
import { LinearModel } from '../linear/linear-model.ts';
import { ridgeLearner } from '../linear/train-ridge.ts';
import type { Learner, Regressor } from '../regression/regressor.ts';
import type { LearningRows } from './nested-cross-validation.ts';

/** A model of another machine or material, and what a few rows of this one add: y = start(x) + residual(x). */
export class TransferredModel implements Regressor {
  readonly features: readonly string[];
  readonly start: Regressor;
  readonly residual: Regressor;
  readonly #places: readonly number[];
  readonly #row: Float64Array;

  /** @throws MlError ML_TABLE_INVALID where a column of the start is missing (data: column, allowed) */
  constructor(start: Regressor, residual: Regressor) {
    this.features = residual.features;
    this.start = start;
    this.residual = residual;
    this.#places = start.features.map((name) => placeOf(this.features, name));
    this.#row = new Float64Array(start.features.length);
  }

  predict(row: ArrayLike<number>): number {
    for (const [f, place] of this.#places.entries()) this.#row[f] = row[place]!;
    return this.start.predict(this.#row) + this.residual.predict(row);
  }
}

/** Rows that the offset of the start counts for: a prior mean of no offset, of the weight of one row. */
const priorRows = 1;

/**
 * Ways to learn from few rows with a model of another machine as prior mean: `start` as it is; with an offset, shrunk to 0 as by
 * one row without any; and with a ridge regression of what it leaves, whose coefficients are shrunk to 0.
 * @see Rasmussen2006, Gaussian Processes for Machine Learning, section 2.7 (a model as mean function); Hoerl1970 (shrinkage)
 */
export function transferLearners(start: Regressor): readonly Learner[] {
  const ridge = ridgeLearner();
  const learner = (
    name: string,
    residual: (
      table: FeatureTable,
      left: Float64Array,
      seed: number,
      groups?: readonly string[],
    ) => Regressor,
  ): Learner => ({
    name,
    train: (table, target, seed, groups) =>
      new TransferredModel(start, residual(table, leftBy(start, table, target), seed, groups)),
  });
  return [
    learner('start', (table) => flat(table, 0)),
    learner('startWithOffset', (table, left) => {
      const sum = left.reduce((total, value) => total + value, 0);
      return flat(table, sum / (left.length + priorRows));
    }),
    learner('startWithRidge', (table, left, seed, groups) =>
      isFlat(left) ? flat(table, left[0]!) : ridge.train(table, left, seed, groups),
    ),
  ];
}

/** Errors with so many rows of the new machine, with the start and without. */
export interface LearningCurvePoint {
  readonly rows: number;
  /** Root mean square errors on rows of groups that gave none of these rows, in the unit of the target. */
  readonly withStart: number;
  readonly fromScratch: number;
  /** Draws of so many rows that this is the mean over. */
  readonly draws: number;
}

const curveRows = [3, 5, 10];
const draws = 20;

/**
 * What the start is worth: so many rows are drawn, both ways learn from them, each choosing its learner by leaving out one of
 * them, and predict the rows of all other groups. Sizes that leave no such row are left out.
 * @param scratch - learners without the start
 */
export function learningCurve(
  start: Regressor,
  scratch: readonly Learner[],
  rows: LearningRows,
  seed: number,
): readonly LearningCurvePoint[] {
  const ways = { withStart: transferLearners(start), fromScratch: scratch };
  return curveRows.flatMap((count): LearningCurvePoint[] => {
    const squares = { withStart: 0, fromScratch: 0 };
    let [tested, drawn] = [0, 0];
    const rng = randomStreams(seed).stream(`transfer/curve/${count}`);
    for (let draw = 0; draw < draws; draw++) {
      const order = rows.groups.map((_, row) => ({ row, key: rng.uniform() }));
      order.sort((a, b) => a.key - b.key);
      const taken = order.slice(0, count).map(({ row }) => row);
      const known = new Set(taken.map((row) => rows.groups[row]));
      const others = rows.groups.flatMap((group, row) => (known.has(group) ? [] : [row]));
      if (others.length === 0 || taken.length < count) continue;
      const table = rowsOf(rows.table, taken);
      const target = picked(rows.target, taken);
      for (const way of ['withStart', 'fromScratch'] as const) {
        const model = bestOf(ways[way], table, target, seed).train(table, target, seed);
        squares[way] += squareError(model, rows, others);
      }
      tested += others.length;
      drawn += 1;
    }
    if (drawn === 0) return [];
    const [withStart, fromScratch] = [squares.withStart, squares.fromScratch].map((sum) =>
      Math.sqrt(sum / tested),
    ) as [number, number];
    return [{ rows: count, withStart, fromScratch, draws: drawn }];
  });
}

/** The learner with the least error of leaving out each row; the first of equal ones, and of those that cannot be tried. */
function bestOf(
  learners: readonly Learner[],
  table: FeatureTable,
  target: Float64Array,
  seed: number,
): Learner {
  let best = { learner: learners[0]!, error: Number.POSITIVE_INFINITY };
  for (const learner of learners) {
    let error = 0;
    try {
      for (let row = 0; row < target.length; row++) {
        const rest = [...target.keys()].filter((other) => other !== row);
        const model = learner.train(rowsOf(table, rest), picked(target, rest), seed);
        error +=
          (model.predict(readRow(table, row, new Float64Array(table.names.length))) -
            target[row]!) **
          2;
      }
    } catch (refusal) {
      if (!(refusal instanceof MlError)) throw refusal;
      continue;
    }
    if (error < best.error) best = { learner, error };
  }
  return best.learner;
}

function squareError(model: Regressor, { table, target }: LearningRows, rows: readonly number[]) {
  const row = new Float64Array(table.names.length);
  return rows.reduce(
    (sum, i) => sum + (model.predict(readRow(table, i, row)) - target[i]!) ** 2,
    0,
  );
}

function leftBy(start: Regressor, table: FeatureTable, target: Float64Array): Float64Array {
  const columns = start.features.map((name) => table.columns[placeOf(table.names, name)]!);
  const row = new Float64Array(columns.length);
  return target.map((value, i) => {
    for (const [f, column] of columns.entries()) row[f] = column[i]!;
    return value - start.predict(row);
  });
}

function placeOf(names: readonly string[], column: string): number {
  const place = names.indexOf(column);
  if (place >= 0) return place;
  const message = `the model to start from needs column '${column}'; the table has ${names.join(', ')}`;
  throw new MlError('ML_TABLE_INVALID', message, { column, allowed: names });
}

function isFlat(values: Float64Array): boolean {
  return momentsOf(values).deviation === 0;
}

/** One number for every row. */
function flat({ names, columns }: FeatureTable, value: number): Regressor {
  return new LinearModel({
    features: names,
    terms: [],
    centre: Float64Array.from(columns, (column) => momentsOf(column).mean),
    intercept: value,
    coefficients: new Float64Array(0),
    leftOut: [],
  });
}
