import { type Rng, randomStreams } from '../../physics/core/random.ts';
import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import { defaultForestOptions, type Forest, type ForestOptions, leafBelow } from './forest.ts';
import { LeafSampleStore, type LeafSamples } from './leaf-samples.ts';
import { NodeStore } from './node-store.ts';
import { type TrainingColumns, trainingColumns } from './training-columns.ts';
import { TreeGrower } from './tree-grower.ts';

/** What each training row gets from the trees that did not see it, `outputs` numbers a row where not said otherwise. */
export interface OutOfBag {
  /** Trees that did not see a row, one number a row. */
  readonly trees: Int32Array;
  /** Mean and standard deviation of what these trees say; NaN for a row that all have seen. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** A forest and what its training tells beside it. */
export interface TrainedForest {
  readonly forest: Forest;
  /** Absent where every tree saw every row. */
  readonly outOfBag?: OutOfBag;
  /** Share of the variance taken away by each column's splits; sums to 1, or 0 where nothing was split. */
  readonly importance: Float64Array;
  /** Training rows of every leaf. */
  readonly leafSamples: LeafSamples;
}

/**
 * Trains a forest on rows without a gap in their targets. Columns may have gaps: each split decides to which side rows
 * without a value go, and a split may ask for nothing but whether there is a value.
 * @param targets - one array for each output: numbers of a regression, or for each class 1 where a row is of it and else 0
 * @param seed - the same seed gives the same forest
 * @param onTree - called behind each tree with how many there are; where it returns false, the training ends with these
 * @throws MlError ML_TOO_FEW_ROWS for fewer than 2 rows; ML_TABLE_INVALID where targets and table differ in length;
 *   ML_NOT_FINITE for a target that is no number (data: output, row); ML_OPTION_OUT_OF_RANGE (data: option, found, allowed)
 * @see Breiman2001, Machine Learning 45, 5-32, doi:10.1023/A:1010933404324 (not read)
 */
export function trainForest(
  table: FeatureTable,
  targets: readonly Float64Array[],
  changes: Partial<ForestOptions>,
  seed: number,
  onTree: (trees: number) => boolean = () => true,
): TrainedForest {
  const options = { ...defaultForestOptions, ...changes };
  checkOptions(options, table, targets);
  checkTargets(table, targets);
  const columns = trainingColumns(table);
  const scales = targets.map(scaleOf);
  const nodes = new NodeStore(targets.length, 1.3 * table.rows * options.trees + 64);
  const leafSamples = new LeafSampleStore(table.rows, options.trees);
  const scaled = scaledTargets(targets, scales);
  const grower = new TreeGrower(columns, scaled, options, nodes, leafSamples);
  const streams = randomStreams(seed);
  const weights: Int32Array[] = [];
  const roots: number[] = [];
  const weight = new Int32Array(table.rows).fill(1);
  for (let tree = 0; tree < options.trees; tree++) {
    const rng = streams.stream(`forest/tree/${tree}`);
    if (options.bootstrap) drawRows(weight, rng);
    roots.push(grower.grow(weight, rng));
    weights.push(weight.slice());
    if (!onTree(tree + 1)) break;
  }
  const forest = forestOf(table.names, nodes, roots, scales);
  return {
    forest,
    ...(options.bootstrap ? { outOfBag: outOfBagOf(forest, columns, weights) } : {}),
    importance: shares(grower.gain),
    leafSamples: leafSamples.finished(nodes.count),
  };
}

/** Mean and standard deviation of a target; 1 for the deviation of one that is constant. */
interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

function scaleOf(target: Float64Array): Scale {
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const square = target.reduce((sum, value) => sum + (value - mean) ** 2, 0) / target.length;
  return { mean, deviation: square > 0 ? Math.sqrt(square) : 1 };
}

function scaledTargets(targets: readonly Float64Array[], scales: readonly Scale[]): Float64Array {
  const outputs = targets.length;
  const scaled = new Float64Array(targets[0]!.length * outputs);
  for (const [k, target] of targets.entries()) {
    const { mean, deviation } = scales[k]!;
    for (let row = 0; row < target.length; row++) {
      scaled[row * outputs + k] = (target[row]! - mean) / deviation;
    }
  }
  return scaled;
}

function drawRows(weight: Int32Array, rng: Rng): void {
  const rows = weight.length;
  weight.fill(0);
  for (let i = 0; i < rows; i++) {
    const row = Math.floor(rng.uniform() * rows);
    weight[row] = weight[row]! + 1;
  }
}

function forestOf(
  features: readonly string[],
  nodes: NodeStore,
  roots: readonly number[],
  scales: readonly Scale[],
): Forest {
  const { count, outputs } = nodes;
  const value = nodes.value.slice(0, count * outputs);
  for (let node = 0; node < count; node++) {
    for (let k = 0; k < outputs; k++) {
      const { mean, deviation } = scales[k]!;
      value[node * outputs + k] = mean + deviation * value[node * outputs + k]!;
    }
  }
  return {
    features,
    outputs,
    roots: Int32Array.from(roots),
    feature: nodes.feature.slice(0, count),
    threshold: nodes.threshold.slice(0, count),
    left: nodes.left.slice(0, count),
    missingRight: nodes.missingRight.slice(0, count),
    value,
    cover: nodes.cover.slice(0, count),
  };
}

function outOfBagOf(
  forest: Forest,
  { rows, values }: TrainingColumns,
  weights: readonly Int32Array[],
): OutOfBag {
  const { outputs, value, roots } = forest;
  const trees = new Int32Array(rows);
  const mean = new Float64Array(rows * outputs);
  const deviation = new Float64Array(rows * outputs);
  const matrix = rowByRow(values, rows);
  // Tree after tree, so that a tree stays in the cache.
  for (const [tree, weight] of weights.entries()) {
    const root = roots[tree]!;
    for (let i = 0; i < rows; i++) {
      if (weight[i]! > 0) continue;
      const leaf = leafBelow(forest, root, matrix, i * values.length);
      const seen = trees[i]! + 1;
      trees[i] = seen;
      for (let k = 0; k < outputs; k++) {
        // Welford's update: no difference of large sums.
        const at = i * outputs + k;
        const step = value[leaf * outputs + k]! - mean[at]!;
        mean[at] = mean[at]! + step / seen;
        deviation[at] = deviation[at]! + step * (value[leaf * outputs + k]! - mean[at]!);
      }
    }
  }
  for (let at = 0; at < mean.length; at++) {
    const seen = trees[Math.floor(at / outputs)]!;
    deviation[at] = seen > 0 ? Math.sqrt(deviation[at]! / seen) : Number.NaN;
    if (seen === 0) mean[at] = Number.NaN;
  }
  return { trees, mean, deviation };
}

function rowByRow(columns: readonly Float32Array[], rows: number): Float32Array {
  const width = columns.length;
  const matrix = new Float32Array(rows * width);
  for (let f = 0; f < width; f++) {
    const column = columns[f]!;
    for (let i = 0; i < rows; i++) matrix[i * width + f] = column[i]!;
  }
  return matrix;
}

function shares(gain: Float64Array): Float64Array {
  const total = gain.reduce((sum, value) => sum + value, 0);
  return total > 0 ? gain.map((value) => value / total) : gain.slice();
}

function checkOptions(
  options: ForestOptions,
  table: FeatureTable,
  targets: readonly Float64Array[],
): void {
  const wrong = (option: string, found: unknown, allowed: string): MlError =>
    new MlError('ML_OPTION_OUT_OF_RANGE', `${option}: found ${found}, allowed is ${allowed}`, {
      option,
      found,
      allowed,
    });
  const whole = { trees: 1, maxDepth: 1, minSplit: 2, minLeaf: 1 } as const;
  for (const [option, least] of Object.entries(whole)) {
    const found = options[option as keyof typeof whole];
    if (!(Number.isInteger(found) && found >= least)) {
      throw wrong(option, found, `a whole number from ${least}`);
    }
  }
  const { featureShare, monotone } = options;
  if (!(featureShare > 0 && featureShare <= 1)) {
    throw wrong('featureShare', featureShare, 'a number above 0, up to 1');
  }
  if (monotone === undefined) return;
  if (targets.length !== 1) throw wrong('monotone', `${targets.length} outputs`, 'one output');
  if (monotone.length !== table.names.length || monotone.some((sign) => ![-1, 0, 1].includes(sign)))
    throw wrong(
      'monotone',
      monotone.join(','),
      `-1, 0 or 1 for each of ${table.names.length} columns`,
    );
}

function checkTargets(table: FeatureTable, targets: readonly Float64Array[]): void {
  if (table.rows < 2) {
    const message = `the table has ${table.rows} rows, allowed are 2 and more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: table.rows, allowed: 2 });
  }
  if (table.names.length === 0 || targets.length === 0) {
    const data = { columns: table.names.length, outputs: targets.length };
    throw new MlError('ML_TABLE_INVALID', 'a forest needs a column and a target', data);
  }
  for (const [output, target] of targets.entries()) {
    if (target.length !== table.rows) {
      const message = `target ${output} has ${target.length} rows, allowed are ${table.rows} as in the table`;
      throw new MlError('ML_TABLE_INVALID', message, { output, rows: target.length });
    }
    const row = target.findIndex((value) => !Number.isFinite(value));
    if (row >= 0) {
      const message = `target ${output}, row ${row}: found ${target[row]}, allowed is a number`;
      throw new MlError('ML_NOT_FINITE', message, { output, row });
    }
  }
}
