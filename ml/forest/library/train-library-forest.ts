import { RandomForestRegression } from 'ml-random-forest';
import { type Rng, randomStreams } from '../../../physics/core/random.ts';
import type { FeatureTable } from '../../data/feature-table.ts';
import { momentsOf } from '../../data/moments.ts';
import { MlError } from '../../errors.ts';
import { type Flattened, flattened } from './flattened.ts';
import type { LibraryNode } from './library-tree.ts';

/** How the library grows its trees. */
export interface LibraryForestOptions {
  readonly trees: number;
  readonly maxDepth: number;
  /** A node of so many rows or fewer is a leaf. */
  readonly leafRows: number;
}

export const defaultLibraryForestOptions: LibraryForestOptions = {
  trees: 100,
  maxDepth: 64,
  leafRows: 3,
};

/** Fewest and most rows, and most trees: 500 rows and 100 trees take some seven seconds, 2,000 rows a minute and a half. */
const leastRows = 20;
const mostRows = 500;
const mostTrees = 100;
/** Size of the noise that is laid on the targets, in their standard deviations. */
const jitter = 1e-9;
/** Steps between two numbers in double precision near the largest target that the noise takes at least. */
const jitterSteps = 8;

/** A forest of the library, flattened, and the library's own, which nothing but a test should predict with. */
export interface LibraryForest extends Flattened {
  readonly library: RandomForestRegression;
}

/**
 * Trains a forest with `ml-random-forest` and flattens it: what serves is the same arrays as behind `trainForest`, with
 * the library's predictions bit for bit. The library itself is slow: training takes 24 to 400 times as long as elsewhere,
 * as each threshold that is tried divides the node anew, and a prediction seven times as long as the flattened twin.
 *
 * Guarded against what the library does silently (version 2.1.0, by its source):
 * - A gap in a column or target is trained on and spoils it: refused here.
 * - A split that leaves no error is not made, so that a step becomes a constant. Noise of a billionth of the targets'
 *   deviation lies on them, so that no split is perfect.
 * - `maxFeatures` drops columns for a whole tree, not for a split, so that trees miss what counts: it is 1 here.
 * - Out-of-bag results end with an error where every tree saw a row, and where there are few rows: `noOOB` is set, and
 *   bands of this forest come from cross-validation.
 * - A number of rows or trees that it needs minutes for is refused.
 * @param seed - the same seed gives the same forest
 * @throws MlError ML_TOO_FEW_ROWS, ML_TOO_LARGE (data: rows or trees, allowed); ML_NOT_FINITE (data: column, row);
 *   ML_TABLE_INVALID for a target of another length; ML_OPTION_OUT_OF_RANGE (data: option, found, allowed)
 */
export function trainLibraryForest(
  table: FeatureTable,
  target: Float64Array,
  changes: Partial<LibraryForestOptions>,
  seed: number,
): LibraryForest {
  const options = { ...defaultLibraryForestOptions, ...changes };
  checkOptions(options);
  checkRows(table, target);
  const streams = randomStreams(seed);
  // Single precision, as rows are compared when the flattened twin predicts.
  const rows = Array.from({ length: table.rows }, (_, row) =>
    table.columns.map((column) => Math.fround(column[row]!)),
  );
  const library = new RandomForestRegression({
    nEstimators: options.trees,
    maxFeatures: 1.0,
    replacement: false,
    useSampleBagging: true,
    noOOB: true,
    seed: Math.floor(streams.stream('forest/library/seed').uniform() * 2 ** 31),
    treeOptions: { maxDepth: options.maxDepth, minNumSamples: options.leafRows },
  });
  library.train(rows, shaken(target, streams.stream('forest/library/jitter')));
  // The library's types leave out the trees.
  const roots = library.estimators as unknown as readonly { readonly root: LibraryNode }[];
  const trees = roots.map(({ root }, tree) => ({ root, columns: library.indexes![tree]! }));
  return { library, ...flattened(trees, table) };
}

/** The targets with so little noise that no two are alike; a target that is constant stays so. */
function shaken(target: Float64Array, rng: Rng): number[] {
  const { deviation } = momentsOf(target);
  if (deviation === 0) return [...target];
  const largest = target.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const size = Math.max(jitter * deviation, jitterSteps * Number.EPSILON * largest);
  return Array.from(target, (value) => value + size * rng.normal());
}

function checkOptions({ trees, maxDepth, leafRows }: LibraryForestOptions): void {
  for (const [option, found] of Object.entries({ trees, maxDepth, leafRows })) {
    if (Number.isInteger(found) && found >= 1) continue;
    const allowed = 'a whole number from 1';
    const message = `${option}: found ${found}, allowed is ${allowed}`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
  }
  if (trees <= mostTrees) return;
  const message = `${trees} trees of ml-random-forest; allowed are up to ${mostTrees}, as it is slow: use 'forest'`;
  throw new MlError('ML_TOO_LARGE', message, { trees, allowed: mostTrees });
}

function checkRows({ rows, names, columns }: FeatureTable, target: Float64Array): void {
  if (names.length === 0 || target.length !== rows) {
    const message = `a target of ${target.length} rows for a table of ${rows} rows and ${names.length} columns; allowed are as many rows and at least one column`;
    throw new MlError('ML_TABLE_INVALID', message, { rows, columns: names.length });
  }
  if (rows < leastRows) {
    const message = `the table has ${rows} rows, allowed for ml-random-forest are ${leastRows} and more: use 'forest'`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows, allowed: leastRows });
  }
  if (rows > mostRows) {
    const message = `the table has ${rows} rows, allowed for ml-random-forest are up to ${mostRows}, as it is slow: use 'forest'`;
    throw new MlError('ML_TOO_LARGE', message, { rows, allowed: mostRows });
  }
  for (const [f, column] of [...columns, target].entries()) {
    const row = column.findIndex((value) => !Number.isFinite(value));
    if (row < 0) continue;
    const name = names[f] ?? 'the target';
    const message = `${name}, row ${row}: found ${column[row]}, allowed for ml-random-forest is a number; 'forest' takes gaps of columns`;
    throw new MlError('ML_NOT_FINITE', message, { column: name, row });
  }
}
