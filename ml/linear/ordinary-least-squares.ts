import { Matrix, QrDecomposition } from 'ml-matrix';
import { PhysicsError } from '../../physics/core/errors.ts';

/**
 * Coefficients that minimise |y - X b|^2, by QR decomposition.
 * @param rows - X, one row per observation, with a column of ones where an intercept is wanted
 * @param values - y, one per row
 * @returns b, one per column
 * @throws PhysicsError PHY_OUT_OF_RANGE when the columns are not independent or the rows are too few (data: rows, columns)
 */
export function ordinaryLeastSquares(
  rows: readonly (readonly number[])[],
  values: readonly number[],
): number[] {
  const decomposition = new QrDecomposition(new Matrix(rows.map((row) => [...row])));
  const pivots = decomposition.upperTriangularMatrix.diagonal().map(Math.abs);
  const dependent = Math.min(...pivots) <= 1e-12 * Math.max(...pivots);
  if (rows.length < rows[0]!.length || dependent) {
    throw new PhysicsError(
      'PHY_OUT_OF_RANGE',
      'the columns of the regression are not independent',
      {
        rows: rows.length,
        columns: rows[0]!.length,
      },
    );
  }
  return decomposition.solve(Matrix.columnVector([...values])).to1DArray();
}

/** The value of a linear model with these coefficients at one row. */
export function linearValue(coefficients: readonly number[], row: readonly number[]): number {
  return coefficients.reduce((sum, coefficient, i) => sum + coefficient * row[i]!, 0);
}
