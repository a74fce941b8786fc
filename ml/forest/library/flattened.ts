import type { FeatureTable } from '../../data/feature-table.ts';
import { type Forest, leafOf } from '../forest.ts';
import type { LeafSamples } from '../leaf-samples.ts';
import { isSplit, type LibraryTree, nodesOf } from './library-tree.ts';

/** Trees of the library as a forest of ours, and the rows of its leaves. */
export interface Flattened {
  readonly forest: Forest;
  /** Every row of training once in each tree: which rows a tree was given the library does not tell. */
  readonly leafSamples: LeafSamples;
  /** Share of the variance of the trees' predictions that each column's splits make; sums to 1, or 0 without a split. */
  readonly importance: Float64Array;
}

/**
 * The library's trees in arrays. A row whose numbers are in single precision gets the same leaf and so the same bits: its
 * comparison with a threshold is the same as with the next number in single precision from there on.
 * @param table - the rows of training
 */
export function flattened(trees: readonly LibraryTree[], table: FeatureTable): Flattened {
  const count = trees.reduce((sum, { root }) => sum + nodesOf(root), 0);
  const forest: Forest = {
    features: table.names,
    outputs: 1,
    roots: new Int32Array(trees.length),
    feature: new Int16Array(count),
    threshold: new Float32Array(count),
    left: new Int32Array(count),
    missingRight: new Uint8Array(count),
    value: new Float64Array(count),
    cover: new Float64Array(count),
  };
  let placed = 0;
  for (const [tree, libraryTree] of trees.entries()) {
    forest.roots[tree] = placed;
    placed = lay(libraryTree, forest, placed);
  }
  const leafSamples = fallenRows(forest, table);
  return { forest, leafSamples, importance: sumUp(forest) };
}

/** Puts one tree down from node `first` on, children behind their parent. Returns the first free place. */
function lay({ root, columns }: LibraryTree, forest: Forest, first: number): number {
  const waiting = [{ node: root, at: first }];
  let free = first + 1;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, at } = next;
    if (!isSplit(node)) {
      forest.feature[at] = -1;
      forest.left[at] = at;
      forest.value[at] = node.distribution!;
      continue;
    }
    forest.feature[at] = columns[node.splitColumn]!;
    forest.threshold[at] = atOrAbove(node.splitValue);
    forest.left[at] = free;
    waiting.push({ node: node.right, at: free + 1 }, { node: node.left, at: free });
    free += 2;
  }
  return free;
}

/** The least number in single precision that is not below this one. */
function atOrAbove(value: number): number {
  const near = Math.fround(value);
  if (near >= value) return near;
  const bits = new Int32Array(Float32Array.of(near).buffer);
  // Numbers of one sign follow each other as their bits do; zero has two names.
  if (near === 0) return 2 ** -149;
  bits[0] = bits[0]! + (near > 0 ? 1 : -1);
  return new Float32Array(bits.buffer)[0]!;
}

/** Lets all rows of training fall: fills the cover of the leaves and tells their rows. */
function fallenRows(forest: Forest, { columns, rows, names }: FeatureTable): LeafSamples {
  const trees = forest.roots.length;
  const leaves = new Int32Array(rows * trees);
  const taken = new Float32Array(names.length);
  for (let i = 0; i < rows; i++) {
    for (let f = 0; f < taken.length; f++) taken[f] = columns[f]![i]!;
    for (let tree = 0; tree < trees; tree++) {
      const leaf = leafOf(forest, tree, taken);
      leaves[i * trees + tree] = leaf;
      forest.cover[leaf] = forest.cover[leaf]! + 1;
    }
  }
  const nodes = forest.feature.length;
  const from = new Int32Array(nodes);
  const to = new Int32Array(nodes);
  let placed = 0;
  for (let node = 0; node < nodes; node++) {
    if (forest.feature[node]! >= 0) continue;
    from[node] = placed;
    to[node] = placed;
    placed += forest.cover[node]!;
  }
  const row = new Int32Array(placed);
  for (let i = 0; i < rows; i++) {
    for (let tree = 0; tree < trees; tree++) {
      const leaf = leaves[i * trees + tree]!;
      row[to[leaf]!] = i;
      to[leaf] = to[leaf]! + 1;
    }
  }
  return { from, to, row, weight: new Uint16Array(placed).fill(1) };
}

/**
 * Cover and value of the splits from their leaves. The variance of a tree's predictions is the sum over its splits of the
 * variance between their two sides, which is what counts for a column here; the library has another measure, which it
 * loses when it is saved.
 */
function sumUp({ feature, left, value, cover, features }: Forest): Float64Array {
  const made = new Float64Array(features.length);
  // Children stand behind their parent.
  for (let node = feature.length - 1; node >= 0; node--) {
    const asked = feature[node]!;
    if (asked < 0) continue;
    const l = left[node]!;
    const [weight, other] = [cover[l]!, cover[l + 1]!];
    const both = weight + other;
    const between = value[l]! - value[l + 1]!;
    cover[node] = both;
    value[node] = (weight * value[l]! + other * value[l + 1]!) / both;
    made[asked] = made[asked]! + (weight * other * between * between) / both;
  }
  const total = made.reduce((sum, part) => sum + part, 0);
  return total > 0 ? made.map((part) => part / total) : made;
}
