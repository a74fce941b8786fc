import { FlatForest } from '../forest/flat-forest.ts';
import type { Forest } from '../forest/forest.ts';

/** All of a gate as plain data and typed arrays. */
export interface GateParts {
  /** Its output is the share of the trees' rows that must not pass. */
  readonly forest: Forest;
  /** Least output that is stopped. */
  readonly threshold: number;
}

/** Tells rows that may pass from rows that must not. */
export class ForestGate {
  readonly parts: GateParts;
  readonly #flat: FlatForest;
  readonly #out = new Float64Array(1);

  constructor(parts: GateParts) {
    this.parts = parts;
    this.#flat = new FlatForest(parts.forest);
  }

  /** How far a row looks like those that must not pass, 0 to 1. */
  badness(row: ArrayLike<number>): number {
    return this.#flat.predict(row, this.#out)[0]!;
  }

  passes(row: ArrayLike<number>): boolean {
    return this.badness(row) < this.parts.threshold;
  }
}
