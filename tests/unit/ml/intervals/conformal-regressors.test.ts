import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureTable, readRow } from '../../../../ml/data/feature-table.ts';
import { trainForest } from '../../../../ml/forest/train-forest.ts';
import { adaptiveLevel } from '../../../../ml/intervals/adaptive-level.ts';
import { balancedFolds } from '../../../../ml/intervals/balanced-folds.ts';
import type { BandedPrediction } from '../../../../ml/intervals/conformal-regressor.ts';
import { crossConformal } from '../../../../ml/intervals/cross-conformal.ts';
import { outOfBagConformal } from '../../../../ml/intervals/out-of-bag-conformal.ts';
import { QuantileForest } from '../../../../ml/intervals/quantile-forest.ts';
import type { SpreadScale } from '../../../../ml/intervals/spread-scale.ts';
import type { Learner } from '../../../../ml/regression/regressor.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

const exact = { rtol: 1e-12, atol: 1e-12 };

function widths({ bands }: BandedPrediction): number[] {
  return bands.map((band) => (band.kind === 'bound' ? band.high - band.low : Infinity));
}

/** Says the mean of its training target everywhere, and counts how often it was trained. */
function meanLearner() {
  const seen: number[][] = [];
  const learner: Learner = {
    name: 'mean',
    train: (table, target) => {
      seen.push([...table.columns[0]!]);
      const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
      return { features: table.names, predict: () => mean };
    },
  };
  return { learner, seen };
}

describe('outOfBagConformal', () => {
  const { table, target } = friedman(60, 3);
  const trained = trainForest(table, [target], { trees: 40 }, 5);
  const row = readRow(friedman(1, 9).table, 0, new Float64Array(10));

  it('has the scores of the unseen rows, without what few trees add to their errors', () => {
    const { mean, deviation, trees } = trained.outOfBag!;
    const spread = deviation.map((value, i) => value * Math.sqrt(trees[i]! / (trees[i]! - 1)));
    const offset = (0.5 * spread.reduce((sum, value) => sum + value, 0)) / 60;
    const errors = target.map((y, i) => Math.abs(y - mean[i]!));
    const scatter = spread.reduce((sum, s, i) => sum + s * s * (1 / trees[i]! - 1 / 40), 0);
    const share = Math.sqrt(1 - scatter / errors.reduce((sum, error) => sum + error * error, 0));
    const scores = errors.map((error, i) => (share * error) / (spread[i]! + offset)).sort();
    const { pooled } = outOfBagConformal(trained, target).calibration;
    expect([pooled.length, share > 0.9 && share < 1]).toEqual([60, true]);
    for (const [i, score] of scores.entries()) expectClose(pooled[i]!, score, exact);
  });

  it('tells of few trees the errors that all trees make of new rows, not the larger ones of a third', () => {
    const trees = 20;
    let [unseen, shares, fresh] = [0, 0, 0];
    const seeds = 40;
    for (let seed = 0; seed < seeds; seed++) {
      const rows = friedman(60, seed);
      const few = trainForest(rows.table, [rows.target], { trees }, seed);
      const { calibration, model } = outOfBagConformal(few, rows.target);
      const { mean, deviation, trees: seen } = few.outOfBag!;
      const { offset } = model as SpreadScale;
      let raw = 0;
      for (let i = 0; i < 60; i++) {
        if (seen[i]! < 2) continue;
        const error = Math.abs(rows.target[i]! - mean[i]!);
        unseen += error ** 2;
        raw += error / (deviation[i]! * Math.sqrt(seen[i]! / (seen[i]! - 1)) + offset);
      }
      shares += calibration.pooled.reduce((sum, score) => sum + score, 0) / raw / seeds;
      const others = friedman(60, 1000 + seed);
      for (let i = 0; i < 60; i++) {
        const said = model.predictWithScale(readRow(others.table, i, row), new Float64Array(2));
        fresh += (others.target[i]! - said[0]!) ** 2;
      }
    }
    const ratio = Math.sqrt(unseen / fresh);
    expect(ratio).toBeGreaterThan(1.04);
    // 2,400 errors of either kind: their root mean squares are known to 1.5 %.
    expectClose(shares * ratio, 1, { rtol: 0.03, atol: 0 });
  });

  it('puts a band about the mean whose half is the score of its bounds', () => {
    const regressor = outOfBagConformal(trained, target);
    const { mean, bands } = regressor.predictWithBands(row);
    const { pooled } = regressor.calibration;
    expect(mean).toBe(regressor.predict(row));
    for (const [k, place] of [31, 55].entries()) {
      const band = bands[k]!;
      if (band.kind !== 'bound') throw new Error('no band of 60 rows');
      expectClose(regressor.score(row, band.high), pooled[place - 1]!, exact);
      expectClose(regressor.score(row, band.low), pooled[place - 1]!, exact);
    }
  });

  it('keeps each output of a forest of several apart, in its own unit', () => {
    const other = target.map((value) => 1000 * value + 5);
    const both = trainForest(table, [target, other], { trees: 40 }, 5);
    const [one, two] = [target, other].map((values, k) =>
      outOfBagConformal(both, values, undefined, k).predictWithBands(row),
    );
    expectClose(two!.mean, 1000 * one!.mean + 5, { rtol: 1e-9, atol: 0 });
    for (const [k, width] of widths(one!).entries()) {
      expectClose(widths(two!)[k]!, 1000 * width, { rtol: 1e-9, atol: 0 });
    }
  });

  it('asks another quantile where measured values have moved the level', () => {
    const regressor = outOfBagConformal(trained, target);
    const asked = [
      { ...adaptiveLevel(0.5), level: 0.9 },
      { ...adaptiveLevel(0.9), level: 1 },
    ];
    const [moved, none] = regressor.predictWithBands(row, undefined, asked).bands;
    const usual = regressor.predictWithBands(row).bands[1]!;
    expect(moved).toEqual({ ...usual, coverage: 0.5 });
    expect(none).toEqual({ kind: 'none', coverage: 0.9, rows: 60, rowsNeeded: Infinity });
  });

  it('refuses a forest whose trees saw every row, and another target', () => {
    const all = trainForest(table, [target], { trees: 3, bootstrap: false }, 1);
    const few = expect.objectContaining({ code: 'ML_TOO_FEW_ROWS' });
    expect(() => outOfBagConformal(all, target)).toThrow(few);
    const invalid = expect.objectContaining({ code: 'ML_TABLE_INVALID' });
    expect(() => outOfBagConformal(trained, target.slice(1))).toThrow(invalid);
  });

  it('takes errors as they are where the trees agree everywhere', () => {
    const constant = new Float64Array(60).fill(2);
    const agreed = outOfBagConformal(trainForest(table, [constant], {}, 1), constant);
    expect(widths(agreed.predictWithBands(row))).toEqual([0, 0]);
    expect(agreed.score(row, 5)).toBe(3);
  });
});

