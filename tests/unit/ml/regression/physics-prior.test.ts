import { describe, expect, it } from 'vitest';
import { type FeatureTable, featureTable, readRow } from '../../../../ml/data/feature-table.ts';
import { modelFrom, partsOf } from '../../../../ml/model-files/model-parts.ts';
import { pack, unpack } from '../../../../ml/model-files/pack.ts';
import { type Physics, physicsLearners } from '../../../../ml/regression/physics-prior.ts';
import type { Learner } from '../../../../ml/regression/regressor.ts';
import { candidates } from '../../../../ml/training/candidates.ts';
import { chooseModel } from '../../../../ml/training/nested-cross-validation.ts';
import { trainModel } from '../../../../ml/training/train-model.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

/** Porosity behind the rolls by compaction alone: least porosity .12, resistance r [N/mm]. */
function compacted(before: number, load: number, resistance: number): number {
  return 0.12 + (before - 0.12) * Math.exp(-load / resistance);
}

/** Compaction whose resistance is fitted by a search on its logarithm. */
const compaction: Physics = {
  name: 'compaction',
  fit(table, target) {
    let best = { error: Number.POSITIVE_INFINITY, resistance: 0 };
    for (let step = 0; step <= 200; step++) {
      const resistance = 100 * 1.02 ** step;
      const said = this.withConstants({ resistance }).predict(table);
      const error = target.reduce((sum, value, row) => sum + (value - said[row]!) ** 2, 0);
      if (error < best.error) best = { error, resistance };
    }
    return this.withConstants({ resistance: best.resistance });
  },
  withConstants: (constants) => ({
    constants,
    predict: ({ rows, names, columns }) => {
      const [before, load] = ['before', 'load'].map((name) => columns[names.indexOf(name)]!);
      const { resistance } = constants as { resistance: number };
      return Float64Array.from({ length: rows }, (_, row) =>
        compacted(before![row]!, load![row]!, resistance),
      );
    },
  }),
};

interface Made {
  readonly table: FeatureTable;
  readonly truth: Float64Array;
  readonly target: Float64Array;
}

/** What physics does not know: humidity above a threshold and rolls that are warm; noise .6 points. */
function made(rows: number, seed: number): Made {
  const rng = randomStreams(seed).stream('tests/physics-prior');
  const column = (low: number, high: number): Float64Array =>
    Float64Array.from({ length: rows }, () => low + (high - low) * rng.uniform());
  const table = featureTable({
    before: column(0.42, 0.55),
    load: column(40, 400),
    humidity: column(0.2, 0.6),
    rollTemperature: column(20, 120),
    speed: column(1, 10),
    loading: column(100, 250),
  });
  const [before, load, humidity, warmth] = table.columns as Float64Array[];
  const truth = Float64Array.from(
    { length: rows },
    (_, row) =>
      compacted(before![row]!, load![row]!, 420) +
      (humidity![row]! > 0.45 ? 0.02 : 0) -
      (warmth![row]! > 80 ? 0.015 : 0),
  );
  return { table, truth, target: truth.map((value) => value + 0.006 * rng.normal()) };
}

const forest = candidates.find(({ name }) => name === 'forest')!;
const constant = candidates.find(({ name }) => name === 'constant')!;
const [bias, hybrid] = physicsLearners(compaction, [constant, forest]) as [Learner, Learner];

/** Root mean square error to the noise-free truth of 400 other rows, mean over seeds. */
function error(learner: Learner, rows: number): number {
  const fresh = made(400, 99);
  const values = new Float64Array(fresh.table.names.length);
  const seeds = [1, 2, 3, 4, 5, 6];
  const errors = seeds.map((seed) => {
    const { table, target } = made(rows, seed);
    const model = learner.train(table, target, seed);
    const squares = fresh.truth.map(
      (value, row) => (value - model.predict(readRow(fresh.table, row, values))) ** 2,
    );
    return Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
  });
  return errors.reduce((a, b) => a + b, 0) / seeds.length;
}

describe('physics with a learned residual', () => {
  it.each([40, 82])('beats the physics and the forest alone at %i rows', (rows) => {
    const [both, physics, alone] = [hybrid, bias, forest].map((learner) => error(learner, rows));
    expect(both!).toBeLessThan(physics!);
    expect(both!).toBeLessThan(0.5 * alone!);
  });

  it('is the physics where that leaves nothing', () => {
    const { table } = made(30, 1);
    const target = compaction.withConstants({ resistance: 100 * 1.02 ** 60 }).predict(table);
    const values = new Float64Array(table.names.length);
    for (const learner of [bias, hybrid]) {
      const model = learner.train(table, target, 1);
      for (let row = 0; row < table.rows; row++) {
        const said = model.predict(readRow(table, row, values));
        expectClose(said, target[row]!, { rtol: 1e-12, atol: 0 });
      }
    }
  });

  it('fits constants to the rows of each training alone, once for all residuals', () => {
    const { table, target } = made(24, 2);
    const groups = Array.from({ length: 24 }, (_, row) => `g${Math.floor(row / 4)}`);
    const seen: number[] = [];
    const spy: Physics = {
      ...compaction,
      fit: (rows, values) => {
        seen.push(rows.rows);
        return compaction.fit(rows, values);
      },
    };
    const learners = physicsLearners(spy, [constant, forest]);
    chooseModel(learners, { table, target, groups }, 1);
    // Six outer folds of one group, in each five inner ones of the groups left.
    expect(seen).toHaveLength(6 * (1 + 5));
    expect(Math.max(...seen)).toBe(20);
    expect(Math.min(...seen)).toBe(16);
  });

  it('is chosen, saved and read again with its constants to the last bit', () => {
    const { table, target } = made(40, 3);
    const groups = Array.from({ length: 40 }, (_, row) => `g${Math.floor(row / 4)}`);
    const trained = trainModel({ table, target, groups }, 1, undefined, [
      ...candidates,
      ...physicsLearners(compaction, candidates),
    ]);
    expect(trained.choice.chosen).toMatch(/^physics\+/);
    const parts = unpack(pack(partsOf(trained))) as Parameters<typeof modelFrom>[0];
    const scores = trained.regressor.calibration.pooled;
    const read = modelFrom(parts, scores, trained.box, compaction);
    const values = new Float64Array(table.names.length);
    for (let row = 0; row < table.rows; row++) {
      readRow(table, row, values);
      expect(read.regressor.predictWithBands(values)).toEqual(
        trained.regressor.predictWithBands(values),
      );
    }
    expect(() => modelFrom(parts, scores, trained.box)).toThrow(/physics compaction/);
  });
});
