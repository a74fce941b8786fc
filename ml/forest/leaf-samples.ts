import type { LeafRows } from './tree-grower.ts';

/** Training rows of every leaf, for quantiles and for how near a new row is to old ones. */
export interface LeafSamples {
  /** First entry of a node in the lists, and behind its last; equal for a node that is no leaf. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Row and how often it was drawn. */
  readonly row: Int32Array;
  readonly weight: Uint16Array;
}

/** Gathers the rows of leaves while trees grow. */
export class LeafSampleStore implements LeafRows {
  readonly #row: Int32Array;
  readonly #weight: Uint16Array;
  readonly #places: number[] = [];
  #count = 0;

  constructor(rows: number, trees: number) {
    this.#row = new Int32Array(rows * trees);
    this.#weight = new Uint16Array(rows * trees);
  }

  leaf(node: number, rows: Int32Array, from: number, to: number, weight: Int32Array): void {
    this.#places.push(node, this.#count, this.#count + to - from);
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      this.#row[this.#count] = row;
      this.#weight[this.#count++] = weight[row]!;
    }
  }

  finished(nodes: number): LeafSamples {
    const from = new Int32Array(nodes);
    const to = new Int32Array(nodes);
    for (let i = 0; i < this.#places.length; i += 3) {
      from[this.#places[i]!] = this.#places[i + 1]!;
      to[this.#places[i]!] = this.#places[i + 2]!;
    }
    const row = this.#row.slice(0, this.#count);
    return { from, to, row, weight: this.#weight.slice(0, this.#count) };
  }
}
