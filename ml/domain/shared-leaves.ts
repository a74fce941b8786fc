import { type FeatureTable, readRow } from '../data/feature-table.ts';
import { type Forest, leafOf } from '../forest/forest.ts';
import type { LeafSamples } from '../forest/leaf-samples.ts';
import type { TrainedForest } from '../forest/train-forest.ts';
import { usualLimit } from './usual-limit.ts';
import { type DomainCheck, type DomainReason, shown } from './verdict.ts';

/** Share of the usual limit below which a row is outside. */
const outsideShare = 0.5;

/**
 * Whether the trees agree which rows of training a row is like: of the rows in its leaf of one tree, the share that is in
 * its leaf of another tree too, mean over all pairs of trees. A row that mixes values which never came together falls
 * beside other rows in other trees. What a training row gets from the trees that did not see it says what is usual; a mean
 * over pairs does not depend on how many trees there are. Ranges are no matter here: a leaf at the end has no end.
 * @see Breiman2001, Machine Learning 45, 5-32, doi:10.1023/A:1010933404324 (rows are near where they share leaves; the mean
 *   over pairs is ours) (not read)
 */
export class SharedLeavesCheck implements DomainCheck {
  readonly #forest: Forest;
  readonly #samples: LeafSamples;
  readonly #counts: Int32Array;
  readonly #leaves: Int32Array;
  readonly #row: Float32Array;
  /** Share that 95 % of rows like those of training reach; undefined where every tree saw every row. */
  readonly limit: number | undefined;

  /** @param table - the rows on which the forest was trained */
  constructor(
    { forest, leafSamples }: Pick<TrainedForest, 'forest' | 'leafSamples'>,
    table: FeatureTable,
  ) {
    this.#forest = forest;
    this.#samples = leafSamples;
    this.#counts = new Int32Array(table.rows);
    this.#leaves = new Int32Array(forest.roots.length);
    this.#row = new Float32Array(forest.features.length);
    const unseen = unseenBy(forest, leafSamples, table.rows);
    const values = new Float64Array(forest.features.length);
    const shares = Float64Array.from({ length: table.rows }, (_, i) =>
      this.#share(readRow(table, i, values), unseen[i]!),
    );
    if (shares.every((share) => Number.isNaN(share))) return;
    this.limit = -usualLimit(shares.map((share) => -share));
  }

  /** Share of the rows of one leaf that are in the leaf of another tree too, 0 to 1; NaN for a forest of one tree. */
  share(row: ArrayLike<number>): number {
    return this.#share(row);
  }

  reasons(row: ArrayLike<number>): readonly DomainReason[] {
    const share = this.#share(row);
    if (this.limit === undefined || !(share < this.limit)) return [];
    const percent = (value: number): string => `${shown(100 * value)} %`;
    const text = `the trees do not agree which rows of training it is like: two of them share ${percent(share)} of these rows, usual are ${percent(this.limit)} and more`;
    const standing = share < outsideShare * this.limit ? 'outside' : 'edge';
    return [{ check: 'leaves', standing, columns: [], text }];
  }

  /** @param isAsked - 1 for the trees that count; all where not given */
  #share(row: ArrayLike<number>, isAsked?: Uint8Array): number {
    const { from, to, row: rows } = this.#samples;
    const taken = this.#row;
    const counts = this.#counts.fill(0);
    for (let f = 0; f < taken.length; f++) taken[f] = row[f]!;
    let trees = 0;
    for (let tree = 0; tree < this.#leaves.length; tree++) {
      if (isAsked?.[tree] === 0) continue;
      const leaf = leafOf(this.#forest, tree, taken);
      this.#leaves[trees++] = leaf;
      for (let i = from[leaf]!; i < to[leaf]!; i++) counts[rows[i]!] = counts[rows[i]!]! + 1;
    }
    if (trees < 2) return Number.NaN;
    let sum = 0;
    for (let t = 0; t < trees; t++) {
      const leaf = this.#leaves[t]!;
      let again = 0;
      for (let i = from[leaf]!; i < to[leaf]!; i++) again += counts[rows[i]!]! - 1;
      sum += again / (to[leaf]! - from[leaf]!);
    }
    return sum / (trees * (trees - 1));
  }
}

/** For each row 1 for the trees that did not see it. */
function unseenBy(forest: Forest, samples: LeafSamples, rows: number): Uint8Array[] {
  const { roots } = forest;
  const unseen = Array.from({ length: rows }, () => new Uint8Array(roots.length).fill(1));
  for (const [tree, root] of roots.entries()) {
    const end = roots[tree + 1] ?? samples.from.length;
    for (let node = root; node < end; node++) {
      for (let i = samples.from[node]!; i < samples.to[node]!; i++) {
        unseen[samples.row[i]!]![tree] = 0;
      }
    }
  }
  return unseen;
}
