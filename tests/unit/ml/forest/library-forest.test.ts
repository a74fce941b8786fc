import { RandomForestRegression } from 'ml-random-forest';
import { describe, expect, it } from 'vitest';
import { type FeatureTable, featureTable, readRow } from '../../../../ml/data/feature-table.ts';
import { TreeShap } from '../../../../ml/explain/tree-shap.ts';
import { FlatForest } from '../../../../ml/forest/flat-forest.ts';
import { leafOf } from '../../../../ml/forest/forest.ts';
import { ForestRegressor } from '../../../../ml/forest/forest-learner.ts';
import { libraryForestLearner } from '../../../../ml/forest/library/library-forest-learner.ts';
import { trainLibraryForest } from '../../../../ml/forest/library/train-library-forest.ts';
import { crossConformal } from '../../../../ml/intervals/cross-conformal.ts';
import { modelFrom, partsOf } from '../../../../ml/model-files/model-parts.ts';
import { pack, unpack } from '../../../../ml/model-files/pack.ts';
import { candidatesNamed } from '../../../../ml/training/candidates.ts';
import { trainModel } from '../../../../ml/training/train-model.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

/** Rows in single precision, also on the table's own numbers and half way between two of them, where thresholds lie. */
function asked(table: FeatureTable, rows: number): Float64Array[] {
  const rng = randomStreams(9).stream('asked');
  const any = (): number => Math.floor(rng.uniform() * table.rows);
  return Array.from({ length: rows }, (_, i) =>
    Float64Array.from(table.columns, (column) => {
      const [one, other] = [Math.fround(column[any()]!), Math.fround(column[any()]!)];
      if (i % 3 === 0) return one;
      return Math.fround(i % 3 === 1 ? (one + other) / 2 : 3 * rng.uniform() - 1);
    }),
  );
}

/** Columns of few levels, negative ones and zero among them, where thresholds are met and rows tie. */
function levels(rows: number): { readonly table: FeatureTable; readonly target: Float64Array } {
  const rng = randomStreams(5).stream('levels');
  const level = (): number => Math.floor(7 * rng.uniform()) - 3;
  const columns = [0, 1, 2].map(() => Float64Array.from({ length: rows }, level));
  const target = columns[0]!.map((a, i) => a * columns[1]![i]! + Math.sign(columns[2]![i]!));
  return { table: featureTable({ a: columns[0]!, b: columns[1]!, c: columns[2]! }), target };
}

const few = (rows: number, seed: number) => {
  const { table, target } = friedman(rows, seed);
  return { table, target };
};

