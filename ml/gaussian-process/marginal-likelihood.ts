import type { Descent } from '../optimise/limited-memory-bfgs.ts';
import { cholesky, inverseProduct, invertLower, solveLower, solveUpper } from './cholesky.ts';
import { matern52WithSlope } from './matern.ts';

/** Least variance of the noise, as a share of that of the target: keeps the matrix well conditioned. */
export const leastNoise = 1e-6;

/*
 * What is weakly believed of the logarithms beforehand, for columns and target of unit variance: a length of about 3, so
 * that columns that do not matter keep a bounded length; noise of about a tenth of the target. The widths are a factor of
 * 3.7 and 7.4. Chosen on Friedman's function, see docs/adr.
 */
const lengthMean = 1.1;
const lengthWidth = 1.3;
const noiseMean = -2.3;
const noiseWidth = 2;

/** Columns of unit variance, row by row, and a target of unit variance. */
export interface ScaledRows {
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
  readonly target: Float64Array;
}

/** Logarithms of the length scale of each column, then of the standard deviations of signal and noise. */
export type LogParameters = Float64Array;

export function signalOf(log: LogParameters): number {
  return Math.exp(2 * log[log.length - 2]!);
}

export function noiseOf(log: LogParameters): number {
  return Math.exp(2 * log[log.length - 1]!) + leastNoise;
}

/**
 * The negative logarithm of the marginal likelihood of a Gaussian process with priors on its parameters, and its gradient.
 * The scratch space, four n x n matrices at most, is made once.
 * @see Rasmussen2006, Gaussian Processes for Machine Learning, eqs. 5.8 and 5.9 (not read)
 */
export function negativeLogPosterior({ rows: n, width, values, target }: ScaledRows): Descent {
  const squares = squaredDifferences(values, n, width);
  const pairs = (n * (n + 1)) / 2;
  const slope = new Float64Array(pairs);
  const factor = new Float64Array(n * n);
  const inverse = new Float64Array(n * n);
  const product = new Float64Array(n * n);
  const weights = new Float64Array(n);
  const inverseSquares = new Float64Array(width);
  const kernel = new Float64Array(2);

  return (log, gradient) => {
    const signal = signalOf(log);
    const noise = noiseOf(log);
    for (let f = 0; f < width; f++) inverseSquares[f] = Math.exp(-2 * log[f]!);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j <= i; j++, pair++) {
        let distance = 0;
        for (let f = 0; f < width; f++) {
          distance += squares[f * pairs + pair]! * inverseSquares[f]!;
        }
        matern52WithSlope(distance, kernel);
        factor[i * n + j] = signal * kernel[0]! + (i === j ? noise : 0);
        slope[pair] = signal * kernel[1]!;
      }
    }
    if (!cholesky(factor, n)) return Number.POSITIVE_INFINITY;
    weights.set(target);
    solveLower(factor, n, weights);
    let fit = 0;
    let logDeterminant = 0;
    for (let i = 0; i < n; i++) {
      fit += weights[i]! * weights[i]!;
      logDeterminant += Math.log(factor[i * n + i]!);
    }
    solveUpper(factor, n, weights);
    inverseProduct(invertLower(factor, n, inverse), n, product);

    gradient.fill(0);
    let trace = 0;
    let weightSquares = 0;
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j <= i; j++, pair++) {
        // Off the diagonal each pair counts twice in the sum, which is halved.
        const share = (product[i * n + j]! - weights[i]! * weights[j]!) * (i === j ? 0.5 : 1);
        const common = share * slope[pair]!;
        for (let f = 0; f < width; f++) {
          gradient[f] = gradient[f]! + common * squares[f * pairs + pair]! * inverseSquares[f]!;
        }
      }
      trace += product[i * n + i]!;
      weightSquares += weights[i]! * weights[i]!;
    }
    // By the signal without a second sum: K = S + noise I, tr(K^-1 K) = n and y^T K^-1 y = fit.
    gradient[width] = n - noise * trace - (fit - noise * weightSquares);
    gradient[width + 1] = (trace - weightSquares) * (noise - leastNoise);
    let value = 0.5 * fit + logDeterminant + 0.5 * n * Math.log(2 * Math.PI);
    for (let f = 0; f < width; f++) value += believe(f, lengthMean, lengthWidth, log, gradient);
    return value + believe(width + 1, noiseMean, noiseWidth, log, gradient);
  };
}

/** What the beliefs add to the second derivatives, on their diagonal; it does not grow with the rows. */
export function beliefCurvature(width: number): Float64Array {
  const diagonal = new Float64Array(width + 2).fill(1 / lengthWidth ** 2);
  diagonal[width] = 0;
  diagonal[width + 1] = 1 / noiseWidth ** 2;
  return diagonal;
}

/** A normal belief about one logarithm: adds to the gradient, returns its part of the value. */
function believe(
  at: number,
  mean: number,
  width: number,
  log: LogParameters,
  gradient: Float64Array,
): number {
  const off = (log[at]! - mean) / width;
  gradient[at] = gradient[at]! + off / width;
  return 0.5 * off * off;
}

/** Squared differences of all pairs of rows, column by column. */
function squaredDifferences(values: Float64Array, n: number, width: number): Float64Array {
  const pairs = (n * (n + 1)) / 2;
  const squares = new Float64Array(width * pairs);
  for (let f = 0; f < width; f++) {
    for (let i = 0, at = f * pairs; i < n; i++) {
      for (let j = 0; j <= i; j++, at++) {
        const difference = values[i * width + f]! - values[j * width + f]!;
        squares[at] = difference * difference;
      }
    }
  }
  return squares;
}