describe('balancedFolds', () => {
  it('deals every row once, labels whole, and folds of one size where each row has its own', () => {
    const labelled = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(labelled, fc.integer({ min: 2, max: 12 }), fc.integer(), (of, most, seed) => {
        fc.pre(new Set(of).size > 1);
        const labels = of.map(String);
        const grouped = balancedFolds(of.length, most, seed, labels);
        const single = balancedFolds(of.length, most, seed);
        for (const folds of [grouped, single]) {
          expect(folds.flatMap((fold) => [...fold]).sort((a, b) => a - b)).toEqual(
            of.map((_, i) => i),
          );
          expect(folds.every((fold) => fold.length > 0)).toBe(true);
        }
        for (const label of new Set(labels)) {
          const holding = grouped.filter((fold) => fold.some((row) => labels[row] === label));
          expect(holding.length).toBe(1);
        }
        const sizes = single.map((fold) => fold.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(grouped.length).toBe(Math.min(most, new Set(labels).size));
      }),
    );
  });

  it('refuses rows of one label and one fold', () => {
    const few = expect.objectContaining({ code: 'ML_TOO_FEW_ROWS' });
    expect(() => balancedFolds(3, 5, 1, ['a', 'a', 'a'])).toThrow(few);
    const option = expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' });
    expect(() => balancedFolds(3, 1, 1)).toThrow(option);
  });
});