describe('the flattened twin of ml-random-forest', () => {
  it.each([
    ['to full depth', few(120, 1), {}],
    ['to depth 1', few(60, 2), { maxDepth: 1 }],
    ['to depth 4', few(120, 3), { maxDepth: 4 }],
    ['with large leaves', few(120, 4), { leafRows: 15 }],
    ['with ties', levels(90), {}],
  ])('says the same bits %s', (_, { table, target }, changes) => {
    const { library, forest } = trainLibraryForest(table, target, { trees: 25, ...changes }, 7);
    const flat = new FlatForest(forest);
    const rows = asked(table, 1500);
    const said = library.predict(rows.map((row) => [...row]));
    const out = new Float64Array(1);
    for (const [i, row] of rows.entries()) expect(flat.predict(row, out)[0]).toBe(said[i]);
    const columns = table.names.map((_, f) => Float64Array.from(rows, (row) => row[f]!));
    expect([...flat.predictRows(columns)]).toEqual(said);
    expect(new Set(said).size).toBeGreaterThan(10);
  });

  it('knows how many rows fall to each node, and what they are', () => {
    const { table, target } = few(50, 1);
    const { forest, leafSamples } = trainLibraryForest(table, target, { trees: 5 }, 1);
    const row = new Float32Array(10);
    for (const [tree, root] of forest.roots.entries()) {
      expect(forest.cover[root]).toBe(50);
      for (let i = 0; i < 50; i++) {
        const leaf = leafOf(
          forest,
          tree,
          Float32Array.from(readRow(table, i, new Float64Array(10))),
        );
        const kept = leafSamples.row.slice(leafSamples.from[leaf], leafSamples.to[leaf]);
        expect(kept).toContain(i);
        expect(kept).toHaveLength(forest.cover[leaf]!);
      }
    }
    // Shapley values add up from what the covers say is expected.
    const shap = new TreeShap(forest);
    const values = shap.explain(readRow(table, 3, new Float64Array(10)), new Float64Array(10));
    const sum = values.reduce((all, value) => all + value, shap.base[0]!);
    row.set(readRow(table, 3, new Float64Array(10)));
    expectClose(sum, new FlatForest(forest).predict(row, new Float64Array(1))[0]!, {
      rtol: 1e-10,
      atol: 1e-10,
    });
  });

  it('shares the variance of its predictions among the columns that make it', () => {
    const { table, target } = few(150, 6);
    const { forest, importance, library } = trainLibraryForest(table, target, { trees: 20 }, 1);
    expectClose(
      importance.reduce((sum, value) => sum + value, 0),
      1,
      { rtol: 1e-12, atol: 0 },
    );
    expect(Math.min(...importance.slice(0, 2))).toBeGreaterThan(Math.max(...importance.slice(5)));
    const own = (library as unknown as { featureImportance(): number[] }).featureImportance();
    expect(own.indexOf(Math.max(...own))).toBe(importance.indexOf(Math.max(...importance)));
    // One tree: what its splits take away is all the variance of what it says.
    const one = trainLibraryForest(table, target, { trees: 1 }, 1);
    let made = 0;
    const { feature, left, value, cover } = one.forest;
    for (const [node, column] of feature.entries()) {
      if (column < 0) continue;
      const l = left[node]!;
      made += (cover[l]! * cover[l + 1]! * (value[l]! - value[l + 1]!) ** 2) / cover[node]!;
    }
    const flat = new FlatForest(one.forest);
    const said = flat.predictRows(table.columns);
    const mean = said.reduce((sum, v) => sum + v, 0) / 150;
    expectClose(
      made,
      said.reduce((sum, v) => sum + (v - mean) ** 2, 0),
      { rtol: 1e-10, atol: 0 },
    );
    expect(forest.roots).toHaveLength(20);
  });
});

