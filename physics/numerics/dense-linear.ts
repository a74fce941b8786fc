/** LU factors of a small dense matrix, row major, in place, with the row order. */
export interface DenseFactors {
  readonly factors: Float64Array;
  readonly order: Int32Array;
}

/**
 * LU factors with partial pivoting.
 * @param matrix - n x n, row major; overwritten
 * @returns factors, or `undefined` when a pivot is zero or not finite
 */
export function factorise(matrix: Float64Array, n: number): DenseFactors | undefined {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(matrix[row * n + column]!) > Math.abs(matrix[pivot * n + column]!)) pivot = row;
    }
    const value = matrix[pivot * n + column]!;
    if (!Number.isFinite(value) || value === 0) return undefined;
    if (pivot !== column) {
      [order[pivot], order[column]] = [order[column]!, order[pivot]!];
      for (let k = 0; k < n; k++) {
        const held = matrix[pivot * n + k]!;
        matrix[pivot * n + k] = matrix[column * n + k]!;
        matrix[column * n + k] = held;
      }
    }
    for (let row = column + 1; row < n; row++) {
      const factor = matrix[row * n + column]! / value;
      matrix[row * n + column] = factor;
      for (let k = column + 1; k < n; k++) {
        matrix[row * n + k] = matrix[row * n + k]! - factor * matrix[column * n + k]!;
      }
    }
  }
  return { factors: matrix, order };
}

/** The solution of A x = `right` with the factors of A. */
export function solveFactorised(
  { factors, order }: DenseFactors,
  right: ArrayLike<number>,
): Float64Array {
  const n = order.length;
  const x = Float64Array.from(order, (row) => right[row]!);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) x[row] = x[row]! - factors[row * n + k]! * x[k]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) x[row] = x[row]! - factors[row * n + k]! * x[k]!;
    x[row] = x[row]! / factors[row * n + row]!;
  }
  return x;
}
