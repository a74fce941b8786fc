import { averagePathLength } from './path-length.ts';

/**
 * Random trees that part rows from each other, in arrays, one entry a node; the two children of a node lie beside each
 * other. A row goes right where its value is at or above the threshold.
 */
export interface IsolationForest {
  /** Names of the columns that a row has, in their order. */
  readonly features: readonly string[];
  /** Rows that each tree saw. */
  readonly sampleSize: number;
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Column that a node asks; -1 in a leaf. */
  readonly feature: Int16Array;
  readonly threshold: Float64Array;
  /** Left child; the right one is the next. */
  readonly left: Int32Array;
  /** Training rows in a node. */
  readonly cover: Float64Array;
  /** Splits from the root to the end of a row in this node, in the mean of its training rows. */
  readonly pathLength: Float64Array;
}

/**
 * Anomaly score of a path length: 2^(-E(h) / c(psi)); near 1 is an anomaly, well below 0.5 is usual.
 * @param pathLength - E(h), mean over the trees, > 0
 * @returns in (0, 1)
 * @see Liu2008, Proc. IEEE ICDM, 413-422, eq. 2, doi:10.1109/ICDM.2008.17 (not read)
 */
export function scoreOfPath({ sampleSize }: IsolationForest, pathLength: number): number {
  return 2 ** (-pathLength / averagePathLength(sampleSize));
}
