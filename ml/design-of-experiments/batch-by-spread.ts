import { MlError } from '../errors.ts';
import { cholesky, solveLower } from '../gaussian-process/cholesky.ts';
import type { GaussianProcess } from '../gaussian-process/gaussian-process.ts';
import { noiseOf, signalOf } from '../gaussian-process/marginal-likelihood.ts';
import { matern52 } from '../gaussian-process/matern.ts';

/** One run that is worth making. */
export interface ChosenRun {
  /** Index of the candidate. */
  readonly candidate: number;
  /** Standard deviation of the function there behind the runs chosen before it, in the unit of the target. */
  readonly deviation: number;
}

/**
 * The candidates at which a Gaussian process knows least, one after the other: each is taken as measured at the mean of the
 * process (Kriging believer) before the next is chosen, so that a batch does not crowd at one place. The mean stays where it
 * was by that, and the deviations do not depend on the values, so the covariance alone is carried on, by one row of its
 * Cholesky factor a run.
 * @param candidates - rows of numbers by the columns of the process
 * @param batch - runs to choose; a candidate may come again where noise makes a repeat worth most
 * @param weights - how much a deviation counts at each candidate, >= 0; all 1 where absent
 * @throws MlError ML_OPTION_OUT_OF_RANGE for a batch below 1 or no candidates (data: option, found, allowed);
 *   ML_TABLE_INVALID for a candidate of another width, or weights that are not as many as the candidates (data: row);
 *   ML_NOT_FINITE for a value that is no number, or a weight that is none or below 0 (data: row)
 * @see Ginsbourger2010, Kriging is well-suited to parallelize optimization, section 4.1, doi:10.1007/978-3-642-10701-6_6;
 *   MacKay1992 (largest variance), Neural Computation 4, 590-604, doi:10.1162/neco.1992.4.4.590
 */
export function batchBySpread(
  process: GaussianProcess,
  candidates: readonly ArrayLike<number>[],
  batch: number,
  weights?: ArrayLike<number>,
): ChosenRun[] {
  check(process, candidates, batch, weights);
  const { scaling, log } = process.parts;
  const places = placesOf(process, candidates);
  const solved = explainedRows(process, places, batch);
  const { values, width } = places;
  const signal = signalOf(log);
  const noise = noiseOf(log);
  const rows = process.parts.data.rows;
  const stride = rows + batch;
  const variances = new Float64Array(candidates.length);
  for (let c = 0; c < candidates.length; c++) {
    variances[c] = signal - dot(solved, c * stride, c * stride, rows);
  }
  const chosen: ChosenRun[] = [];
  for (let run = 0; run < batch; run++) {
    let next = 0;
    let most = -1;
    for (let c = 0; c < candidates.length; c++) {
      const score = Math.max(0, variances[c]!) * (weights?.[c] ?? 1) ** 2;
      if (score > most) {
        most = score;
        next = c;
      }
    }
    const variance = Math.max(0, variances[next]!);
    chosen.push({ candidate: next, deviation: scaling.targetDeviation * Math.sqrt(variance) });
    const known = rows + run;
    const pivot = Math.sqrt(variance + noise);
    // The new row of the factor, for all candidates.
    for (let c = 0; c < candidates.length; c++) {
      const before =
        signal * matern52(squaredDistance(values, values, c * width, next * width, width));
      const shared = before - dot(solved, c * stride, next * stride, known);
      solved[c * stride + known] = shared / pivot;
      variances[c] = variances[c]! - (shared / pivot) ** 2;
    }
  }
  return chosen;
}

/** Rows in length scales. */
interface Places {
  readonly width: number;
  /** Of the candidates, row by row. */
  readonly values: Float64Array;
  /** Of the training rows. */
  readonly known: Float64Array;
}

function placesOf(process: GaussianProcess, candidates: readonly ArrayLike<number>[]): Places {
  const { scaling, data, log } = process.parts;
  const { width } = data;
  const inverseLengths = Float64Array.from({ length: width }, (_, f) => Math.exp(-log[f]!));
  const values = new Float64Array(candidates.length * width);
  for (const [c, row] of candidates.entries()) {
    for (let f = 0; f < width; f++) {
      const scaled = (row[f]! - scaling.means[f]!) / scaling.deviations[f]!;
      values[c * width + f] = scaled * inverseLengths[f]!;
    }
  }
  const known = data.values.map((value, at) => value * inverseLengths[at % width]!);
  return { width, values, known };
}

/** L^-1 k of each candidate, in rows with room for a batch behind them. */
function explainedRows(process: GaussianProcess, places: Places, batch: number): Float64Array {
  const { data, log } = process.parts;
  const { width, values, known } = places;
  const signal = signalOf(log);
  const noise = noiseOf(log);
  const n = data.rows;
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const distance = squaredDistance(known, known, i * width, j * width, width);
      factor[i * n + j] = signal * matern52(distance) + (i === j ? noise : 0);
    }
  }
  // Positive definite: the process was trained with it.
  cholesky(factor, n);
  const stride = n + batch;
  const count = values.length / width;
  const solved = new Float64Array(count * stride);
  for (let c = 0; c < count; c++) {
    const row = solved.subarray(c * stride, c * stride + n);
    for (let i = 0; i < n; i++) {
      row[i] = signal * matern52(squaredDistance(values, known, c * width, i * width, width));
    }
    solveLower(factor, n, row);
  }
  return solved;
}

function squaredDistance(
  a: Float64Array,
  b: Float64Array,
  at: number,
  bt: number,
  width: number,
): number {
  let sum = 0;
  for (let f = 0; f < width; f++) {
    const difference = a[at + f]! - b[bt + f]!;
    sum += difference * difference;
  }
  return sum;
}

function dot(values: Float64Array, at: number, bt: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += values[at + k]! * values[bt + k]!;
  return sum;
}

function check(
  process: GaussianProcess,
  candidates: readonly ArrayLike<number>[],
  batch: number,
  weights: ArrayLike<number> | undefined,
): void {
  const { width } = process.parts.data;
  for (const [option, found] of [
    ['candidates', candidates.length],
    ['batch', batch],
  ] as const) {
    if (Number.isInteger(found) && found >= 1) continue;
    const allowed = 'a whole number from 1';
    const message = `${option} of a choice by spread: found ${found}, allowed is ${allowed}`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
  }
  if (weights !== undefined && weights.length !== candidates.length) {
    const message = `${weights.length} weights for ${candidates.length} candidates, allowed are as many`;
    throw new MlError('ML_TABLE_INVALID', message, { row: weights.length });
  }
  for (const [row, values] of candidates.entries()) {
    if (values.length !== width) {
      const message = `candidate ${row} has ${values.length} values, allowed are ${width}: ${process.features.join(', ')}`;
      throw new MlError('ML_TABLE_INVALID', message, { row });
    }
    const weight = weights?.[row] ?? 1;
    if (Array.from(values).every(Number.isFinite) && Number.isFinite(weight) && weight >= 0)
      continue;
    const message = `candidate ${row}: found [${Array.from(values).join(', ')}] of weight ${weight}, allowed are numbers, and a weight of 0 or more`;
    throw new MlError('ML_NOT_FINITE', message, { row });
  }
}