describe('crossConformal', () => {
  const target = Float64Array.from({ length: 30 }, (_, i) => (i * 7) % 30);
  const table = featureTable({ x: Float64Array.from(target, (_, i) => i) });
  const labels = [...target].map((_, i) => `batch ${Math.floor(i / 6)}`);

  it('trains without each fold and tells what was said of it then', () => {
    const { learner, seen } = meanLearner();
    const { outOfFold } = crossConformal(learner, table, target, 1, { foldLabels: labels });
    expect(seen.length).toBe(6);
    for (let batch = 0; batch < 5; batch++) {
      const rest = target.filter((_, i) => Math.floor(i / 6) !== batch);
      const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
      for (let i = 6 * batch; i < 6 * batch + 6; i++) expectClose(outOfFold[i]!, mean, exact);
    }
    const last = seen[5]!;
    expect(last.length).toBe(30);
    for (const rows of seen.slice(0, 5)) expect(rows.length).toBe(24);
  });

  it('knows nothing of a row from the row itself: its score has its own target only in the error', () => {
    const { learner } = meanLearner();
    const options = { foldLabels: labels };
    const told = crossConformal(learner, table, target, 1, options).outOfFold;
    const changed = target.slice();
    changed[0] = 1e6;
    const again = crossConformal(learner, table, changed, 1, options).outOfFold;
    for (let i = 0; i < 6; i++) expect(again[i]).toBe(told[i]);
    expect(again[6]).not.toBe(told[6]);
  });

  it('is wider where the noise is, and gives the same with the same seed', () => {
    // Noise of alternating sign, nearly none for x < 0.5 and large above.
    const x = Float64Array.from({ length: 120 }, (_, i) => i / 120);
    const noisy = x.map((value, i) => (value < 0.5 ? 0.01 : 1) * (i % 2 === 0 ? 1 : -1));
    const data = featureTable({ x });
    const { learner } = meanLearner();
    const told = [0.2, 0.8].map((place) =>
      widths(crossConformal(learner, data, noisy, 4).regressor.predictWithBands([place])),
    );
    expect(told[1]![1]!).toBeGreaterThan(3 * told[0]![1]!);
    const again = crossConformal(learner, data, noisy, 4).regressor.predictWithBands([0.2]);
    expect(widths(again)).toEqual(told[0]);
  });

  it('has no width for a learner that makes no error', () => {
    const learner: Learner = {
      name: 'itself',
      train: ({ names }) => ({ features: names, predict: (row) => (row[0]! * 7) % 30 }),
    };
    const { regressor } = crossConformal(learner, table, target, 1);
    expect(widths(regressor.predictWithBands([4]))).toEqual([0, 0]);
  });
});

describe('QuantileForest', () => {
  const { table, target } = friedman(50, 6);
  const levels = [0.05, 0.25, 0.5, 0.75, 0.95, 1];

  it('equals the weights summed row by row over all trees', () => {
    const trained = trainForest(table, [target], { trees: 20, minLeaf: 3 }, 2);
    const forest = new QuantileForest(trained, target);
    const { forest: trees, leafSamples } = trained;
    const fresh = friedman(8, 7).table;
    const row = new Float64Array(10);
    for (let i = 0; i < fresh.rows; i++) {
      readRow(fresh, i, row);
      const weights = new Map<number, number>();
      for (const root of trees.roots) {
        let node = root;
        while (trees.feature[node]! >= 0) {
          const isRight = Math.fround(row[trees.feature[node]!]!) >= trees.threshold[node]!;
          node = trees.left[node]! + (isRight ? 1 : 0);
        }
        const [from, to] = [leafSamples.from[node]!, leafSamples.to[node]!];
        const total = leafSamples.weight.slice(from, to).reduce((sum, w) => sum + w, 0);
        for (let k = from; k < to; k++) {
          const sample = leafSamples.row[k]!;
          const share = leafSamples.weight[k]! / total / trees.roots.length;
          weights.set(sample, (weights.get(sample) ?? 0) + share);
        }
      }
      const sorted = [...weights].sort(([a], [b]) => target[a]! - target[b]!);
      const expected = levels.map((level) => {
        let sum = 0;
        for (const [sample, weight] of sorted) {
          sum += weight;
          if (sum >= level - 1e-9) return target[sample];
        }
        return Number.NaN;
      });
      expect([...forest.quantiles(row, levels, new Float64Array(6))]).toEqual(expected);
    }
  });

  it('is the quantile of all targets where the only leaf is the root', () => {
    const trained = trainForest(table, [target], { trees: 1, bootstrap: false, minLeaf: 50 }, 1);
    const told = new QuantileForest(trained, target).quantiles(
      new Float64Array(10),
      levels,
      new Float64Array(6),
    );
    const rising = target.slice().sort();
    expect([...told]).toEqual([3, 13, 25, 38, 48, 50].map((place) => rising[place - 1]));
  });
});
