import { describe, expect, it } from 'vitest';
import { type IsolationForest, scoreOfPath } from '../../../../ml/anomaly/isolation-forest.ts';
import { IsolationScorer, reasonsOf } from '../../../../ml/anomaly/isolation-score.ts';
import { averagePathLength } from '../../../../ml/anomaly/path-length.ts';
import { trainIsolationForest } from '../../../../ml/anomaly/train-isolation-forest.ts';
import { type FeatureTable, featureTable, readRow } from '../../../../ml/data/feature-table.ts';
import reference from '../../../fixtures/ml/isolation.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';

const table = featureTable(reference.columns);

function rowOf(from: FeatureTable, row: number): Float64Array {
  return readRow(from, row, new Float64Array(from.names.length));
}

function scoresOf(forest: IsolationForest, from: FeatureTable): Float64Array {
  const scorer = new IsolationScorer(forest);
  return Float64Array.from({ length: from.rows }, (_, row) => scorer.score(rowOf(from, row)).score);
}

/** Chance that one of the last `odd` rows has a higher score than one of the others. */
function areaUnderCurve(scores: Float64Array, odd: number): number {
  const usual = scores.subarray(0, scores.length - odd);
  let above = 0;
  for (const score of scores.subarray(scores.length - odd)) {
    for (const other of usual) above += score > other ? 1 : score === other ? 0.5 : 0;
  }
  return above / (odd * usual.length);
}

describe('averagePathLength', () => {
  it('is the harmonic sum of a binary search tree', () => {
    expect([0, 1, 2].map(averagePathLength)).toEqual([0, 0, 1]);
    for (const n of [50, 256, 5000]) {
      let harmonic = 0;
      for (let i = 1; i < n; i++) harmonic += 1 / i;
      // ln(i) + 0.5772 is below the harmonic number by 1 / (2 i).
      expectClose(averagePathLength(n), 2 * harmonic - (2 * (n - 1)) / n, {
        rtol: 0,
        atol: 1.1 / (n - 1),
      });
    }
  });
});

describe('isolation forest', () => {
  it('gives the scores and the area under the curve of the reference program', () => {
    expect(reference.scores).toHaveLength(300);
    const forests = 20;
    const mean = new Float64Array(300);
    let area = 0;
    for (let seed = 0; seed < forests; seed++) {
      const scores = scoresOf(trainIsolationForest(table, {}, seed), table);
      area += areaUnderCurve(scores, reference.anomalies) / forests;
      for (let row = 0; row < 300; row++) mean[row] = mean[row]! + scores[row]! / forests;
    }
    // Scores of one forest scatter by 0.012; means of 20 and of 40 forests by 0.003, times 4 for the worst of 300.
    for (const [row, score] of reference.scores.entries()) {
      expectClose(mean[row]!, score, { rtol: 0, atol: 0.013 });
    }
    const average = (list: ArrayLike<number>) =>
      Array.from(list).reduce((sum, v) => sum + v, 0) / 300;
    expectClose(average(mean), average(reference.scores), { rtol: 0, atol: 0.002 });
    // Areas of one forest scatter by 0.002.
    expectClose(area, reference.auc, {
      rtol: 0,
      atol: 4 * reference.aucDeviation * Math.sqrt(1 / 20 + 1 / 40),
    });
  });

  it('has trees whose nodes count their rows and whose path lengths are means of their children', () => {
    const forest = trainIsolationForest(table, { trees: 20, sampleSize: 64 }, 3);
    const { feature, left, cover, pathLength, roots } = forest;
    let leaves = 0;
    for (let node = 0; node < feature.length; node++) {
      if (feature[node]! < 0) {
        leaves += 1;
        continue;
      }
      const l = left[node]!;
      expect(Math.min(cover[l]!, cover[l + 1]!)).toBeGreaterThan(0);
      expect(cover[l]! + cover[l + 1]!).toBe(cover[node]);
      const mean = (cover[l]! * pathLength[l]! + cover[l + 1]! * pathLength[l + 1]!) / cover[node]!;
      expectClose(pathLength[node]!, mean, { rtol: 1e-14, atol: 0 });
    }
    expect(leaves).toBeGreaterThan(20 * 10);
    expect([...roots].every((root) => cover[root] === 64)).toBe(true);
  });

  it('is the same of the same seed, and of a column in other units', () => {
    const one = trainIsolationForest(table, { trees: 10 }, 5);
    expect(trainIsolationForest(table, { trees: 10 }, 5)).toEqual(one);
    expect(trainIsolationForest(table, { trees: 10 }, 6)).not.toEqual(one);
    // A power of two changes no digit of a product.
    const scaled = featureTable({ ...reference.columns, b: reference.columns.b.map((v) => 8 * v) });
    expect(scoresOf(trainIsolationForest(scaled, { trees: 10 }, 5), scaled)).toEqual(
      scoresOf(one, table),
    );
  });

  it('has contributions that sum to the path length, of rows with gaps too', () => {
    const forest = trainIsolationForest(table, {}, 7);
    const scorer = new IsolationScorer(forest);
    for (let row = 0; row < 300; row += 7) {
      for (const gap of [-1, row % 4]) {
        const values = rowOf(table, row);
        if (gap >= 0) values[gap] = Number.NaN;
        const { score, expected, pathLength, contributions } = scorer.score(values);
        const sum = contributions.reduce((total, value) => total + value, expected);
        expectClose(sum, pathLength, { rtol: 1e-12, atol: 0 });
        expect(score).toBe(scoreOfPath(forest, pathLength));
        expect(score > 0 && score < 1).toBe(true);
        if (gap >= 0) expectClose(contributions[gap]!, 0, { rtol: 0, atol: 0 });
      }
    }
  });

  it('names the column that is unusual, in words', () => {
    const forest = trainIsolationForest(table, {}, 8);
    const row = rowOf(table, 0);
    row[2] = 40;
    const score = new IsolationScorer(forest).score(row);
    const reasons = reasonsOf(forest, score, row);
    expect(reasons[0]).toMatch(/^c 40: parted from the others \d\.\d of \d+\.\d splits sooner$/);
    const usual = rowOf(table, 0);
    const before = new IsolationScorer(forest).score(usual);
    expect(score.score).toBeGreaterThan(before.score);
  });

  it('refuses what it can not use by name', () => {
    const gap = featureTable({ a: [1, 2, 3], b: [1, Number.NaN, 2] });
    expect(() => trainIsolationForest(gap, {}, 1)).toThrow(
      expect.objectContaining({ code: 'ML_NOT_FINITE', data: { column: 'b', row: 1 } }),
    );
    const constant = featureTable({ a: [1, 1, 1] });
    expect(() => trainIsolationForest(constant, {}, 1)).toThrow(
      expect.objectContaining({ code: 'ML_TABLE_INVALID' }),
    );
    const scorer = new IsolationScorer(trainIsolationForest(table, { trees: 2 }, 1));
    expect(() => scorer.score([1, 2, 3])).toThrow(
      expect.objectContaining({ code: 'ML_TABLE_INVALID' }),
    );
    expect(() => scorer.score(Array(4).fill(Number.NaN))).toThrow(
      expect.objectContaining({ code: 'ML_NOT_FINITE' }),
    );
  });
});
