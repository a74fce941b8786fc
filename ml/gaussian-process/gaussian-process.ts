import { cholesky, invertLower, solveLower, solveUpper } from './cholesky.ts';
import { type LogParameters, noiseOf, type ScaledRows, signalOf } from './marginal-likelihood.ts';
import { matern52 } from './matern.ts';

/** Means and standard deviations by which columns and target are scaled; the deviation of a constant is 1. */
export interface Scaling {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  readonly targetMean: number;
  readonly targetDeviation: number;
}

/** All of a trained process but its columns' names: enough to write to a file and to predict again. */
export interface GaussianProcessParts {
  readonly scaling: Scaling;
  readonly data: ScaledRows;
  readonly log: LogParameters;
}

/** What each training row gets from the process without it. */
export interface LeaveOneOut {
  readonly mean: Float64Array;
  /** Standard deviation of a new measurement there. */
  readonly deviation: Float64Array;
}

/** A Gaussian process of Matern 5/2 with a length scale for each column, ready to predict. */
export class GaussianProcess {
  readonly features: readonly string[];
  readonly parts: GaussianProcessParts;
  readonly #signal: number;
  readonly #noise: number;
  readonly #inverseLengths: Float64Array;
  /** Training rows in length scales. */
  readonly #places: Float64Array;
  /** K^-1 y. */
  readonly #weights: Float64Array;
  /** L^-1, row by row up to the diagonal. */
  readonly #inverse: Float64Array;
  readonly #row: Float64Array;
  readonly #covariance: Float64Array;

  /** @param features - names of the columns of a row, in their order */
  constructor(features: readonly string[], parts: GaussianProcessParts) {
    this.features = features;
    this.parts = parts;
    const { data, log } = parts;
    const { rows: n, width, values, target } = data;
    this.#signal = signalOf(log);
    this.#noise = noiseOf(log);
    this.#inverseLengths = Float64Array.from({ length: width }, (_, f) => Math.exp(-log[f]!));
    this.#places = values.map((value, at) => value * this.#inverseLengths[at % width]!);
    this.#row = new Float64Array(width);
    this.#covariance = new Float64Array(n);
    const factor = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        factor[i * n + j] = this.#kernel(this.#places, i * width, j) + (i === j ? this.#noise : 0);
      }
    }
    // Positive definite: the noise is, and the search has been here.
    cholesky(factor, n);
    this.#weights = solveUpper(factor, n, solveLower(factor, n, Float64Array.from(target)));
    this.#inverse = rowsOfTranspose(invertLower(factor, n, new Float64Array(n * n)), n);
  }

  /** Length scales by column, in the units of the columns. */
  get lengthScales(): Float64Array {
    const { deviations } = this.parts.scaling;
    return deviations.map((deviation, f) => deviation / this.#inverseLengths[f]!);
  }

  /** Standard deviation of a measurement about the function, in the unit of the target. */
  get noise(): number {
    return this.parts.scaling.targetDeviation * Math.sqrt(this.#noise);
  }

  /** Mean for one row of numbers by column. */
  predict(row: ArrayLike<number>): number {
    this.#covary(row);
    const { targetMean, targetDeviation } = this.parts.scaling;
    return targetMean + targetDeviation * this.#mean();
  }

  /**
   * Mean and standard deviation for one row.
   * @param out - gets the mean, the standard deviation of the function, and that of a new measurement
   */
  predictWithDeviation(row: ArrayLike<number>, out: Float64Array): Float64Array {
    const { targetMean, targetDeviation } = this.parts.scaling;
    this.#covary(row);
    out[0] = targetMean + targetDeviation * this.#mean();
    const variance = Math.max(0, this.#signal - this.#explained());
    out[1] = targetDeviation * Math.sqrt(variance);
    out[2] = targetDeviation * Math.sqrt(variance + this.#noise);
    return out;
  }

  /**
   * What each training row gets from the others, parameters unchanged, in closed form.
   * @see Rasmussen2006, eqs. 5.12 (not read)
   */
  leaveOneOut(): LeaveOneOut {
    const { targetMean, targetDeviation } = this.parts.scaling;
    const { rows: n, target } = this.parts.data;
    const mean = new Float64Array(n);
    const deviation = new Float64Array(n);
    const diagonal = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      for (let i = 0; i <= k; i++) diagonal[i] = diagonal[i]! + this.#inverse[k * n + i]! ** 2;
    }
    for (let i = 0; i < n; i++) {
      mean[i] = targetMean + targetDeviation * (target[i]! - this.#weights[i]! / diagonal[i]!);
      deviation[i] = targetDeviation / Math.sqrt(diagonal[i]!);
    }
    return { mean, deviation };
  }

  /** Covariance of a row with each training row. */
  #covary(row: ArrayLike<number>): void {
    const { means, deviations } = this.parts.scaling;
    const scaled = this.#row;
    for (let f = 0; f < scaled.length; f++) {
      scaled[f] = ((row[f]! - means[f]!) / deviations[f]!) * this.#inverseLengths[f]!;
    }
    const covariance = this.#covariance;
    for (let i = 0; i < covariance.length; i++) covariance[i] = this.#kernel(scaled, 0, i);
  }

  /** Covariance of the function at a place and at training row `i`. */
  #kernel(place: Float64Array, at: number, i: number): number {
    const { width } = this.parts.data;
    const places = this.#places;
    let distance = 0;
    for (let f = 0; f < width; f++) {
      const difference = place[at + f]! - places[i * width + f]!;
      distance += difference * difference;
    }
    return this.#signal * matern52(distance);
  }

  #mean(): number {
    const covariance = this.#covariance;
    const weights = this.#weights;
    let mean = 0;
    for (let i = 0; i < covariance.length; i++) mean += covariance[i]! * weights[i]!;
    return mean;
  }

  /** Variance that the training rows take away: |L^-1 k|^2. */
  #explained(): number {
    const covariance = this.#covariance;
    const inverse = this.#inverse;
    const n = covariance.length;
    let explained = 0;
    let i = 0;
    // Four rows at once use each number of k four times.
    for (; i + 4 <= n; i += 4) {
      const r0 = i * n;
      const r1 = r0 + n;
      const r2 = r1 + n;
      const r3 = r2 + n;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < i + 4; k++) {
        const value = covariance[k]!;
        s0 += value * inverse[r0 + k]!;
        s1 += value * inverse[r1 + k]!;
        s2 += value * inverse[r2 + k]!;
        s3 += value * inverse[r3 + k]!;
      }
      explained += s0 * s0 + s1 * s1 + s2 * s2 + s3 * s3;
    }
    for (; i < n; i++) {
      let sum = 0;
      for (let k = 0; k <= i; k++) sum += covariance[k]! * inverse[i * n + k]!;
      explained += sum * sum;
    }
    return explained;
  }
}

/** Rows of L^-1 from its columns; zero behind the diagonal. */
function rowsOfTranspose(transposed: Float64Array, n: number): Float64Array {
  const rows = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) rows[i * n + j] = transposed[j * n + i]!;
  }
  return rows;
}
