import { dot } from '../data/moments.ts';

/** A pivot below this share of its column's length: the column depends on those before it. */
const dependent = 1e-7;

/** Cholesky factor of the products of some columns, which come and go. */
export class GrowingFactor {
  readonly #columns: readonly Float64Array[];
  readonly #held: number[] = [];
  /** Row i has i + 1 numbers. */
  readonly #rows: Float64Array[] = [];

  constructor(columns: readonly Float64Array[]) {
    this.#columns = columns;
  }

  /** Indices of the columns held, in their order. */
  get held(): readonly number[] {
    return this.#held;
  }

  /** Appends a column. @returns false, and leaves all as it is, where the column depends on those held */
  append(index: number): boolean {
    const column = this.#columns[index]!;
    const size = this.#held.length;
    const row = new Float64Array(size + 1);
    const square = dot(column, column);
    let rest = square;
    for (let i = 0; i < size; i++) {
      const other = this.#rows[i]!;
      let sum = dot(column, this.#columns[this.#held[i]!]!);
      for (let k = 0; k < i; k++) sum -= row[k]! * other[k]!;
      row[i] = sum / other[i]!;
      rest -= row[i]! ** 2;
    }
    if (!(rest > dependent ** 2 * square)) return false;
    row[size] = Math.sqrt(rest);
    this.#held.push(index);
    this.#rows.push(row);
    return true;
  }

  /** Takes away the column at a place; those behind it are appended anew. */
  remove(place: number): void {
    const behind = this.#held.splice(place).slice(1);
    this.#rows.length = place;
    for (const index of behind) this.append(index);
  }

  /** Solves G x = b in place, G the products of the columns held. */
  solve(b: Float64Array): Float64Array {
    const size = this.#held.length;
    for (let i = 0; i < size; i++) {
      const row = this.#rows[i]!;
      let sum = b[i]!;
      for (let k = 0; k < i; k++) sum -= row[k]! * b[k]!;
      b[i] = sum / row[i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = b[i]!;
      for (let k = i + 1; k < size; k++) sum -= this.#rows[k]![i]! * b[k]!;
      b[i] = sum / this.#rows[i]![i]!;
    }
    return b;
  }
}
