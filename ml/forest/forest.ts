/**
 * Binary trees in arrays, one entry a node; the two children of a node lie beside each other. A row goes right where its
 * value is at or above the threshold, compared in single precision, as the trees were grown.
 */
export interface Forest {
  /** Names of the columns that a row has, in their order. */
  readonly features: readonly string[];
  /** Numbers that a leaf holds: outputs of a regression, shares of the classes of a classification. */
  readonly outputs: number;
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Column that a node asks; -1 in a leaf. */
  readonly feature: Int16Array;
  readonly threshold: Float32Array;
  /** Left child; the right one is the next. */
  readonly left: Int32Array;
  /** 1 where a row whose value is missing goes right. */
  readonly missingRight: Uint8Array;
  /** Mean of the training rows in a node, `outputs` numbers for each node. */
  readonly value: Float64Array;
  /** Training rows in a node, each as often as it was drawn. */
  readonly cover: Float64Array;
}

/** How trees are grown. */
export interface ForestOptions {
  readonly trees: number;
  readonly maxDepth: number;
  /** Fewest training rows of a node that is split, and of a leaf. */
  readonly minSplit: number;
  readonly minLeaf: number;
  /** Share of the columns, in (0, 1], among which each split is chosen, drawn anew for each. */
  readonly featureShare: number;
  /** Whether each tree sees rows drawn with replacement; without, all trees differ by their columns alone. */
  readonly bootstrap: boolean;
  /** +1 where the output may only rise with a column, -1 only fall, 0 either; by column, for one output. */
  readonly monotone?: readonly (-1 | 0 | 1)[];
}

/** @see Breiman2001, Machine Learning 45, 5-32, doi:10.1023/A:1010933404324 (not read) */
export const defaultForestOptions: ForestOptions = {
  trees: 100,
  maxDepth: 64,
  minSplit: 2,
  minLeaf: 1,
  featureShare: 1,
  bootstrap: true,
};

/** The leaf of a tree to which a row falls; `row` holds single-precision numbers or NaN, by column. */
export function leafOf(forest: Forest, tree: number, row: Float32Array): number {
  return leafBelow(forest, forest.roots[tree]!, row, 0);
}

/** The leaf below a node to which the row falls whose numbers begin at `at`. */
export function leafBelow(
  { feature, threshold, left, missingRight }: Forest,
  from: number,
  numbers: Float32Array,
  at: number,
): number {
  let node = from;
  for (let asked = feature[node]!; asked >= 0; asked = feature[node]!) {
    const value = numbers[at + asked]!;
    const right = Number.isNaN(value) ? missingRight[node]! : value >= threshold[node]! ? 1 : 0;
    node = left[node]! + right;
  }
  return node;
}
