import type { Rng } from '../../physics/core/random.ts';
import type { ForestOptions } from './forest.ts';
import type { NodeStore } from './node-store.ts';
import type { TrainingColumns } from './training-columns.ts';

/** Least share of the variance of a node that a split must take away. */
const leastGain = 1e-12;

/** What a leaf was grown from. */
export interface LeafRows {
  leaf(node: number, rows: Int32Array, from: number, to: number, weight: Int32Array): void;
}

/**
 * Grows exact trees of least squares. The rows of a node are a stretch of every column's order, which a split divides
 * without changing it, so that no node sorts. All scratch space is made once.
 * @see Breiman1984, Classification and Regression Trees, sections 8.2 and 4.3 (a class is an output that is 0 or 1) (not read)
 */
export class TreeGrower {
  readonly #columns: TrainingColumns;
  /** Targets, `outputs` numbers a row, scaled so that the outputs count alike. */
  readonly #targets: Float64Array;
  readonly #options: ForestOptions;
  readonly #nodes: NodeStore;
  readonly #leafRows: LeafRows | undefined;
  readonly #featuresPerSplit: number;
  /** Variance that the splits by each column took away. */
  readonly gain: Float64Array;

  readonly #order: readonly Int32Array[];
  readonly #spare: Int32Array;
  readonly #goesLeft: Uint8Array;
  readonly #chosen: Int32Array;
  readonly #sum: Float64Array;
  readonly #leftSum: Float64Array;
  readonly #missingSum: Float64Array;
  /** Nodes that wait: number, first row, behind the last row, depth. */
  readonly #waiting: number[] = [];
  /** Bounds that monotone splits above a waiting node set on its value. */
  readonly #bounds: number[] = [];

  #weight = 0;
  #purity = 0;
  #low = Number.NEGATIVE_INFINITY;
  #high = Number.POSITIVE_INFINITY;
  #bestGain = 0;
  #bestFeature = -1;
  #bestLast = -1;
  #bestThreshold = 0;
  #bestMissingRight = 0;
  /** Half way between the means of the two sides. */
  #bestMiddle = 0;

  constructor(
    columns: TrainingColumns,
    targets: Float64Array,
    options: ForestOptions,
    nodes: NodeStore,
    leafRows?: LeafRows,
  ) {
    const { rows, values } = columns;
    const count = values.length;
    this.#columns = columns;
    this.#targets = targets;
    this.#options = options;
    this.#nodes = nodes;
    this.#leafRows = leafRows;
    this.#featuresPerSplit = Math.max(1, Math.round(options.featureShare * count));
    this.gain = new Float64Array(count);
    this.#order = values.map(() => new Int32Array(rows));
    this.#spare = new Int32Array(rows);
    this.#goesLeft = new Uint8Array(rows);
    this.#chosen = Int32Array.from({ length: count }, (_, feature) => feature);
    this.#sum = new Float64Array(nodes.outputs);
    this.#leftSum = new Float64Array(nodes.outputs);
    this.#missingSum = new Float64Array(nodes.outputs);
  }

