import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import { FlatForest } from '../../../../ml/forest/flat-forest.ts';
import { type Forest, type ForestOptions, leafOf } from '../../../../ml/forest/forest.ts';
import { trainForest } from '../../../../ml/forest/train-forest.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

const oneTree: Partial<ForestOptions> = { trees: 1, bootstrap: false };

/** Sum of squares about the mean of the targets of some rows. */
function impurity(targets: readonly number[]): number {
  const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
  return targets.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** Least impurity of two sides over all splits of all columns, rows without a value on either side. */
function leastImpurity(
  columns: readonly Float64Array[],
  target: readonly number[],
  minLeaf: number,
): number {
  let least = impurity(target);
  for (const column of columns) {
    const values = [...new Set(column)].filter((value) => !Number.isNaN(value));
    const thresholds = [...values, Number.POSITIVE_INFINITY];
    for (const threshold of thresholds) {
      for (const missingRight of [false, true]) {
        const isRight = (i: number): boolean =>
          Number.isNaN(column[i]!) ? missingRight : column[i]! >= threshold;
        const right = target.filter((_, i) => isRight(i));
        const left = target.filter((_, i) => !isRight(i));
        if (Math.min(left.length, right.length) < Math.max(1, minLeaf)) continue;
        least = Math.min(least, impurity(left) + impurity(right));
      }
    }
  }
  return least;
}

/** Impurity of the two children of the root of the first tree, by the rows that fall to them. */
function firstImpurity(
  forest: Forest,
  columns: readonly Float64Array[],
  target: readonly number[],
) {
  const root = forest.roots[0]!;
  const asked = forest.feature[root]!;
  if (asked < 0) return impurity(target);
  const isRight = (i: number): boolean => {
    const value = columns[asked]![i]!;
    return Number.isNaN(value) ? forest.missingRight[root] === 1 : value >= forest.threshold[root]!;
  };
  return (
    impurity(target.filter((_, i) => isRight(i))) + impurity(target.filter((_, i) => !isRight(i)))
  );
}

const smallData = fc.integer({ min: 3, max: 24 }).chain((rows) =>
  fc.record({
    columns: fc.array(
      fc.array(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constant(Number.NaN)), {
        minLength: rows,
        maxLength: rows,
      }),
      { minLength: 1, maxLength: 4 },
    ),
    target: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: rows, maxLength: rows }),
    minLeaf: fc.integer({ min: 1, max: 3 }),
  }),
);

function tableOf(columns: readonly ArrayLike<number>[]) {
  return featureTable(Object.fromEntries(columns.map((column, i) => [`x${i}`, column])));
}