describe('trainLibraryForest', () => {
  it.each([0, 1, 1e6])(
    'learns a step about %d, which the library alone makes a constant of',
    (offset) => {
      const x = Float64Array.from({ length: 40 }, (_, i) => i / 40);
      const y = x.map((value) => offset + (value < 0.5 ? 0 : 1));
      const { forest } = trainLibraryForest(featureTable({ x }), y, { trees: 30 }, 1);
      const flat = new FlatForest(forest);
      const out = new Float64Array(1);
      const near = { rtol: 1e-14, atol: 1e-8 };
      expectClose(flat.predict([0.2], out)[0]!, offset, near);
      expectClose(flat.predict([0.8], out)[0]!, offset + 1, near);
      const alone = new RandomForestRegression({ seed: 1, nEstimators: 30, noOOB: true });
      alone.train(
        Array.from(x, (value) => [value]),
        [...y],
      );
      expect(Math.abs(alone.predict([[0.8]])[0]! - offset - 1)).toBeGreaterThan(0.2);
    },
  );

  it('says a constant of a target that is one', () => {
    const { table } = few(30, 1);
    const { forest, importance } = trainLibraryForest(table, new Float64Array(30).fill(4), {}, 1);
    expect(
      new FlatForest(forest).predict(
        readRow(table, 0, new Float64Array(10)),
        new Float64Array(1),
      )[0],
    ).toBe(4);
    expect([...importance]).toEqual(new Array(10).fill(0));
  });

  it('is the same for the same seed, and another for another', () => {
    const { table, target } = few(40, 1);
    const train = (seed: number) => trainLibraryForest(table, target, { trees: 5 }, seed).forest;
    expect(train(3)).toEqual(train(3));
    expect(train(3).value).not.toEqual(train(4).value);
  });

  it('takes the fewest rows that are allowed, with any seed', () => {
    const { table, target } = few(20, 1);
    for (let seed = 0; seed < 30; seed++) {
      const { forest } = trainLibraryForest(table, target, { trees: 3 }, seed);
      expect(forest.roots).toHaveLength(3);
    }
  });

  it.each([
    ['too few rows', 'ML_TOO_FEW_ROWS', few(19, 1), {}, { rows: 19, allowed: 20 }],
    ['too many rows', 'ML_TOO_LARGE', few(501, 1), {}, { rows: 501, allowed: 500 }],
    ['too many trees', 'ML_TOO_LARGE', few(30, 1), { trees: 101 }, { trees: 101, allowed: 100 }],
    [
      'no whole number',
      'ML_OPTION_OUT_OF_RANGE',
      few(30, 1),
      { maxDepth: Number.POSITIVE_INFINITY },
      { option: 'maxDepth' },
    ],
    [
      'a target of another length',
      'ML_TABLE_INVALID',
      { ...few(30, 1), target: new Float64Array(29) },
      {},
      { rows: 30 },
    ],
  ])('refuses %s', (_, code, { table, target }, changes, data) => {
    expect(() => trainLibraryForest(table, target, changes, 1)).toThrow(
      expect.objectContaining({ code, data: expect.objectContaining(data) }),
    );
  });

  it('refuses a gap by column and row, in columns and target', () => {
    const { table, target } = few(30, 1);
    const wrong = (message: string) =>
      expect.objectContaining({ code: 'ML_NOT_FINITE', message: expect.stringContaining(message) });
    const gap = target.slice();
    gap[7] = Number.NaN;
    expect(() => trainLibraryForest(table, gap, {}, 1)).toThrow(wrong('the target, row 7'));
    table.columns[2]![11] = Number.NaN;
    expect(() => trainLibraryForest(table, target, {}, 1)).toThrow(wrong('x3, row 11'));
  });
});

describe('the learner', () => {
  const learner = libraryForestLearner({ trees: 3 });

  it('predicts as well as our forest does', () => {
    const { table, target } = few(80, 1);
    const fresh = friedman(400, 2);
    const row = new Float64Array(10);
    const errorOf = (name: string): number => {
      const model = candidatesNamed([name])[0]!.train(table, target, 1);
      let squares = 0;
      for (let i = 0; i < 400; i++) {
        squares += (model.predict(readRow(fresh.table, i, row)) - fresh.truth[i]!) ** 2;
      }
      return Math.sqrt(squares / 400);
    };
    expectClose(errorOf('mlRandomForest'), errorOf('forest'), { rtol: 0.06, atol: 0 });
  });

  it('gives bands by cross-validation, and is the same bits behind a file', () => {
    const { table, target } = few(40, 1);
    const groups = Array.from({ length: 40 }, (_, i) => `row ${i}`);
    const trained = trainModel({ table, target, groups }, 1, undefined, [learner]);
    expect([trained.choice.chosen, trained.bandsFrom]).toEqual([
      'mlRandomForest',
      'crossValidation',
    ]);
    expect(trained.model).toBeInstanceOf(ForestRegressor);
    const { structure, bytes } = pack(partsOf(trained));
    const parts = unpack({ structure: JSON.parse(JSON.stringify(structure)), bytes });
    const scores = trained.regressor.calibration.pooled;
    const read = modelFrom(parts as ReturnType<typeof partsOf>, scores, trained.box);
    const row = new Float64Array(10);
    for (let i = 0; i < 40; i++) {
      readRow(table, i, row);
      expect(read.regressor.predictWithBands(row)).toEqual(trained.regressor.predictWithBands(row));
    }
    expect(crossConformal(learner, table, target, 1).outOfFold.every(Number.isFinite)).toBe(true);
  });

  it('is compared only where it is asked for by name', () => {
    expect(candidatesNamed(['mlRandomForest', 'constant']).map(({ name }) => name)).toEqual([
      'constant',
      'mlRandomForest',
    ]);
  });
});
