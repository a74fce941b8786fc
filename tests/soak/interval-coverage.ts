import { type FeatureTable, featureTable, readRow } from '../../ml/data/feature-table.ts';
import { trainForest } from '../../ml/forest/train-forest.ts';
import { trainGaussianProcess } from '../../ml/gaussian-process/train-gaussian-process.ts';
import type { ConformalRegressor } from '../../ml/intervals/conformal-regressor.ts';
import { crossConformal } from '../../ml/intervals/cross-conformal.ts';
import { outOfBagConformal } from '../../ml/intervals/out-of-bag-conformal.ts';
import type { Learner } from '../../ml/regression/regressor.ts';
import { randomStreams } from '../../physics/core/random.ts';
import { friedman } from '../support/friedman.ts';
import { rounded } from './soak-run.ts';

/** Rows of training, and how many seeds: where rows are few, the coverage of one data set says little. */
const sizes: readonly { readonly rows: number; readonly seeds: number }[] = [
  { rows: 40, seeds: 100 },
  { rows: 82, seeds: 100 },
  { rows: 200, seeds: 60 },
  { rows: 1000, seeds: 30 },
];
/**
 * Rows of which a Gaussian process looks for its parameters, anew without each fold; a model then has all rows. Above so many,
 * 5 folds in place of 10.
 */
const searchedRows = 200;
const testRows = 1000;
const coverages = [0.5, 0.9] as const;

/** Rows to train on or to test with; a declared group for each row. */
interface Rows {
  readonly table: FeatureTable;
  readonly target: Float64Array;
  readonly groups: readonly string[];
  /** What physics says, which the model corrects; 0 where there is none. */
  readonly physics: Float64Array;
}

/** What bands held over all seeds, at one size. */
export interface CoverageRow {
  readonly data: string;
  readonly method: string;
  readonly rows: number;
  readonly seeds: number;
  readonly coverage: number;
  /** Mean share of new rows in their band, and its standard deviation over the data sets. */
  readonly mean: number;
  readonly deviation: number;
  /** The group with the least mean, and its mean; bands are of its own rows where it has 100 of them. */
  readonly worstGroup: string;
  readonly worstGroupMean: number;
  /** Mean width of a band over the standard deviation of the targets. */
  readonly width: number;
}

/** Coverage of bands of new rows, by data, method and size. */
export interface IntervalCoverageRun {
  readonly testRows: number;
  readonly results: readonly CoverageRow[];
}

/** Every data set with every method at every size; `only` one of them, `atMost` rows and `mostSeeds` make it short. */
export function run(
  progress: (text: string) => void,
  {
    only,
    atMost = Number.POSITIVE_INFINITY,
    mostSeeds = Number.POSITIVE_INFINITY,
  }: { readonly only?: string; readonly atMost?: number; readonly mostSeeds?: number } = {},
): IntervalCoverageRun {
  const results: CoverageRow[] = [];
  for (const [data, draw] of Object.entries(sources)) {
    if (only !== undefined && data !== only) continue;
    for (const [method, train] of Object.entries(methods)) {
      for (const { rows, seeds } of sizes.filter((size) => size.rows <= atMost)) {
        const of = Math.min(seeds, mostSeeds);
        const tallies = coverages.map(() => [] as Tally[]);
        for (let seed = 0; seed < of; seed++) {
          const regressor = train(draw(rows, seed), seed);
          const found = held(regressor, draw(testRows, 100_000 + seed));
          for (const [k, tally] of found.entries()) tallies[k]!.push(tally);
        }
        for (const [k, coverage] of coverages.entries()) {
          const row = { data, method, rows, seeds: of, coverage, ...summary(tallies[k]!) };
          progress(
            `${data} ${method} ${rows} rows ${coverage}: ${row.mean} +- ${row.deviation}, ${row.worstGroup} ${row.worstGroupMean}, width ${row.width}`,
          );
          results.push(row);
        }
      }
    }
  }
  return { testRows, results };
}

const third = (value: number): string => ['low', 'middle', 'high'][Math.floor(2.999 * value)]!;

/** Each gives rows that depend on the seed alone. */
const sources: Readonly<Record<string, (rows: number, seed: number) => Rows>> = {
  friedman: (rows, seed) => {
    const { table, target } = friedman(rows, seed);
    const groups = [...table.columns[3]!].map((x) => `x4 ${third(x)}`);
    return { table, target, groups, physics: new Float64Array(rows) };
  },
  // Noise that grows fifteen times over with a column that has no other effect.
  heteroscedastic: (rows, seed) => {
    const { table, truth } = friedman(rows, seed, 0);
    const rng = randomStreams(seed).stream('soak/interval-coverage/noise');
    const driver = table.columns[6]!;
    const target = truth.map((value, i) => value + (0.2 + 2.8 * driver[i]!) * rng.normal());
    const groups = [...driver].map((x) => `x7 ${third(x)}`);
    return { table, target, groups, physics: new Float64Array(rows) };
  },
  physicsAndResidual,
};

