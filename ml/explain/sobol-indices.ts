import { randomStreams } from '../../physics/core/random.ts';
import { MlError } from '../errors.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';
import { ask, type BatchFunction, type Progress } from './batch-function.ts';

/** Points in the unit cube [0, 1)^dimensions, one after another: a scrambled Sobol sequence, or random. */
export type PointSource = (count: number, dimensions: number) => Float64Array;

/** One input of a function, independent of the others. */
export interface InputDistribution {
  readonly name: string;
  /** The value below which it is with this probability, in [0, 1). */
  quantile(share: number): number;
}

/** An input that is anywhere between two numbers with the same probability. */
export function uniformInput(name: string, low: number, high: number): InputDistribution {
  return { name, quantile: (share) => low + share * (high - low) };
}

/** An index and the interval that the bootstrap gives it. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What an input does to the variance of the output, as shares of it. */
export interface SobolIndex {
  readonly name: string;
  /** Share that the input takes away alone, were it known. */
  readonly first: Estimate;
  /** Share that is left of the variance were all but it known: its own and that of all it acts with. */
  readonly total: Estimate;
}

/** Indices of all inputs and the output that they are of. */
export interface SobolIndices {
  readonly mean: number;
  readonly variance: number;
  /** How often the function was asked. */
  readonly evaluations: number;
  readonly inputs: readonly SobolIndex[];
}

/** How indices are estimated. */
export interface SobolOptions {
  /** Base points N, 2 or more, a power of two for a Sobol sequence; the function is asked N (inputs + 2) times. */
  readonly count: number;
  readonly points: PointSource;
  /** Bootstrap samples of the base points, 2 or more. */
  readonly resamples: number;
  /** Probability of the intervals, in (0, 1). */
  readonly level: number;
  /** Of the bootstrap. */
  readonly seed: number;
}

/** Rows of one call of the function, between which the work can be ended. */
const blockRows = 512;

/**
 * Sobol indices of first order (Saltelli 2010, table 2 (b)) and total (Jansen, table 2 (f)) with bootstrap intervals.
 * Inputs must be independent: for inputs that move together the shares mean nothing.
 *
 *   first_i = mean(f_B (f_ABi - f_A)) / V,   total_i = mean((f_A - f_ABi)^2) / (2 V)
 *
 * A and B are the halves of the points, ABi is A with the column of input i from B, and f is less its mean.
 * @param model - asked at the values of the inputs, in their order
 * @returns absent where `onProgress` ended the work
 * @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found); ML_NOT_FINITE where the function gives no number;
 *   ML_CONSTANT where it gives the same everywhere
 * @remarks The bootstrap takes points for independent draws: for a Sobol sequence its intervals are too wide.
 * @see Saltelli2010, Computer Physics Communications 181, 259-270, doi:10.1016/j.cpc.2009.09.018; Jansen1999,
 *   Computer Physics Communications 117, 35-43, doi:10.1016/S0010-4655(98)00154-4 (neither read)
 */
export function sobolIndices(
  model: BatchFunction,
  inputs: readonly InputDistribution[],
  options: SobolOptions,
  onProgress: Progress = () => true,
): SobolIndices | undefined {
  checkOptions(inputs, options);
  const { count } = options;
  const d = inputs.length;
  const sample = evaluate(model, inputs, options, onProgress);
  if (sample === undefined) return undefined;
  const [a, b] = [sample[0]!, sample[1]!];
  let mean = 0;
  for (let i = 0; i < count; i++) mean += (a[i]! + b[i]!) / (2 * count);
  // From here on every estimate is a ratio of means over the base points.
  const moment = a.map((value, i) => 0.5 * (value + b[i]!) - mean);
  const square = a.map((value, i) => 0.5 * ((value - mean) ** 2 + (b[i]! - mean) ** 2));
  const firsts: Float64Array[] = [];
  const totals: Float64Array[] = [];
  for (let f = 0; f < d; f++) {
    const mixed = sample[2 + f]!;
    firsts.push(mixed.map((value, i) => (b[i]! - mean) * (value - a[i]!)));
    totals.push(mixed.map((value, i) => 0.5 * (a[i]! - value) ** 2));
  }
  const variance = square.reduce((sum, value) => sum + value, 0) / count;
  if (!(variance > 1e-24 * mean * mean)) {
    const message = `the function is ${mean} everywhere; indices are shares of a variance, and there is none`;
    throw new MlError('ML_CONSTANT', message, { value: mean });
  }
  const estimates = bootstrap([...firsts, ...totals], moment, square, options);
  return {
    mean,
    variance,
    evaluations: count * (d + 2),
    inputs: inputs.map(({ name }, f) => ({
      name,
      first: estimates[f]!,
      total: estimates[d + f]!,
    })),
  };
}

