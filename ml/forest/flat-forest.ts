import { MlError } from '../errors.ts';
import type { Forest } from './forest.ts';

/** Most columns and nodes that a node of 8 bytes can name. */
const mostFeatures = 126;
const mostNodes = 2 ** 24;
/** In place of a column: the node is a leaf. */
const leafMark = 127;
const featureBits = 0x7f;
const missingRightBit = 0x80;

/**
 * A forest as predictions run on it: a node is 8 bytes, a threshold and one word of the column (7 bits), where a missing
 * value goes (1 bit) and the left child, or the leaf (24 bits). Nodes of a tree stand by depth, so that the first ones,
 * which every row asks, share their cache lines.
 */
export class FlatForest {
  readonly features: readonly string[];
  readonly outputs: number;
  readonly trees: number;
  readonly #roots: Int32Array;
  readonly #words: Uint32Array;
  readonly #thresholds: Float32Array;
  readonly #leaves: Float64Array;
  readonly #row: Float32Array;

  /** @throws MlError ML_TOO_LARGE for more than 126 columns or 16,777,216 nodes (data: columns, nodes) */
  constructor(forest: Forest) {
    const { features, outputs, roots } = forest;
    if (features.length > mostFeatures || forest.feature.length > mostNodes) {
      const data = { columns: features.length, nodes: forest.feature.length };
      const message = `a forest of ${data.columns} columns and ${data.nodes} nodes; allowed are ${mostFeatures} columns and ${mostNodes} nodes`;
      throw new MlError('ML_TOO_LARGE', message, data);
    }
    this.features = features;
    this.outputs = outputs;
    this.trees = roots.length;
    this.#roots = new Int32Array(roots.length);
    const store = new ArrayBuffer(8 * forest.feature.length);
    this.#words = new Uint32Array(store);
    this.#thresholds = new Float32Array(store);
    this.#leaves = new Float64Array(outputs * leafCount(forest));
    this.#row = new Float32Array(features.length);
    this.#lay(forest);
  }

  get bytes(): number {
    return this.#words.byteLength + this.#leaves.byteLength;
  }

  /** Puts the nodes of each tree down by depth. */
  #lay(forest: Forest): void {
    const { roots, feature, threshold, left, missingRight, value, outputs } = forest;
    const queue = new Int32Array(feature.length);
    let placed = 0;
    let leaves = 0;
    for (const [tree, root] of roots.entries()) {
      this.#roots[tree] = placed;
      queue[placed++] = root;
      for (let at = this.#roots[tree]!; at < placed; at++) {
        const node = queue[at]!;
        const asked = feature[node]!;
        if (asked < 0) {
          this.#words[2 * at + 1] = ((leaves << 8) | leafMark) >>> 0;
          for (let k = 0; k < outputs; k++) {
            this.#leaves[leaves * outputs + k] = value[node * outputs + k]!;
          }
          leaves += 1;
          continue;
        }
        const missing = missingRight[node] === 1 ? missingRightBit : 0;
        this.#thresholds[2 * at] = threshold[node]!;
        this.#words[2 * at + 1] = ((placed << 8) | missing | asked) >>> 0;
        queue[placed++] = left[node]!;
        queue[placed++] = left[node]! + 1;
      }
    }
  }

  /**
   * Mean of the trees for one row.
   * @param row - numbers by column, NaN where one is missing
   * @param out - gets `outputs` numbers
   */
  predict(row: ArrayLike<number>, out: Float64Array): Float64Array {
    const { outputs } = this;
    const leaves = this.#leaves;
    this.#take(row);
    out.fill(0, 0, outputs);
    for (let tree = 0; tree < this.trees; tree++) {
      const leaf = this.#leafAt(tree);
      for (let k = 0; k < outputs; k++) out[k] = out[k]! + leaves[leaf * outputs + k]!;
    }
    for (let k = 0; k < outputs; k++) out[k] = out[k]! / this.trees;
    return out;
  }

  /** What each tree says of one row, tree by tree; `out` gets `trees * outputs` numbers. */
  predictTrees(row: ArrayLike<number>, out: Float64Array): Float64Array {
    const { outputs } = this;
    this.#take(row);
    for (let tree = 0; tree < this.trees; tree++) {
      const leaf = this.#leafAt(tree);
      for (let k = 0; k < outputs; k++) {
        out[tree * outputs + k] = this.#leaves[leaf * outputs + k]!;
      }
    }
    return out;
  }

  /**
   * Means of the trees for many rows, tree after tree, so that a tree stays in the cache.
   * @param columns - one array for each column
   * @returns `outputs` numbers for each row
   */
  predictRows(columns: readonly Float64Array[]): Float64Array {
    const { outputs } = this;
    const width = columns.length;
    const rows = columns[0]!.length;
    const matrix = new Float32Array(rows * width);
    for (let f = 0; f < width; f++) {
      const column = columns[f]!;
      for (let i = 0; i < rows; i++) matrix[i * width + f] = column[i]!;
    }
    const words = this.#words;
    const thresholds = this.#thresholds;
    const leaves = this.#leaves;
    const out = new Float64Array(rows * outputs);
    for (let tree = 0; tree < this.trees; tree++) {
      const root = this.#roots[tree]!;
      for (let i = 0; i < rows; i++) {
        const base = i * width;
        let node = root;
        let word = words[2 * node + 1]!;
        for (let f = word & featureBits; f !== leafMark; f = word & featureBits) {
          const value = matrix[base + f]!;
          const right =
            value >= thresholds[2 * node]! ||
            (Number.isNaN(value) && (word & missingRightBit) !== 0);
          node = (word >>> 8) + (right ? 1 : 0);
          word = words[2 * node + 1]!;
        }
        const leaf = word >>> 8;
        for (let k = 0; k < outputs; k++) {
          out[i * outputs + k] = out[i * outputs + k]! + leaves[leaf * outputs + k]!;
        }
      }
    }
    for (let i = 0; i < out.length; i++) out[i] = out[i]! / this.trees;
    return out;
  }

  #take(row: ArrayLike<number>): void {
    const taken = this.#row;
    for (let f = 0; f < taken.length; f++) taken[f] = row[f]!;
  }

  #leafAt(tree: number): number {
    const row = this.#row;
    const words = this.#words;
    const thresholds = this.#thresholds;
    let node = this.#roots[tree]!;
    let word = words[2 * node + 1]!;
    for (let f = word & featureBits; f !== leafMark; f = word & featureBits) {
      const value = row[f]!;
      const right =
        value >= thresholds[2 * node]! || (Number.isNaN(value) && (word & missingRightBit) !== 0);
      node = (word >>> 8) + (right ? 1 : 0);
      word = words[2 * node + 1]!;
    }
    return word >>> 8;
  }
}

function leafCount({ feature }: Forest): number {
  let count = 0;
  for (const asked of feature) if (asked < 0) count += 1;
  return count;
}
