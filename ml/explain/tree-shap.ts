import type { Forest } from '../forest/forest.ts';

/**
 * Shapley values of a forest's prediction, exact, where a column that is not known is averaged over the training rows
 * of each node it would have split (path-dependent). All scratch space is made once; a row allocates nothing.
 *
 * The path to a node is a list of the columns it asks, each once: `zero` is the share of the training rows that follows
 * the path where the column is unknown, `one` is 1 where the row itself follows it, and `weight[i]` sums the Shapley
 * weights of the sets in which i of the columns are known.
 * @see Lundberg2018, Consistent individualized feature attribution for tree ensembles, algorithm 2, arXiv:1802.03888;
 *   Lundberg2020, Nature Machine Intelligence 2, 56-67, doi:10.1038/s42256-019-0138-9 (neither read)
 */
export class TreeShap {
  readonly features: readonly string[];
  readonly outputs: number;
  /** What the forest says where no column is known, by output: the values of a row add up to its prediction less this. */
  readonly base: Float64Array;
  readonly #forest: Forest;
  /** Entries of a path at most; each depth has room for one. */
  readonly #width: number;
  readonly #column: Int16Array;
  readonly #zero: Float64Array;
  readonly #one: Float64Array;
  readonly #weight: Float64Array;
  readonly #row: Float32Array;
  #out: Float64Array = new Float64Array(0);

  constructor(forest: Forest) {
    this.features = forest.features;
    this.outputs = forest.outputs;
    this.base = new Float64Array(forest.outputs);
    this.#forest = forest;
    let depth = 0;
    for (const root of forest.roots) depth = Math.max(depth, this.#addToBase(root, 1, 0));
    for (let k = 0; k < this.outputs; k++) this.base[k] = this.base[k]! / forest.roots.length;
    this.#width = Math.min(depth, forest.features.length) + 1;
    const room = (depth + 1) * this.#width;
    this.#column = new Int16Array(room);
    this.#zero = new Float64Array(room);
    this.#one = new Float64Array(room);
    this.#weight = new Float64Array(room);
    this.#row = new Float32Array(forest.features.length);
  }

  /**
   * Shapley values of one row.
   * @param row - numbers by column, NaN where one is missing
   * @param out - gets `features * outputs` numbers, the outputs of a column together, each in the unit of its output
   */
  explain(row: ArrayLike<number>, out: Float64Array): Float64Array {
    const taken = this.#row;
    for (let f = 0; f < taken.length; f++) taken[f] = row[f]!;
    const { roots } = this.#forest;
    const numbers = taken.length * this.outputs;
    out.fill(0, 0, numbers);
    this.#out = out;
    for (let tree = 0; tree < roots.length; tree++) this.#walk(roots[tree]!, 0, 0, 1, 1, -1);
    for (let i = 0; i < numbers; i++) out[i] = out[i]! / roots.length;
    return out;
  }

  /** Adds what a subtree says on average, by its share of the rows. Returns its greatest depth. */
  #addToBase(node: number, share: number, depth: number): number {
    const { feature, left, value } = this.#forest;
    if (feature[node]! < 0) {
      for (let k = 0; k < this.outputs; k++) {
        this.base[k] = this.base[k]! + share * value[node * this.outputs + k]!;
      }
      return depth;
    }
    const child = left[node]!;
    const goesLeft = this.#leftShare(child);
    return Math.max(
      this.#addToBase(child, share * goesLeft, depth + 1),
      this.#addToBase(child + 1, share * (1 - goesLeft), depth + 1),
    );
  }

