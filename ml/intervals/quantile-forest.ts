import { type Forest, leafOf } from '../forest/forest.ts';
import type { LeafSamples } from '../forest/leaf-samples.ts';
import type { TrainedForest } from '../forest/train-forest.ts';

/** Share of the weights by which their sum may be off by rounding. */
const rounding = 1e-12;

/**
 * Quantiles of the target at a row, from the training rows with which it shares leaves: each tree gives the rows of the
 * leaf equal weights, as often as they were drawn. Leaves of 5 rows and more are usual; the bands are not calibrated.
 * @see Meinshausen2006, Quantile Regression Forests, J. Mach. Learn. Res. 7, 983-999, eqs. 4 and 6
 */
export class QuantileForest {
  readonly #forest: Forest;
  readonly #samples: LeafSamples;
  /** Targets, rising, and where each training row stands among them. */
  readonly #rising: Float64Array;
  readonly #place: Int32Array;
  readonly #weights: Float64Array;
  readonly #row: Float32Array;

  /** @param target - one number for each training row */
  constructor({ forest, leafSamples }: TrainedForest, target: Float64Array) {
    this.#forest = forest;
    this.#samples = leafSamples;
    const order = Int32Array.from(target, (_, row) => row);
    order.sort((a, b) => target[a]! - target[b]! || a - b);
    this.#rising = Float64Array.from(order, (row) => target[row]!);
    this.#place = new Int32Array(target.length);
    for (let i = 0; i < order.length; i++) this.#place[order[i]!] = i;
    this.#weights = new Float64Array(target.length);
    this.#row = new Float32Array(forest.features.length);
  }

  /**
   * The least target at which the weights of all up to it reach each level.
   * @param levels - in (0, 1], rising
   * @param out - gets a number for each level
   */
  quantiles(row: ArrayLike<number>, levels: readonly number[], out: Float64Array): Float64Array {
    this.#weigh(row);
    const last = this.#rising.length - 1;
    let place = 0;
    let sum = this.#weights[0]!;
    for (let k = 0; k < levels.length; k++) {
      while (sum < levels[k]! - rounding && place < last) sum += this.#weights[++place]!;
      out[k] = this.#rising[place]!;
    }
    return out;
  }

  #weigh(row: ArrayLike<number>): void {
    const { roots } = this.#forest;
    const { from, to, row: rows, weight } = this.#samples;
    const taken = this.#row;
    for (let f = 0; f < taken.length; f++) taken[f] = row[f]!;
    this.#weights.fill(0);
    for (let tree = 0; tree < roots.length; tree++) {
      const leaf = leafOf(this.#forest, tree, taken);
      let total = 0;
      for (let i = from[leaf]!; i < to[leaf]!; i++) total += weight[i]!;
      const share = 1 / (total * roots.length);
      for (let i = from[leaf]!; i < to[leaf]!; i++) {
        const place = this.#place[rows[i]!]!;
        this.#weights[place] = this.#weights[place]! + weight[i]! * share;
      }
    }
  }
}