  /**
   * Grows one tree.
   * @param weight - how often each row is in the sample of the tree
   * @returns its root
   */
  grow(weight: Int32Array, rng: Rng): number {
    const count = this.#takeSample(weight);
    const nodes = this.#nodes;
    nodes.reserve(2 * count);
    const root = nodes.count++;
    const waiting = this.#waiting;
    const bounds = this.#bounds;
    waiting.push(root, 0, count, 0);
    bounds.push(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    while (waiting.length > 0) {
      const depth = waiting.pop()!;
      const to = waiting.pop()!;
      const from = waiting.pop()!;
      const node = waiting.pop()!;
      this.#high = bounds.pop()!;
      this.#low = bounds.pop()!;
      const spread = this.#describe(node, from, to, weight);
      const { maxDepth, minSplit, minLeaf } = this.#options;
      this.#bestFeature = -1;
      this.#bestGain = leastGain * Math.max(1, spread + this.#purity);
      if (
        depth < maxDepth &&
        to - from > 1 &&
        this.#weight >= minSplit &&
        this.#weight >= 2 * minLeaf &&
        spread > leastGain * this.#weight
      ) {
        this.#findSplit(from, to, weight, rng);
      }
      if (this.#bestFeature < 0) {
        nodes.feature[node] = -1;
        nodes.left[node] = node;
        this.#leafRows?.leaf(node, this.#order[0]!, from, to, weight);
      } else {
        const middle = this.#divide(from, to);
        this.#branch(node, from, middle, to, depth);
      }
    }
    return root;
  }

  /** Copies the orders without the rows that the sample leaves out. */
  #takeSample(weight: Int32Array): number {
    const isDrawn = this.#goesLeft;
    for (let row = 0; row < weight.length; row++) isDrawn[row] = weight[row]! > 0 ? 1 : 0;
    const { order } = this.#columns;
    let count = 0;
    for (let f = 0; f < order.length; f++) count = taken(order[f]!, isDrawn, this.#order[f]!);
    return count;
  }

  /** Sums up a node. Returns the sum of squares about its mean. */
  #describe(node: number, from: number, to: number, weight: Int32Array): number {
    const { outputs, value, cover } = this.#nodes;
    const order = this.#order[0]!;
    const targets = this.#targets;
    const sum = this.#sum;
    sum.fill(0);
    let total = 0;
    let squares = 0;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      const w = weight[row]!;
      total += w;
      for (let k = 0; k < outputs; k++) {
        const target = targets[row * outputs + k]!;
        sum[k] = sum[k]! + w * target;
        squares += w * target * target;
      }
    }
    let purity = 0;
    for (let k = 0; k < outputs; k++) {
      purity += (sum[k]! * sum[k]!) / total;
      value[node * outputs + k] = sum[k]! / total;
    }
    cover[node] = total;
    this.#weight = total;
    this.#purity = purity;
    return squares - purity;
  }

  /** Looks for the split that takes away most variance, among columns drawn for this node. */
  #findSplit(from: number, to: number, weight: Int32Array, rng: Rng): void {
    const chosen = this.#chosen;
    const wanted = this.#featuresPerSplit;
    let looked = 0;
    for (let j = 0; j < chosen.length && looked < wanted; j++) {
      if (wanted < chosen.length) {
        const other = j + Math.floor(rng.uniform() * (chosen.length - j));
        const feature = chosen[other]!;
        chosen[other] = chosen[j]!;
        chosen[j] = feature;
      }
      const feature = chosen[j]!;
      const order = this.#order[feature]!;
      const values = this.#columns.values[feature]!;
      let present = to;
      while (present > from && Number.isNaN(values[order[present - 1]!]!)) present--;
      // A column that is the same in the whole node is no choice: another is drawn for it.
      if (present === from) continue;
      if (present === to && values[order[from]!] === values[order[to - 1]!]) continue;
      looked += 1;
      if (this.#nodes.outputs === 1) this.#sweepOne(feature, from, present, to, weight);
      else this.#sweepMany(feature, from, present, to, weight);
    }
  }

  /** All splits by one column for one output: rows without a value go to either side in turn. */
  #sweepOne(feature: number, from: number, present: number, to: number, weight: Int32Array): void {
    const order = this.#order[feature]!;
    const values = this.#columns.values[feature]!;
    const targets = this.#targets;
    const { minLeaf, monotone } = this.#options;
    const total = this.#weight;
    const sum = this.#sum[0]!;
    const purity = this.#purity;
    const isBound = monotone !== undefined;
    let missing = 0;
    let missingSum = 0;
    for (let i = present; i < to; i++) {
      const row = order[i]!;
      missing += weight[row]!;
      missingSum += weight[row]! * targets[row]!;
    }
    let best = this.#bestGain;
    let left = 0;
    let leftSum = 0;
    let next = values[order[from]!]!;
    for (let i = from; i < present; i++) {
      const row = order[i]!;
      const w = weight[row]!;
      left += w;
      leftSum += w * targets[row]!;
      const value = next;
      if (i + 1 < present) {
        next = values[order[i + 1]!]!;
        if (value === next) continue;
      } else if (missing === 0) break;
      const right = total - left;
      if (left >= minLeaf && right >= minLeaf) {
        const rest = sum - leftSum;
        const gain = (leftSum * leftSum) / left + (rest * rest) / right - purity;
        if (gain > best && !(isBound && this.#breaks(feature, leftSum / left, rest / right))) {
          best = gain;
          this.#bestMiddle = 0.5 * (leftSum / left + rest / right);
          const missingRight = missing > 0 || right > left;
          this.#note(feature, i, i + 1 < present ? between(value, next) : Infinity, missingRight);
        }
      }
      if (missing > 0 && i + 1 < present) {
        const l = left + missing;
        const r = total - l;
        if (l < minLeaf || r < minLeaf) continue;
        const lSum = leftSum + missingSum;
        const rSum = sum - lSum;
        const gain = (lSum * lSum) / l + (rSum * rSum) / r - purity;
        if (gain > best && !(isBound && this.#breaks(feature, lSum / l, rSum / r))) {
          best = gain;
          this.#bestMiddle = 0.5 * (lSum / l + rSum / r);
          this.#note(feature, i, between(value, next), false);
        }
      }
    }
    this.#bestGain = best;
  }

  /** The same for several outputs. */
  #sweepMany(feature: number, from: number, present: number, to: number, weight: Int32Array): void {
    const order = this.#order[feature]!;
    const values = this.#columns.values[feature]!;
    const targets = this.#targets;
    const { outputs } = this.#nodes;
    const leftSum = this.#leftSum.fill(0);
    const missingSum = this.#missingSum.fill(0);
    let missing = 0;
    for (let i = present; i < to; i++) {
      const row = order[i]!;
      const w = weight[row]!;
      missing += w;
      for (let k = 0; k < outputs; k++) {
        missingSum[k] = missingSum[k]! + w * targets[row * outputs + k]!;
      }
    }
    let left = 0;
    let next = values[order[from]!]!;
    for (let i = from; i < present; i++) {
      const row = order[i]!;
      const w = weight[row]!;
      left += w;
      for (let k = 0; k < outputs; k++) {
        leftSum[k] = leftSum[k]! + w * targets[row * outputs + k]!;
      }
      const value = next;
      if (i + 1 < present) {
        next = values[order[i + 1]!]!;
        if (value === next) continue;
      } else if (missing === 0) break;
      if (this.#betters(left, 0)) {
        const missingRight = missing > 0 || this.#weight - left > left;
        this.#note(feature, i, i + 1 < present ? between(value, next) : Infinity, missingRight);
      }
      if (missing > 0 && i + 1 < present && this.#betters(left, missing)) {
        this.#note(feature, i, between(value, next), false);
      }
    }
  }

  /** Whether a split betters the best, with rows of the weight `missing` on the left; then its gain is the best. */
  #betters(present: number, missing: number): boolean {
    const left = present + missing;
    const right = this.#weight - left;
    const { minLeaf } = this.#options;
    if (left < minLeaf || right < minLeaf) return false;
    const { outputs } = this.#nodes;
    let gain = -this.#purity;
    for (let k = 0; k < outputs; k++) {
      const sum = this.#leftSum[k]! + (missing > 0 ? this.#missingSum[k]! : 0);
      const rest = this.#sum[k]! - sum;
      gain += (sum * sum) / left + (rest * rest) / right;
    }
    if (gain <= this.#bestGain) return false;
    this.#bestGain = gain;
    return true;
  }

  /** Whether a split goes against a column's direction, or leaves the bounds of the splits above. */
  #breaks(feature: number, left: number, right: number): boolean {
    const direction = this.#options.monotone![feature]!;
    if (direction * (right - left) < 0) return true;
    const low = Math.min(left, right);
    return low < this.#low || Math.max(left, right) > this.#high;
  }

  #note(feature: number, last: number, threshold: number, missingRight: boolean): void {
    this.#bestFeature = feature;
    this.#bestLast = last;
    this.#bestThreshold = threshold;
    this.#bestMissingRight = missingRight ? 1 : 0;
  }

  /** Divides every order by the best split, each side in its order. Returns the first place of the right side. */
  #divide(from: number, to: number): number {
    const goesLeft = this.#goesLeft;
    const feature = this.#bestFeature;
    const order = this.#order[feature]!;
    const values = this.#columns.values[feature]!;
    const last = this.#bestLast;
    const missingLeft = 1 - this.#bestMissingRight;
    let middle = last + 1;
    for (let i = from; i <= last; i++) goesLeft[order[i]!] = 1;
    for (let i = last + 1; i < to; i++) {
      const row = order[i]!;
      // Rows without a value stand last.
      const side = missingLeft === 1 && Number.isNaN(values[row]!) ? 1 : 0;
      goesLeft[row] = side;
      middle += side;
    }
    const isParted = middle === last + 1;
    // Below a single row on either side nothing is looked for: the rows of leaves are told by the first order.
    const kept = to - from === 2 ? 1 : this.#order.length;
    for (let f = 0; f < kept; f++) {
      if (f !== feature || !isParted) part(this.#order[f]!, from, to, goesLeft, this.#spare);
    }
    return middle;
  }

  /** Makes the children of a node and lets them wait, the left one on top. */
  #branch(node: number, from: number, middle: number, to: number, depth: number): void {
    const nodes = this.#nodes;
    const feature = this.#bestFeature;
    const left = nodes.count;
    nodes.count += 2;
    nodes.feature[node] = feature;
    nodes.threshold[node] = this.#bestThreshold;
    nodes.missingRight[node] = this.#bestMissingRight;
    nodes.left[node] = left;
    this.gain[feature] = this.gain[feature]! + this.#bestGain;
    this.#waiting.push(left + 1, middle, to, depth + 1, left, from, middle, depth + 1);
    const direction = this.#options.monotone?.[feature] ?? 0;
    const limit = this.#bestMiddle;
    this.#bounds.push(
      direction > 0 ? limit : this.#low,
      direction < 0 ? limit : this.#high,
      direction < 0 ? limit : this.#low,
      direction > 0 ? limit : this.#high,
    );
  }
}

/** A number in single precision above `low` and at most `high`, half way where there is one. */
function between(low: number, high: number): number {
  const middle = Math.fround(0.5 * (low + high));
  return middle > low ? middle : high;
}

/** Copies the marked rows of an order. Returns how many they are. */
function taken(source: Int32Array, isMarked: Uint8Array, target: Int32Array): number {
  let count = 0;
  // Each row is written and counts where it is marked; behind the last one stands what nobody reads.
  for (let i = 0; i < source.length; i++) {
    const row = source[i]!;
    target[count] = row;
    count += isMarked[row]!;
  }
  return count;
}

/** Moves the marked rows of a stretch to its front, each side in its order. */
function part(
  order: Int32Array,
  from: number,
  to: number,
  isFront: Uint8Array,
  spare: Int32Array,
): void {
  let front = from;
  let behind = 0;
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    const toFront = isFront[row]!;
    // Both are written and one counts: a branch would be guessed wrong half the time.
    order[front] = row;
    spare[behind] = row;
    front += toFront;
    behind += 1 - toFront;
  }
  for (let i = 0; i < behind; i++) order[front + i] = spare[i]!;
}
