import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Least variance of a direction as share of that of a column: one tenth of a standard deviation still counts as one. */
const leastVariance = 0.01;

/** A scaling of columns to unit variance, then of their directions, so that what varies together counts once. */
export interface Whitening {
  readonly means: Float64Array;
  /** W, width x width, row by row: z = W (x - mean) has a covariance of about 1. */
  readonly matrix: Float64Array;
}

/**
 * Scales rows by the eigenvectors of their correlations, shrunk towards none as few rows ask for: else the training rows
 * would look nearer to each other than a new row ever is. Directions that hardly vary are not blown up without limit.
 * @param rows - row by row, `width` numbers each; every column varies
 * @see Ledoit2004, J. Multivar. Anal. 88, 365-411, doi:10.1016/S0047-259X(03)00096-4 (shrinkage; not read)
 */
export function whiteningOf(rows: Float64Array, width: number): Whitening {
  const n = rows.length / width;
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) means[at % width]! += rows[at]! / n;
  for (let at = 0; at < rows.length; at++) {
    deviations[at % width]! += (rows[at]! - means[at % width]!) ** 2 / n;
  }
  for (let f = 0; f < width; f++) deviations[f] = Math.sqrt(deviations[f]!);
  const scaled = rows.map((value, at) => (value - means[at % width]!) / deviations[at % width]!);
  const correlation = covarianceOf(scaled, width);
  const kept = 1 - shrinkage(scaled, correlation);
  const shrunk = Matrix.zeros(width, width);
  for (let f = 0; f < width; f++) {
    for (let g = 0; g < width; g++) {
      shrunk.set(f, g, kept * correlation[f * width + g]! + (f === g ? 1 - kept : 0));
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(shrunk, {
    assumeSymmetric: true,
  });
  const matrix = new Float64Array(width * width);
  for (let k = 0; k < width; k++) {
    const scale = 1 / Math.sqrt(Math.max(leastVariance, realEigenvalues[k]!));
    for (let f = 0; f < width; f++) {
      matrix[k * width + f] = (scale * eigenvectorMatrix.get(f, k)) / deviations[f]!;
    }
  }
  return { means, matrix };
}

/** Mean of x x^T over rows whose means are 0, row by row. */
function covarianceOf(rows: Float64Array, width: number): Float64Array {
  const n = rows.length / width;
  const covariance = new Float64Array(width * width);
  for (let at = 0; at < rows.length; at += width) {
    for (let f = 0; f < width; f++) {
      for (let g = 0; g < width; g++) {
        const entry = f * width + g;
        covariance[entry] = covariance[entry]! + (rows[at + f]! * rows[at + g]!) / n;
      }
    }
  }
  return covariance;
}

/**
 * Share of the identity that comes nearest to the true correlation in expected squared error.
 * @param rows - means 0, variances 1
 * @param covariance - S, of these rows
 * @see Ledoit2004, lemmas 3.2 to 3.4 with m = 1 (not read)
 */
export function shrinkage(rows: Float64Array, covariance: Float64Array): number {
  const width = Math.sqrt(covariance.length);
  const n = rows.length / width;
  let norm = 0;
  let away = 0;
  for (let entry = 0; entry < covariance.length; entry++) {
    const onDiagonal = entry % (width + 1) === 0 ? 1 : 0;
    norm += covariance[entry]! ** 2;
    away += (covariance[entry]! - onDiagonal) ** 2;
  }
  // |x x^T - S|^2 = |x|^4 - 2 x^T S x + |S|^2; the mean of x^T S x is |S|^2.
  let fourth = 0;
  for (let at = 0; at < rows.length; at += width) {
    let square = 0;
    for (let f = 0; f < width; f++) square += rows[at + f]! ** 2;
    fourth += (square * square) / n;
  }
  const error = (fourth - norm) / n;
  return away > error ? error / away : 1;
}

/** z = W (x - mean) of one row, written into `out` from `at` on. */
export function whiten(
  { means, matrix }: Whitening,
  row: ArrayLike<number>,
  from: number,
  out: Float64Array,
  at: number,
): void {
  const width = means.length;
  for (let k = 0; k < width; k++) {
    let sum = 0;
    for (let f = 0; f < width; f++) sum += matrix[k * width + f]! * (row[from + f]! - means[f]!);
    out[at + k] = sum;
  }
}