/**
 * Porosity of a calendered electrode: the law of Meyer2017 with nominal constants is the physics; the line has other
 * constants, a threshold of humidity, a step of roll temperature and noise of 0.6 points of porosity.
 */
function physicsAndResidual(rows: number, seed: number): Rows {
  const rng = randomStreams(seed).stream('soak/interval-coverage/calendering');
  const names = ['lineLoad', 'coatWeight', 'rollTemperature', 'binder', 'humidity', 'web'];
  const columns = names.map(() => new Float64Array(rows));
  const target = new Float64Array(rows);
  const physics = new Float64Array(rows);
  const porosity = (load: number, weight: number, compaction: number, least: number): number =>
    least + (0.55 - least) * Math.exp(-load / (compaction * (0.7 + 0.6 * weight)));
  for (let i = 0; i < rows; i++) {
    for (const column of columns) column[i] = rng.uniform();
    const [load, weight, roll, binder, humidity, web] = columns.map((column) => column[i]!) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    physics[i] = porosity(load, weight, 0.5, 0.12);
    const shift = 0.012 * (humidity > 0.6 ? 1 - binder : 0) - 0.008 * (roll > 0.75 ? load : 0);
    const wave = 0.01 * Math.sin(3 * web);
    target[i] = porosity(load, weight, 0.6, 0.14) + shift + wave + 0.006 * rng.normal();
  }
  const groups = [...columns[4]!].map((x) => `humidity ${third(x)}`);
  const table = featureTable(Object.fromEntries(names.map((name, f) => [name, columns[f]!])));
  return { table, target, groups, physics };
}

/** What the model learns: the target, or what physics leaves of it. */
function residuals({ target, physics }: Rows): Float64Array {
  return target.map((value, i) => value - physics[i]!);
}

const gaussianProcess: Learner = {
  name: 'gaussianProcess',
  train: (table, target, seed) =>
    trainGaussianProcess(
      table,
      target,
      { starts: 1, iterations: 40, searchRows: searchedRows, refinedRows: searchedRows },
      seed,
    ),
};

const methods: Readonly<Record<string, (rows: Rows, seed: number) => ConformalRegressor>> = {
  forestOutOfBag: (rows, seed) => {
    const left = residuals(rows);
    const trained = trainForest(rows.table, [left], { trees: 200 }, seed);
    return outOfBagConformal(trained, left, rows.groups);
  },
  gaussianProcessCrossValidated: (rows, seed) =>
    crossConformal(gaussianProcess, rows.table, residuals(rows), seed, {
      folds: rows.table.rows > searchedRows ? 5 : 10,
      groups: rows.groups,
    }).regressor,
};

/** Rows in their band, in all and by group, and the width of the bands. */
interface Tally {
  readonly share: number;
  readonly groups: ReadonlyMap<string, number>;
  readonly width: number;
}

function held(regressor: ConformalRegressor, rows: Rows): Tally[] {
  const { table, groups } = rows;
  const left = residuals(rows);
  const row = new Float64Array(table.names.length);
  const tallies = coverages.map(() => ({
    held: 0,
    width: 0,
    of: new Map<string, [number, number]>(),
  }));
  for (let i = 0; i < table.rows; i++) {
    const { bands } = regressor.predictWithBands(readRow(table, i, row), groups[i]);
    for (const [k, band] of bands.entries()) {
      if (band.kind === 'none') throw new Error(`no band of ${band.rows} rows`);
      const tally = tallies[k]!;
      const isHeld = left[i]! >= band.low && left[i]! <= band.high ? 1 : 0;
      const [inside, all] = tally.of.get(groups[i]!) ?? [0, 0];
      tally.of.set(groups[i]!, [inside + isHeld, all + 1]);
      tally.held += isHeld;
      tally.width += band.high - band.low;
    }
  }
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  const square = left.reduce((sum, value) => sum + (value - mean) ** 2, 0) / left.length;
  return tallies.map((tally) => ({
    share: tally.held / table.rows,
    width: tally.width / table.rows / Math.sqrt(square),
    groups: new Map([...tally.of].map(([group, [inside, all]]) => [group, inside / all])),
  }));
}

function summary(tallies: readonly Tally[]) {
  const average = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const mean = average(tallies.map(({ share }) => share));
  const square = average(tallies.map(({ share }) => (share - mean) ** 2));
  const groups = [...new Set(tallies.flatMap((tally) => [...tally.groups.keys()]))].map(
    (group) => [group, average(tallies.flatMap((tally) => tally.groups.get(group) ?? []))] as const,
  );
  const [worstGroup, worstGroupMean] = groups.reduce((a, b) => (b[1] < a[1] ? b : a));
  return {
    mean: rounded(mean),
    deviation: rounded(Math.sqrt(square)),
    worstGroup,
    worstGroupMean: rounded(worstGroupMean),
    width: rounded(average(tallies.map(({ width }) => width))),
  };
}
