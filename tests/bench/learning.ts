import { readRow } from '../../ml/data/feature-table.ts';
import { FlatForest } from '../../ml/forest/flat-forest.ts';
import { trainForest } from '../../ml/forest/train-forest.ts';
import { trainGaussianProcess } from '../../ml/gaussian-process/train-gaussian-process.ts';
import { calibrationOf } from '../../ml/intervals/calibration.ts';
import { ConformalRegressor } from '../../ml/intervals/conformal-regressor.ts';
import { LearnedScale } from '../../ml/intervals/learned-scale.ts';
import { friedman } from '../support/friedman.ts';
import { atMost, type BenchRow, quantile } from './bench-row.ts';
import { peerRows } from './learning-peer.ts';

/** Rows that are asked for in turn, so that none is hot. */
const askedRows = 2000;
/** Rows timed at once: so short that many rounds are not disturbed. */
const roundRows = 50;
const rounds = 1200;
const processRows = 256;
/** The least search: what a prediction takes does not depend on the parameters. */
const quickly = { starts: 1, iterations: 4 };
const outputs = 9;
const calls = 4000;

const asked = (() => {
  const { table } = friedman(askedRows, 5);
  return Array.from({ length: askedRows }, (_, i) => readRow(table, i, new Float64Array(10)));
})();

/** Time of one prediction [us], lower decile of rounds. */
function each_us(predict: (row: Float64Array) => unknown): number {
  const times = Array.from({ length: rounds }, (_, round) => {
    const first = (round * roundRows) % askedRows;
    const begun = performance.now();
    for (let i = first; i < first + roundRows; i++) predict(asked[i]!);
    return (1000 * (performance.now() - begun)) / roundRows;
  });
  return quantile(times, 0.1);
}

function forestRow(): BenchRow {
  const { table, target } = friedman(2000, 1);
  const flat = new FlatForest(trainForest(table, [target], { maxDepth: 12 }, 1).forest);
  const out = new Float64Array(1);
  const time = each_us((row) => flat.predict(row, out));
  return atMost('learning: forest of 100 trees, depth 12, one row', time, 'us', 25);
}

function processRowsOf(): BenchRow[] {
  const { table, target } = friedman(processRows, 1);
  const process = trainGaussianProcess(table, target, quickly, 1);
  const out = new Float64Array(3);
  const name = `learning: Gaussian process of ${processRows} rows`;
  return [
    atMost(
      `${name}, mean`,
      each_us((row) => process.predict(row)),
      'us',
      25,
    ),
    atMost(
      `${name}, mean and deviation`,
      each_us((row) => process.predictWithDeviation(row, out)),
      'us',
      120,
    ),
  ];
}

function trainingRow(): BenchRow {
  const { table, target } = friedman(1000, 1);
  const before = process.cpuUsage();
  trainGaussianProcess(table, target, {}, 1);
  const { user, system } = process.cpuUsage(before);
  const spent_s = (user + system) / 1e6;
  return atMost('learning: Gaussian process of 1000 rows, training', spent_s, 's CPU', 15);
}

/** Nine qualities of a row, each by a process with bands over a learned scale, as they are told on every segment. */
function bandRows(): BenchRow[] {
  const { table } = friedman(processRows, 2);
  const models = Array.from({ length: outputs }, (_, k) => {
    const target = friedman(processRows, 2, 1 + k).target;
    const model = trainGaussianProcess(table, target, quickly, k);
    const errors = target.map((value, i) => {
      return Math.abs(value - model.predict(readRow(table, i, new Float64Array(10))));
    });
    const scale = trainForest(table, [errors], { minLeaf: 10 }, k);
    return new ConformalRegressor(
      new LearnedScale(model, scale.forest, 0.1),
      calibrationOf(errors),
    );
  });
  const times = Array.from({ length: calls }, (_, i) => {
    const row = asked[i % askedRows]!;
    const begun = performance.now();
    for (const model of models) model.predictWithBands(row);
    return performance.now() - begun;
  }).slice(calls / 10);
  return [
    atMost('learning: nine outputs with bands, p50', quantile(times, 0.5), 'ms', 1),
    atMost('learning: nine outputs with bands, p99', quantile(times, 0.99), 'ms', 5),
  ];
}

/** Forest and Gaussian process: predictions, training, nine outputs with bands, and the forest beside scikit-learn's. */
export async function run(): Promise<BenchRow[]> {
  return [forestRow(), ...processRowsOf(), ...bandRows(), trainingRow(), ...(await peerRows())];
}
