import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TreeShap } from '../../../../ml/explain/tree-shap.ts';
import { FlatForest } from '../../../../ml/forest/flat-forest.ts';
import type { Forest } from '../../../../ml/forest/forest.ts';
import { trainForest } from '../../../../ml/forest/train-forest.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

/** What a forest says of an output where only the columns of a set (bits) are known. */
function toldOf(forest: Forest, row: Float32Array, known: number, output: number): number {
  const { feature, left, cover, missingRight, threshold, value, outputs, roots } = forest;
  const below = (node: number): number => {
    const asked = feature[node]!;
    if (asked < 0) return value[node * outputs + output]!;
    const child = left[node]!;
    if (((known >> asked) & 1) === 1) {
      const x = row[asked]!;
      const right = Number.isNaN(x) ? missingRight[node] === 1 : x >= threshold[node]!;
      return below(right ? child + 1 : child);
    }
    const share = cover[child]! / (cover[child]! + cover[child + 1]!);
    return share * below(child) + (1 - share) * below(child + 1);
  };
  return roots.reduce((sum, root) => sum + below(root), 0) / roots.length;
}

/** Shapley values of an output by their definition, over all sets of columns. */
function byDefinition(forest: Forest, row: Float32Array, output: number): number[] {
  const p = forest.features.length;
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const values = Array.from({ length: 2 ** p }, (_, set) => toldOf(forest, row, set, output));
  return forest.features.map((_, f) => {
    let sum = 0;
    for (let set = 0; set < 2 ** p; set++) {
      if (((set >> f) & 1) === 1) continue;
      const size = [...set.toString(2)].filter((bit) => bit === '1').length;
      const weight = (factorial(size) * factorial(p - size - 1)) / factorial(p);
      sum += weight * (values[set | (1 << f)]! - values[set]!);
    }
    return sum;
  });
}

/** Rows of a few columns with gaps, and a forest on them. */
function smallForest(seed: number, columns: number, outputs: number) {
  const { table, target } = friedman(40, seed);
  const rng = randomStreams(seed).stream('gaps');
  const few = {
    ...table,
    names: table.names.slice(0, columns),
    columns: table.columns
      .slice(0, columns)
      .map((column) => column.map((value) => (rng.uniform() < 0.15 ? Number.NaN : value))),
  };
  const targets = [target, target.map((value, i) => value ** 2 - i)].slice(0, outputs);
  return { table: few, ...trainForest(few, targets, { trees: 3, minLeaf: 2 }, seed) };
}