/** The function at A, at B, and at A with each column from B; absent where the work was ended. */
function evaluate(
  model: BatchFunction,
  inputs: readonly InputDistribution[],
  { count, points }: SobolOptions,
  onProgress: Progress,
): Float64Array[] | undefined {
  const d = inputs.length;
  const unit = points(count, 2 * d);
  if (unit.length !== 2 * count * d) {
    const message = `the points are ${unit.length} numbers, allowed are ${2 * count * d}: ${count} points of ${2 * d}`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option: 'points', found: unit.length });
  }
  const values = unit.map((share, at) => inputs[at % d]!.quantile(share));
  const sets = Array.from({ length: d + 2 }, () => new Float64Array(count));
  const rows = new Float64Array(blockRows * d);
  for (const [set, out] of sets.entries()) {
    for (let from = 0; from < count; from += blockRows) {
      const to = Math.min(count, from + blockRows);
      for (let i = from; i < to; i++) {
        for (let f = 0; f < d; f++) {
          const half = set === 1 || f === set - 2 ? d : 0;
          rows[(i - from) * d + f] = values[2 * i * d + half + f]!;
        }
      }
      ask(model, rows.subarray(0, (to - from) * d), out.subarray(from, to));
      if (!onProgress(set * count + to, (d + 2) * count)) return undefined;
    }
  }
  return sets;
}

/**
 * Ratios of the means of terms to the variance, with intervals between quantiles of the bootstrap.
 * @see Efron1993, An Introduction to the Bootstrap, section 13.3 (percentile interval) (not read)
 */
function bootstrap(
  terms: readonly Float64Array[],
  moment: Float64Array,
  square: Float64Array,
  { count, resamples, level, seed }: SobolOptions,
): Estimate[] {
  const rng = randomStreams(seed).stream('sobol/bootstrap');
  const drawn = new Float64Array(count).fill(1);
  const value = ratios(terms, moment, square, drawn);
  const samples = terms.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0);
    for (let i = 0; i < count; i++) {
      const at = Math.floor(rng.uniform() * count);
      drawn[at] = drawn[at]! + 1;
    }
    const told = ratios(terms, moment, square, drawn);
    for (let t = 0; t < terms.length; t++) samples[t]![resample] = told[t]!;
  }
  return samples.map((sample, t) => {
    sample.sort();
    const low = quantileOfSorted(sample, (1 - level) / 2);
    return { value: value[t]!, low, high: quantileOfSorted(sample, (1 + level) / 2) };
  });
}

/** Mean of each term over the variance, each base point as often as drawn. */
function ratios(
  terms: readonly Float64Array[],
  moment: Float64Array,
  square: Float64Array,
  drawn: Float64Array,
): number[] {
  const mean = weighted(moment, drawn);
  const variance = weighted(square, drawn) - mean * mean;
  // A draw of points that are all alike tells nothing of any input.
  return terms.map((term) => (variance > 0 ? weighted(term, drawn) / variance : 0));
}

function weighted(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += weights[i]! * values[i]!;
  return sum / values.length;
}

function checkOptions(
  inputs: readonly InputDistribution[],
  { count, resamples, level }: SobolOptions,
): void {
  const refuse = (option: string, found: number, allowed: string): never => {
    const message = `Sobol indices, ${option}: found ${found}, allowed is ${allowed}`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found });
  };
  if (inputs.length === 0) refuse('inputs', 0, 'at least one');
  if (!Number.isInteger(count) || count < 2) refuse('count', count, 'a whole number, 2 or more');
  if (!Number.isInteger(resamples) || resamples < 2) {
    refuse('resamples', resamples, 'a whole number, 2 or more');
  }
  if (!(level > 0 && level < 1)) refuse('level', level, 'a number in (0, 1)');
}
