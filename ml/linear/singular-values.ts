import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/** X = U diag(d) V^T without what is 0 but for rounding. */
export interface SingularValues {
  /** d, falling, > 0; as many as the rank. */
  readonly values: Float64Array;
  /** Columns of U, one array of rows each. */
  readonly left: readonly Float64Array[];
  /** Columns of V, one array of columns each. */
  readonly right: readonly Float64Array[];
}

/**
 * Singular values of a matrix given column by column.
 * @see Golub2013, Matrix Computations, 4th ed., section 8.6
 */
export function singularValues(columns: readonly Float64Array[]): SingularValues {
  const rows = columns[0]!.length;
  const matrix = new Matrix(rows, columns.length);
  for (const [f, column] of columns.entries()) {
    for (let i = 0; i < rows; i++) matrix.set(i, f, column[i]!);
  }
  const found = new SingularValueDecomposition(matrix, { autoTranspose: true });
  const all = found.diagonal;
  const least = Number.EPSILON * Math.max(rows, columns.length) * all[0]!;
  const rank = all.filter((value) => value > least).length;
  const firstColumns = (of: Matrix): Float64Array[] =>
    Array.from({ length: rank }, (_, k) => Float64Array.from(of.getColumn(k)));
  return {
    values: Float64Array.from(all.slice(0, rank)),
    left: firstColumns(found.leftSingularVectors),
    right: firstColumns(found.rightSingularVectors),
  };
}
