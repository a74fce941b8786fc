import { dot } from '../data/moments.ts';

/** Share of a column's length below which nothing new is left of it. */
const leastNew = 1e-10;

/**
 * Orthonormal directions grown a column at a time, by Gram and Schmidt done twice, which is as exact as reflections.
 * @see Golub2013, Matrix Computations, 4th ed., sections 5.2.7 and 5.2.9
 */
export class OrthonormalBasis {
  readonly #directions: Float64Array[] = [];

  get size(): number {
    return this.#directions.length;
  }

  /** Takes away from a vector, in place, what lies in the directions so far. */
  reject(vector: Float64Array): Float64Array {
    for (let pass = 0; pass < 2; pass++) {
      for (const direction of this.#directions) {
        const along = dot(direction, vector);
        for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! - along * direction[i]!;
      }
    }
    return vector;
  }

  /**
   * Adds the direction in which a column leaves those so far.
   * @returns the direction and the column's length in it; absent where it does not leave them
   */
  add(column: Float64Array): { direction: Float64Array; length: number } | undefined {
    const direction = this.reject(Float64Array.from(column));
    const length = Math.sqrt(dot(direction, direction));
    if (!(length > leastNew * Math.sqrt(dot(column, column)))) return undefined;
    for (let i = 0; i < direction.length; i++) direction[i] = direction[i]! / length;
    this.#directions.push(direction);
    return { direction, length };
  }
}

/**
 * Share of the square of a vector's length that rounding leaves in a direction at most: a smaller one is none.
 */
export const roundingSquare = 1e-26;