  /** Share of the training rows of a node that its left child got. */
  #leftShare(left: number): number {
    const { cover } = this.#forest;
    const both = cover[left]! + cover[left + 1]!;
    return both > 0 ? cover[left]! / both : 0.5;
  }

  /**
   * Follows the tree below a node.
   * @param level - depth of the node, the place of its path
   * @param length - entries of the path so far, copied to this level
   */
  #walk(
    node: number,
    level: number,
    length: number,
    zero: number,
    one: number,
    column: number,
  ): void {
    // No set of columns leads here: neither the row nor a share of the training rows does.
    if (zero === 0 && one === 0) return;
    const path = level * this.#width;
    this.#extend(path, length, zero, one, column);
    const asked = this.#forest.feature[node]!;
    if (asked < 0) {
      this.#addLeaf(node, path, length);
      return;
    }
    const columns = this.#column;
    let before = 1;
    while (before <= length && columns[path + before] !== asked) before++;
    let kept = length;
    let zeroBefore = 1;
    let oneBefore = 1;
    if (before <= length) {
      zeroBefore = this.#zero[path + before]!;
      oneBefore = this.#one[path + before]!;
      this.#unwind(path, length, before);
      kept -= 1;
    }
    const left = this.#forest.left[node]!;
    const goesRight = this.#isRight(node, asked);
    const leftShare = this.#leftShare(left);
    this.#copyDown(path, kept);
    const leftOne = goesRight ? 0 : oneBefore;
    this.#walk(left, level + 1, kept + 1, zeroBefore * leftShare, leftOne, asked);
    this.#copyDown(path, kept);
    const rightOne = goesRight ? oneBefore : 0;
    this.#walk(left + 1, level + 1, kept + 1, zeroBefore * (1 - leftShare), rightOne, asked);
  }

  #isRight(node: number, asked: number): boolean {
    const { threshold, missingRight } = this.#forest;
    const value = this.#row[asked]!;
    return Number.isNaN(value) ? missingRight[node] === 1 : value >= threshold[node]!;
  }

  #copyDown(path: number, last: number): void {
    const next = path + this.#width;
    for (let i = 0; i <= last; i++) {
      this.#column[next + i] = this.#column[path + i]!;
      this.#zero[next + i] = this.#zero[path + i]!;
      this.#one[next + i] = this.#one[path + i]!;
      this.#weight[next + i] = this.#weight[path + i]!;
    }
  }

  /** Puts a column behind the path: each set of columns becomes one with and one without it. */
  #extend(path: number, length: number, zero: number, one: number, column: number): void {
    const weight = this.#weight;
    this.#column[path + length] = column;
    this.#zero[path + length] = zero;
    this.#one[path + length] = one;
    weight[path + length] = length === 0 ? 1 : 0;
    for (let i = length - 1; i >= 0; i--) {
      const at = path + i;
      weight[at + 1] = weight[at + 1]! + (one * weight[at]! * (i + 1)) / (length + 1);
      weight[at] = (zero * weight[at]! * (length - i)) / (length + 1);
    }
  }

  /** Takes a column out of the path. */
  #unwind(path: number, length: number, which: number): void {
    const weight = this.#weight;
    const one = this.#one[path + which]!;
    const zero = this.#zero[path + which]!;
    let next = weight[path + length]!;
    for (let i = length - 1; i >= 0; i--) {
      const at = path + i;
      if (one !== 0) {
        const held = weight[at]!;
        weight[at] = (next * (length + 1)) / ((i + 1) * one);
        next = held - (weight[at]! * zero * (length - i)) / (length + 1);
      } else {
        weight[at] = (weight[at]! * (length + 1)) / (zero * (length - i));
      }
    }
    for (let at = path + which; at < path + length; at++) {
      this.#column[at] = this.#column[at + 1]!;
      this.#zero[at] = this.#zero[at + 1]!;
      this.#one[at] = this.#one[at + 1]!;
    }
  }

  /** Sum of the weights of the path without one of its columns. */
  #unwoundSum(path: number, length: number, which: number): number {
    const weight = this.#weight;
    const one = this.#one[path + which]!;
    const zero = this.#zero[path + which]!;
    let next = weight[path + length]!;
    let sum = 0;
    for (let i = length - 1; i >= 0; i--) {
      if (one !== 0) {
        const part = (next * (length + 1)) / ((i + 1) * one);
        sum += part;
        next = weight[path + i]! - (part * zero * (length - i)) / (length + 1);
      } else {
        sum += (weight[path + i]! * (length + 1)) / (zero * (length - i));
      }
    }
    return sum;
  }

  #addLeaf(leaf: number, path: number, length: number): void {
    const { value } = this.#forest;
    const { outputs } = this;
    const out = this.#out;
    for (let i = 1; i <= length; i++) {
      const column = this.#column[path + i]!;
      const part =
        this.#unwoundSum(path, length, i) * (this.#one[path + i]! - this.#zero[path + i]!);
      for (let k = 0; k < outputs; k++) {
        const at = column * outputs + k;
        out[at] = out[at]! + part * value[leaf * outputs + k]!;
      }
    }
  }
}
