import { PhysicsError } from '../../physics/core/errors.ts';
import { findRoot } from '../../physics/numerics/roots.ts';
import { fitLeastSquares, type LeastSquaresFit } from '../optimise/damped-least-squares.ts';
import type { CalibrationModel, Prior } from './calibration-model.ts';
import { inverse } from './inverse.ts';
import { information, linearise, sumOf } from './normal-equations.ts';
import { outlierResidual, outlierWeight } from './outlier-weight.ts';

/** Constants as fitted to some rows. */
export interface PriorFit {
  readonly rows: readonly number[];
  /** All constants; those not free stand as given. */
  readonly values: readonly number[];
  readonly priors: readonly Prior[];
  /** Scatter of each channel, in its unit: that of the t distribution, which is somewhat below the standard deviation. */
  readonly channelSds: readonly number[];
  /** Of the scatter by channel: measurements, the expected ones too, less what the free constants took of them. */
  readonly degreesOfFreedom: readonly number[];
  readonly status: LeastSquaresFit['status'];
}

/** Uncertainty of the logarithm of a channel's expected scatter: a factor of 3 either way. */
const expectedSpread = Math.log(3);
/** Smallest share of the expected scatter that is believed: round-off and the resolution of gauges. */
const leastScatter = 1 / 50;
/** Steps smaller than this share of the prior standard deviations end a fit. */
const tolerance = 1e-4;
/** Iterations after which the starts are compared. */
const tryIterations = 4;
/** How often scatter and constants are estimated in turn at most; it ends where the scatter moves by less than 1 %. */
const rounds = 4;

/**
 * The most probable constants by Gaussian priors and errors of Student's t distribution (8 degrees of freedom, so that a row
 * that is far off counts little) whose scatter per channel is estimated with them:
 *
 *   minimise  sum_c sum_i 9 ln(1 + (r_ci / s_c)^2 / 8) + sum_j ((p_j - mean_j) / sd_j)^2
 *   s_c^2  =  (sum_i w_ci r_ci^2 + n_0 s_0c^2) / (n_c - p_c + n_0),   p_c = trace(F_c (sum F + P)^-1)
 *
 * in turn, with w_ci = 9 / (8 + (r_ci / s_c)^2), s_0 the expected scatter (weight n_0 = 3 measurements), F_c the information of channel c and P that of
 * the priors; p_c counts the constants that the channel determines.
 * @param free - indices of the constants to fit
 * @param held - values of the others by index; the prior mean where absent
 * @throws PhysicsError PHY_OUT_OF_RANGE when the model has no value at any start (data: starts)
 * @see MacKay1992, Bayesian Interpolation, Neural Computation 4(3), 415-447, doi:10.1162/neco.1992.4.3.415, the number of determined constants (not read)
 */
export function fitWithPriors(
  model: CalibrationModel,
  rows: readonly number[],
  free: readonly number[],
  held: ReadonlyMap<number, number> = new Map(),
): PriorFit {
  const priors = model.priors(rows);
  const full = (part: readonly number[]): number[] => {
    const values = priors.map(({ mean }, i) => held.get(i) ?? mean);
    for (const [i, j] of free.entries()) values[j] = part[i]!;
    return values;
  };
  let sds = model.channels.map(({ expectedSd }) => expectedSd);
  const residuals = (part: readonly number[]): number[] | undefined => {
    const values = full(part);
    const all: number[] = [];
    for (const row of rows) {
      const found = model.residuals(values, row);
      if (found === undefined) return undefined;
      for (const [c, value] of found.entries()) {
        all.push(Number.isNaN(value) ? 0 : outlierResidual(value / sds[c]!));
      }
    }
    for (const [i, j] of free.entries()) all.push((part[i]! - priors[j]!.mean) / priors[j]!.sd);
    return all;
  };
  const scales = free.map((j) => priors[j]!.sd);
  const from = (initial: readonly number[], mostIterations: number): LeastSquaresFit =>
    fitLeastSquares({
      residuals,
      initial,
      scales,
      tolerance,
      mostIterations,
      differences: 'forward',
      differenceStep: model.differenceStep,
    });
  const starts = model
    .starts(rows)
    .map((values) => free.map((j) => values[j]!))
    .filter((part) => residuals(part) !== undefined);
  let fit = bestOf(starts.flatMap((part) => attempt(() => from(part, tryIterations))));
  let degreesOfFreedom: number[] = [];
  for (let round = 1; ; round++) {
    const values = full(fit.parameters);
    const { scatter, freedom } = scatterOf(model, rows, values, priors, free, sds);
    const change = Math.max(...scatter.map((sd, c) => Math.abs(Math.log(sd / sds[c]!))));
    sds = scatter;
    degreesOfFreedom = freedom;
    if (round > rounds || (round > 1 && change < 0.01)) break;
    fit = from(fit.parameters, 200);
  }
  const { parameters, status } = fit;
  return { rows, values: full(parameters), priors, channelSds: sds, degreesOfFreedom, status };
}

/** A start beside which the model has no value is no start. */
function attempt(start: () => LeastSquaresFit): LeastSquaresFit[] {
  try {
    return [start()];
  } catch (error) {
    if (error instanceof PhysicsError && error.code === 'PHY_OUT_OF_RANGE') return [];
    throw error;
  }
}

function bestOf(fits: readonly LeastSquaresFit[]): LeastSquaresFit {
  const best = [...fits].sort((a, b) => a.cost - b.cost)[0];
  if (best !== undefined) return best;
  throw new PhysicsError('PHY_OUT_OF_RANGE', 'the model has no value at any start of the fit', {
    starts: 0,
  });
}

function scatterOf(
  model: CalibrationModel,
  rows: readonly number[],
  values: readonly number[],
  priors: readonly Prior[],
  free: readonly number[],
  sds: readonly number[],
): { readonly scatter: number[]; readonly freedom: number[] } {
  const linear = linearise(model, rows, values, priors, free);
  const n = free.length;
  const parts = information(linear, n, sds);
  const covariance = inverse(sumOf(parts, n * n), n, 1);
  const freedom: number[] = [];
  const scatter = model.channels.map(({ expectedSd }, c) => {
    const own = linear.residuals.map((row) => row[c]!).filter((value) => !Number.isNaN(value));
    let determined = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) determined += parts[c]![i * n + j]! * covariance[j * n + i]!;
    }
    const left = Math.max(0, own.length - determined);
    freedom.push(left + 1 / (2 * expectedSpread ** 2));
    const squares = own.reduce(
      (sum, value) => sum + outlierWeight(value / sds[c]!) * value * value,
      0,
    );
    return mostProbableScatter(squares, left, expectedSd);
  });
  return { scatter, freedom };
}

/** Root in u = ln s of n_c - p_c - sum w r^2 / s^2 + (u - ln s_0) / tau^2, which rises with u. */
function mostProbableScatter(squares: number, left: number, expectedSd: number): number {
  const expected = Math.log(expectedSd);
  const slope = (u: number): number =>
    left - squares * Math.exp(-2 * u) + (u - expected) / expectedSpread ** 2;
  const low = expected + Math.log(leastScatter);
  if (slope(low) >= 0) return Math.exp(low);
  const high = Math.max(expected, Math.log(squares) / 2) + 1;
  return Math.exp(findRoot(slope, { low, high, tolerance: 1e-9 }));
}
