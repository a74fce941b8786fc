import { describe, expect, it } from 'vitest';
import { featureTable, readRow } from '../../../../ml/data/feature-table.ts';
import { modelFrom, partsOf } from '../../../../ml/model-files/model-parts.ts';
import { pack, unpack } from '../../../../ml/model-files/pack.ts';
import { candidates } from '../../../../ml/training/candidates.ts';
import { chooseModel, type LearningRows } from '../../../../ml/training/nested-cross-validation.ts';
import { trainModel } from '../../../../ml/training/train-model.ts';
import {
  learningCurve,
  TransferredModel,
  transferLearners,
} from '../../../../ml/training/transfer.ts';
import { randomStreams } from '../../../../physics/core/random.ts';

const scratch = candidates.filter(({ name }) => ['constant', 'ridge'].includes(name));
const quick = candidates.filter(({ name }) => ['constant', 'ridge', 'lasso'].includes(name));

/** Rows of a machine: a bent law of load and weight with its own offset and slope; each row its own group. */
function machine(
  rows: number,
  seed: number,
  law: (load: number, weight: number) => number,
): LearningRows {
  const rng = randomStreams(seed).stream('machine');
  const load = Array.from({ length: rows }, () => rng.uniform());
  const weight = load.map(() => rng.uniform());
  const target = Float64Array.from(load, (x, i) => law(x, weight[i]!) + 0.02 * rng.normal());
  const groups = load.map((_, row) => `g${row}`);
  return { table: featureTable({ load, weight }), target, groups };
}

const old = (load: number, weight: number): number => Math.sin(6 * load) + weight ** 2;
/** The same physics, with a shifted zero and a little more weight. */
const similar = (load: number, weight: number): number => old(load, weight) + 0.3 + 0.1 * weight;
/** Nothing in common: the old law the other way round, and a wave. */
const foreign = (load: number, weight: number): number => -3 * old(load, weight) + 4 * weight;

const gaussianProcess = candidates.find(({ name }) => name === 'gaussianProcess')!;
const startOf = (seed: number) => {
  const { table, target } = machine(80, 1000 + seed, old);
  return gaussianProcess.train(table, target, seed);
};

describe('transfer', () => {
  it('is better than from scratch with 3, 5 and 10 rows of a machine that is alike', () => {
    const ratios = new Map<number, number[]>();
    for (let seed = 0; seed < 6; seed++) {
      for (const point of learningCurve(startOf(seed), scratch, machine(30, seed, similar), seed)) {
        expect(point.draws).toBe(20);
        const of = ratios.get(point.rows) ?? [];
        ratios.set(point.rows, [...of, point.withStart / point.fromScratch]);
      }
    }
    expect([...ratios.keys()]).toEqual([3, 5, 10]);
    for (const of of ratios.values()) {
      expect(of).toHaveLength(6);
      for (const ratio of of) expect(ratio).toBeLessThan(0.8);
    }
  });

  it('is chosen where the machines are alike, and not where they have nothing in common', () => {
    for (let seed = 0; seed < 5; seed++) {
      const start = startOf(seed);
      const learners = [...quick, ...transferLearners(start)];
      expect(chooseModel(learners, machine(12, seed, similar), seed).chosen).toMatch(/^start/);
      const { chosen, candidates: scores } = chooseModel(
        learners,
        machine(30, seed, foreign),
        seed,
      );
      expect(chosen).not.toMatch(/^start/);
      const [asItIs] = scores.filter(({ name }) => name === 'start');
      expect(asItIs!.score!.r2).toBeLessThan(0);
    }
  });

  it('adds nothing, or the mean of what is left as with one row more that leaves nothing', () => {
    const { table, target } = machine(3, 1, similar);
    const start = startOf(1);
    const [asItIs, offset] = transferLearners(start);
    const row = readRow(table, 0, new Float64Array(2));
    expect(asItIs!.train(table, target, 1).predict(row)).toBe(start.predict(row));
    const left = [...target].map(
      (value, i) => value - start.predict(readRow(table, i, new Float64Array(2))),
    );
    const sum = left.reduce((a, b) => a + b, 0);
    const shift = offset!.train(table, target, 1).predict(row) - start.predict(row);
    // Three rows and one of no offset.
    expect(Math.abs(shift - sum / 4)).toBeLessThan(1e-12);
  });

  it('finds the columns of the start by name, and refuses a table without one', () => {
    const { table, target } = machine(12, 2, similar);
    const start = startOf(2);
    const turned = featureTable({
      more: table.columns[1]!,
      weight: table.columns[1]!,
      load: table.columns[0]!,
    });
    const model = transferLearners(start)[0]!.train(turned, target, 1);
    expect(model.predict([9, 0.4, 0.7])).toBe(start.predict([0.7, 0.4]));
    const other = featureTable({ load: table.columns[0]! });
    expect(() => transferLearners(start)[0]!.train(other, target, 1)).toThrow(
      expect.objectContaining({ code: 'ML_TABLE_INVALID' }),
    );
  });

  it('is the same bits behind a file', () => {
    const rows = machine(12, 3, similar);
    const trained = trainModel(rows, 1, undefined, [
      ...candidates,
      ...transferLearners(startOf(3)),
    ]);
    expect(trained.model).toBeInstanceOf(TransferredModel);
    const { structure, bytes } = pack(partsOf(trained));
    const parts = unpack({ structure: JSON.parse(JSON.stringify(structure)), bytes });
    const scores = trained.regressor.calibration.pooled;
    const read = modelFrom(parts as ReturnType<typeof partsOf>, scores, trained.box);
    const row = readRow(rows.table, 5, new Float64Array(2));
    expect(read.regressor.predictWithBands(row)).toEqual(trained.regressor.predictWithBands(row));
  });
});
