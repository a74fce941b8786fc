import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import type { LinearModel } from '../../../../ml/linear/linear-model.ts';
import { rowFolds } from '../../../../ml/linear/row-folds.ts';
import { lassoLearner } from '../../../../ml/linear/train-lasso.ts';
import { ridgeLearner } from '../../../../ml/linear/train-ridge.ts';
import { randomStreams } from '../../../../physics/core/random.ts';

/** Ten batches of six alike rows: a number of the batch is the target, and columns name the batch without meaning anything. */
function batches(seed: number) {
  const rng = randomStreams(seed).stream('groups');
  const levels = Array.from({ length: 10 }, () => rng.normal());
  const rows = Array.from({ length: 60 }, (_, row) => Math.floor(row / 6));
  const columns = Object.fromEntries(
    Array.from({ length: 9 }, (_, f) => {
      const mark = levels.map(() => rng.normal());
      return [`c${f}`, rows.map((batch) => mark[batch]! + 0.01 * rng.normal())];
    }),
  );
  const target = Float64Array.from(rows, (batch) => levels[batch]! + 0.01 * rng.normal());
  return { table: featureTable(columns), target, groups: rows.map((batch) => `b${batch}`) };
}

describe('penalties by groups', () => {
  it.each([
    ['ridge', ridgeLearner()],
    ['lasso', lassoLearner()],
  ])(
    '%s does not learn marks of batches where whole batches are left out to choose',
    (_, learner) => {
      let [single, whole] = [0, 0];
      for (let seed = 0; seed < 10; seed++) {
        const { table, target, groups } = batches(seed);
        const sum = (model: unknown): number =>
          (model as LinearModel).parts.coefficients.reduce((a, c) => a + Math.abs(c), 0);
        single += sum(learner.train(table, target, 1));
        whole += sum(learner.train(table, target, 1, groups));
      }
      expect(whole).toBeLessThan(0.5 * single);
    },
  );

  it('is what it was where each row is a group, or all are one', () => {
    const { table, target } = batches(1);
    for (const learner of [ridgeLearner(), lassoLearner()]) {
      const plain = (learner.train(table, target, 1) as LinearModel).parts;
      for (const groups of [[...target].map(String), [...target].map(() => 'one')]) {
        expect((learner.train(table, target, 1, groups) as LinearModel).parts).toEqual(plain);
      }
    }
  });

  it('deals single rows into folds that differ by one row at most', () => {
    const sizes = rowFolds(23, 5, 1).map((fold) => fold.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBe(1);
  });
});
