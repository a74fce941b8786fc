import { FlatForest } from '../forest/flat-forest.ts';
import type { Forest } from '../forest/forest.ts';
import type { ScaledRegressor } from './conformal-regressor.ts';

/** The mean of the trees and their standard deviation (divisor of trees less one) with an offset. */
export class SpreadScale implements ScaledRegressor {
  readonly features: readonly string[];
  readonly output: number;
  readonly offset: number;
  readonly #forest: FlatForest;
  readonly #trees: Float64Array;

  constructor(forest: Forest, output: number, offset: number) {
    this.features = forest.features;
    this.output = output;
    this.offset = offset;
    this.#forest = new FlatForest(forest);
    this.#trees = new Float64Array(this.#forest.trees * forest.outputs);
  }

  predictWithScale(row: ArrayLike<number>, out: Float64Array): Float64Array {
    const { outputs, trees } = this.#forest;
    const said = this.#forest.predictTrees(row, this.#trees);
    let mean = 0;
    for (let at = this.output; at < said.length; at += outputs) mean += said[at]!;
    mean /= trees;
    let squares = 0;
    for (let at = this.output; at < said.length; at += outputs) squares += (said[at]! - mean) ** 2;
    out[0] = mean;
    out[1] = Math.sqrt(squares / Math.max(1, trees - 1)) + this.offset;
    return out;
  }
}