describe('TreeShap', () => {
  it('gives the Shapley values of all sets of columns, with gaps and several outputs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 2 }),
        (seed, columns, outputs) => {
          const { table, forest } = smallForest(seed, columns, outputs);
          const shap = new TreeShap(forest);
          const out = new Float64Array(columns * outputs);
          for (const i of [0, 13]) {
            const row = Float32Array.from(table.columns, (column) => column[i]!);
            shap.explain(row, out);
            for (let k = 0; k < outputs; k++) {
              expectClose(shap.base[k]!, toldOf(forest, row, 0, k), { rtol: 1e-12, atol: 0 });
              const expected = byDefinition(forest, row, k);
              for (let f = 0; f < columns; f++) {
                // Targets are of the order of 10 and, squared, 1000.
                expectClose(out[f * outputs + k]!, expected[f]!, { rtol: 1e-10, atol: 1e-10 });
              }
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('adds up to what the forest says, trees of full depth and 40 columns too', () => {
    const one = friedman(300, 1);
    const wide = {
      ...one.table,
      names: Array.from({ length: 40 }, (_, f) => `c${f}`),
      columns: [1, 2, 3, 4].flatMap((seed) => friedman(300, seed).table.columns),
    };
    for (const table of [one.table, wide]) {
      const { forest } = trainForest(table, [one.target], { trees: 15, featureShare: 0.3 }, 2);
      const shap = new TreeShap(forest);
      const flat = new FlatForest(forest);
      const out = new Float64Array(table.names.length);
      const told = new Float64Array(1);
      for (let i = 0; i < 40; i++) {
        const row = Float64Array.from(table.columns, (column) => column[i]!);
        const sum = shap.explain(row, out).reduce((total, value) => total + value, shap.base[0]!);
        expectClose(sum, flat.predict(row, told)[0]!, { rtol: 0, atol: 1e-10 });
      }
    }
  });

  it('gives nothing to a column that no node asks', () => {
    const { table, forest } = smallForest(4, 3, 1);
    const more = { ...forest, features: [...forest.features, 'unused'] };
    const row = Float64Array.of(...table.columns.map((column) => column[0]!), 17);
    expect(new TreeShap(more).explain(row, new Float64Array(4))[3]).toBe(0);
  });

  it('takes a leaf that no training row reached', () => {
    const forest: Forest = {
      features: ['a', 'b'],
      outputs: 1,
      roots: Int32Array.of(0),
      feature: Int16Array.of(0, -1, 1, -1, -1),
      threshold: Float32Array.of(1, 0, 1, 0, 0),
      left: Int32Array.of(1, 0, 3, 0, 0),
      missingRight: new Uint8Array(5),
      value: Float64Array.of(0, 2, 0, 5, 9),
      cover: Float64Array.of(4, 4, 0, 0, 0),
    };
    const shap = new TreeShap(forest);
    const out = new Float64Array(2);
    expect(shap.base[0]).toBe(2);
    // Known a goes right, where known b and unknown b say 9 and 7; unknown a says 2.
    expect([...shap.explain([1, 1], out)]).toEqual([6, 1]);
    expect([...shap.explain([0, 1], out)]).toEqual([0, 0]);
  });

  it('gives a tree of one leaf nothing', () => {
    const { table } = friedman(5, 1);
    const { forest } = trainForest(table, [new Float64Array(5).fill(3)], { trees: 2 }, 1);
    const shap = new TreeShap(forest);
    expect(shap.base[0]).toBe(3);
    expect([...shap.explain(new Float64Array(10), new Float64Array(10))]).toEqual(
      new Array(10).fill(0),
    );
  });

  it('says what the package shap says of a forest of scikit-learn', () => {
    const file = new URL('../../../fixtures/ml/explain/values.json', import.meta.url);
    const { forest: peer } = JSON.parse(readFileSync(file, 'utf8'));
    const forest: Forest = {
      features: ['a', 'b', 'c', 'd', 'e'],
      outputs: peer.outputs,
      roots: Int32Array.from(peer.roots),
      feature: Int16Array.from(peer.feature),
      threshold: Float32Array.from(peer.threshold),
      left: Int32Array.from(peer.left),
      missingRight: new Uint8Array(peer.feature.length),
      value: Float64Array.from(peer.value),
      cover: Float64Array.from(peer.cover),
    };
    const shap = new TreeShap(forest);
    const flat = new FlatForest(forest);
    const out = new Float64Array(10);
    const told = new Float64Array(2);
    expect(peer.rows.length).toBe(30);
    for (let i = 0; i < 6; i++) {
      const row = Float64Array.from(peer.rows.slice(5 * i, 5 * i + 5));
      flat.predict(row, told);
      shap.explain(row, out);
      for (let k = 0; k < 2; k++) {
        expectClose(told[k]!, peer.predictions[2 * i + k], { rtol: 1e-12, atol: 1e-12 });
      }
      for (let at = 0; at < 10; at++) {
        // The peer's trees keep leaves in double precision too.
        expectClose(out[at]!, peer.shap[10 * i + at], { rtol: 1e-9, atol: 1e-9 });
      }
    }
    for (let k = 0; k < 2; k++) expectClose(shap.base[k]!, peer.base[k], { rtol: 1e-9, atol: 0 });
  });
});