describe('trainForest', () => {
  it('splits as the best of all splits, rows without a value to either side', () => {
    fc.assert(
      fc.property(smallData, ({ columns, target, minLeaf }) => {
        const table = tableOf(columns);
        const { forest } = trainForest(
          table,
          [Float64Array.from(target)],
          { ...oneTree, maxDepth: 1, minLeaf },
          1,
        );
        const best = leastImpurity(table.columns, target, minLeaf);
        expectClose(firstImpurity(forest, table.columns, target), best, { rtol: 1e-9, atol: 1e-9 });
      }),
      { numRuns: 300 },
    );
  });

  it('gives each leaf the mean and the number of the rows that fall to it', () => {
    const { table, target } = friedman(120, 5);
    const { forest, leafSamples } = trainForest(table, [target], { ...oneTree, minLeaf: 4 }, 1);
    const rowsOfLeaf = new Map<number, number[]>();
    for (let i = 0; i < table.rows; i++) {
      const row = Float32Array.from(table.columns, (column) => column[i]!);
      const leaf = leafOf(forest, 0, row);
      rowsOfLeaf.set(leaf, [...(rowsOfLeaf.get(leaf) ?? []), i]);
    }
    expect(rowsOfLeaf.size).toBeGreaterThan(10);
    for (const [leaf, rows] of rowsOfLeaf) {
      const mean = rows.reduce((sum, row) => sum + target[row]!, 0) / rows.length;
      expectClose(forest.value[leaf]!, mean, { rtol: 1e-12, atol: 1e-12 });
      expect(forest.cover[leaf]).toBe(rows.length);
      expect(rows.length).toBeGreaterThanOrEqual(4);
      const kept = leafSamples.row.slice(leafSamples.from[leaf], leafSamples.to[leaf]);
      expect([...kept].sort((a, b) => a - b)).toEqual(rows);
    }
  });

  it('splits no more often than it takes to tell all drawn rows apart', () => {
    const { table, target } = friedman(150, 8);
    const { forest, leafSamples } = trainForest(table, [target], { trees: 20 }, 1);
    for (const [tree, root] of forest.roots.entries()) {
      const end = forest.roots[tree + 1] ?? forest.feature.length;
      const drawn = new Set<number>();
      for (let node = root; node < end; node++) {
        for (let i = leafSamples.from[node]!; i < leafSamples.to[node]!; i++) {
          drawn.add(leafSamples.row[i]!);
        }
      }
      expect(drawn.size).toBeGreaterThan(75);
      expect(end - root).toBe(2 * drawn.size - 1);
    }
  });

  it('learns a step without an error left', () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => i);
    const y = x.map((value) => (value < 17 ? 0 : 1));
    const { forest } = trainForest(featureTable({ x }), [y], oneTree, 1);
    const flat = new FlatForest(forest);
    const told = flat.predictRows([Float64Array.of(16, 16.4, 16.6, 17)]);
    for (const [i, value] of [0, 0, 1, 1].entries()) {
      expectClose(told[i]!, value, { rtol: 0, atol: 1e-15 });
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const { table, target } = friedman(60, 1);
    const one = trainForest(table, [target], { trees: 5 }, 7);
    expect(trainForest(table, [target], { trees: 5 }, 7)).toEqual(one);
    expect(trainForest(table, [target], { trees: 5 }, 8).forest).not.toEqual(one.forest);
    // A tree has its own stream: more trees change none.
    const more = trainForest(table, [target], { trees: 6 }, 7).forest;
    expect(more.value.slice(0, one.forest.value.length)).toEqual(one.forest.value);
  });

  it('tells of each row what the trees that did not see it say', () => {
    const { table, target } = friedman(50, 2);
    const { forest, outOfBag, leafSamples } = trainForest(table, [target], { trees: 30 }, 3);
    for (const i of [0, 7, 49]) {
      const row = Float32Array.from(table.columns, (column) => column[i]!);
      const unseen: number[] = [];
      for (let tree = 0; tree < 30; tree++) {
        const first = forest.roots[tree]!;
        const end = tree === 29 ? forest.feature.length : forest.roots[tree + 1]!;
        const rows = new Set<number>();
        for (let node = first; node < end; node++) {
          for (let at = leafSamples.from[node]!; at < leafSamples.to[node]!; at++) {
            rows.add(leafSamples.row[at]!);
          }
        }
        if (!rows.has(i)) unseen.push(forest.value[leafOf(forest, tree, row)]!);
      }
      expect(outOfBag!.trees[i]).toBe(unseen.length);
      const mean = unseen.reduce((sum, value) => sum + value, 0) / unseen.length;
      expectClose(outOfBag!.mean[i]!, mean, { rtol: 1e-12, atol: 0 });
      const square = unseen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / unseen.length;
      expectClose(outOfBag!.deviation[i]!, Math.sqrt(square), { rtol: 1e-9, atol: 1e-12 });
    }
  });

  it('gives shares of classes that sum to one', () => {
    const { table, target } = friedman(200, 4);
    const classOf = target.map((value) => (value < 12 ? 0 : value < 17 ? 1 : 2));
    const shares = [0, 1, 2].map((k) => classOf.map((value) => (value === k ? 1 : 0)));
    const { forest } = trainForest(table, shares, { trees: 40 }, 1);
    const flat = new FlatForest(forest);
    const told = flat.predictRows(table.columns);
    let right = 0;
    for (let i = 0; i < table.rows; i++) {
      const row = told.subarray(3 * i, 3 * i + 3);
      expectClose(row[0]! + row[1]! + row[2]!, 1, { rtol: 1e-12, atol: 0 });
      if (row.indexOf(Math.max(...row)) === classOf[i]) right += 1;
    }
    expect(right / table.rows).toBeGreaterThan(0.95);
  });

  it('gives the same for one output alone and for it twice', () => {
    const { table, target } = friedman(80, 6);
    const one = trainForest(table, [target], { trees: 8 }, 2).forest;
    const two = trainForest(table, [target, target.map((value) => 3 - 2 * value)], { trees: 8 }, 2);
    const [a, b] = [new FlatForest(one), new FlatForest(two.forest)];
    const [lone, both] = [a.predictRows(table.columns), b.predictRows(table.columns)];
    for (let i = 0; i < table.rows; i++) {
      expectClose(both[2 * i]!, lone[i]!, { rtol: 1e-9, atol: 0 });
      expectClose(both[2 * i + 1]!, 3 - 2 * lone[i]!, { rtol: 1e-9, atol: 1e-9 });
    }
  });

  it.each([1, -1] as const)('never goes against a direction of %i', (direction) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const { table, target } = friedman(60, seed);
        const monotone = table.names.map((_, f) => (f === 3 || f === 0 ? direction : 0));
        const { forest } = trainForest(table, [target], { trees: 10, monotone }, seed);
        const flat = new FlatForest(forest);
        const rng = randomStreams(seed).stream('rows');
        const row = Float64Array.from(table.names, () => rng.uniform());
        const out = new Float64Array(1);
        for (const moved of [0, 3]) {
          let before = Number.NEGATIVE_INFINITY;
          for (let step = 0; step <= 40; step++) {
            row[moved] = direction > 0 ? step / 40 : 1 - step / 40;
            const value = flat.predict(row, out)[0]!;
            expect(value).toBeGreaterThanOrEqual(before - 1e-12);
            before = value;
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('draws the columns of each split anew', () => {
    const { table, target } = friedman(300, 9);
    const { forest } = trainForest(table, [target], { ...oneTree, featureShare: 0.2 }, 1);
    expect(new Set(forest.feature).size).toBe(table.names.length + 1);
  });

  it('ends with the trees that there are when it is told to', () => {
    const { table, target } = friedman(30, 1);
    const { forest } = trainForest(table, [target], {}, 1, (trees) => trees < 3);
    expect(forest.roots.length).toBe(3);
  });

  it.each([
    [{ trees: 0 }, 'ML_OPTION_OUT_OF_RANGE', 'trees'],
    [{ featureShare: 0 }, 'ML_OPTION_OUT_OF_RANGE', 'featureShare'],
    [{ minLeaf: 1.5 }, 'ML_OPTION_OUT_OF_RANGE', 'minLeaf'],
    [{ monotone: [1] as const }, 'ML_OPTION_OUT_OF_RANGE', 'monotone'],
  ])('refuses the options %j', (options, code, option) => {
    const { table, target } = friedman(30, 1);
    expect(() => trainForest(table, [target], options, 1)).toThrow(
      expect.objectContaining({ code, data: expect.objectContaining({ option }) }),
    );
  });

  it('refuses a target that is no number, by its row', () => {
    const { table, target } = friedman(30, 1);
    target[17] = Number.NaN;
    expect(() => trainForest(table, [target], {}, 1)).toThrow(
      expect.objectContaining({ code: 'ML_NOT_FINITE', data: { output: 0, row: 17 } }),
    );
  });
});

describe('FlatForest', () => {
  it('says what the trees say, with and without gaps', () => {
    const { table, target } = friedman(150, 3);
    const rng = randomStreams(1).stream('gaps');
    for (const column of table.columns) {
      for (let i = 0; i < column.length; i++) if (rng.uniform() < 0.1) column[i] = Number.NaN;
    }
    const { forest } = trainForest(table, [target], { trees: 12 }, 1);
    const flat = new FlatForest(forest);
    const all = flat.predictRows(table.columns);
    const out = new Float64Array(1);
    const trees = new Float64Array(12);
    for (let i = 0; i < table.rows; i++) {
      const row = Float32Array.from(table.columns, (column) => column[i]!);
      let sum = 0;
      for (let tree = 0; tree < 12; tree++) sum += forest.value[leafOf(forest, tree, row)]!;
      expectClose(all[i]!, sum / 12, { rtol: 1e-14, atol: 0 });
      expect(flat.predict(row, out)[0]).toBe(all[i]);
      const mean = flat.predictTrees(row, trees).reduce((total, value) => total + value, 0) / 12;
      expectClose(mean, all[i]!, { rtol: 1e-14, atol: 0 });
    }
  });

  it('refuses more columns than its nodes can name', () => {
    const columns = Object.fromEntries(
      Array.from({ length: 127 }, (_, f) => [`x${f}`, Float64Array.of(f, f + 1, f)]),
    );
    const table = featureTable(columns);
    const { forest } = trainForest(table, [Float64Array.of(1, 2, 1)], oneTree, 1);
    expect(() => new FlatForest(forest)).toThrow(
      expect.objectContaining({ code: 'ML_TOO_LARGE', data: { columns: 127, nodes: 3 } }),
    );
  });
});
