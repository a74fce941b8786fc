import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { CalibrationModel } from './calibration-model.ts';
import type { PriorFit } from './fit-with-priors.ts';
import { inverse } from './inverse.ts';
import { information, linearise, sumOf } from './normal-equations.ts';

/** Constants of which the data fix only a combination. */
export interface Confounded {
  /** Indices of the constants, the most involved first. */
  readonly constants: readonly number[];
  /** Weights of the constants in the undetermined direction, in prior standard deviations. */
  readonly weights: readonly number[];
}

/** What the data say of the constants. */
export interface Identifiability {
  /** Indices of the constants that the covariance is of: the free ones and those that the data can not tell from them. */
  readonly open: readonly number[];
  /** Posterior covariance of the open constants, in their units, row major. */
  readonly covariance: Float64Array;
  /** Indices of open constants that the data do not fix. */
  readonly unidentified: readonly number[];
  /** Indices of constants that were held although the data would fix them. */
  readonly toldButHeld: readonly number[];
  readonly confounded: readonly Confounded[];
}

/**
 * Share of the prior variance that is left of an identified constant at most: the data then say 1.5 times as much as the
 * prior. Of two constants of which the data fix only a combination, half is left of each.
 */
export const leftOfIdentified = 0.4;
/** Share that a constant has at least in a direction that is told as confounded. */
const involved = 0.3;
/** Information that a confounded constant would have at least if the others were known, over that of its prior. */
const notableAlone = 4;

/**
 * Which constants the data fix, by the Fisher information F of the data in units of the prior: a constant is unidentified
 * where more than 0.4 of its prior variance is left, and constants are confounded where the data say less than the prior
 * of a direction (eigenvalue of F below 1) that joins several which each alone they would tell. Constants that were held
 * but are known by their prior only (`candidates`) are opened first, unless the data would identify them: so the
 * uncertainty of what the data can not tell is in the covariance and not hidden.
 * @param candidates - indices of held constants with a prior
 * @throws PhysicsError PHY_OUT_OF_RANGE where the model has no value beside the fit
 * @see Brun, Reichert, Kuensch 2001, Water Resour. Res. 37(4), 1015-1030, doi:10.1029/2000WR900350 (collinearity of parameter subsets; not read)
 */
export function identifiability(
  model: CalibrationModel,
  fit: PriorFit,
  free: readonly number[],
  candidates: readonly number[],
): Identifiability {
  const all = [...free, ...candidates];
  const n = all.length;
  const linear = linearise(model, fit.rows, fit.values, fit.priors, all);
  const whole = sumOf(information(linear, n, fit.channelSds), n * n);
  const part = (chosen: readonly number[]): Float64Array =>
    Float64Array.from(chosen.flatMap((i) => chosen.map((j) => whole[i * n + j]!)));
  const posterior = (chosen: readonly number[]): Float64Array =>
    inverse(part(chosen), chosen.length, 1);
  const chosenFree = free.map((_, i) => i);
  const isToldBeside = (i: number): boolean =>
    posterior([...chosenFree, i]).at(-1)! <= leftOfIdentified;
  const held = candidates.map((_, i) => free.length + i);
  const chosen = [...chosenFree, ...held.filter((i) => !isToldBeside(i))];
  const size = chosen.length;
  const scaled = posterior(chosen);
  const open = chosen.map((i) => all[i]!);
  const sds = open.map((j) => fit.priors[j]!.sd);
  return {
    open,
    covariance: scaled.map((value, k) => value * sds[Math.floor(k / size)]! * sds[k % size]!),
    unidentified: open.filter((_, i) => scaled[i * size + i]! > leftOfIdentified),
    toldButHeld: held.filter(isToldBeside).map((i) => all[i]!),
    confounded: directions(part(chosen), size).map(({ constants, weights }) => ({
      constants: constants.map((i) => open[i]!),
      weights,
    })),
  };
}

/** Directions of small information that join several constants. */
function directions(matrix: Float64Array, n: number): Confounded[] {
  if (n === 0) return [];
  const rows = Array.from({ length: n }, (_, i) => [...matrix.subarray(i * n, (i + 1) * n)]);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(rows), {
    assumeSymmetric: true,
  });
  return realEigenvalues.flatMap((value, k) => {
    if (value >= 1) return [];
    const vector = eigenvectorMatrix.getColumn(k);
    const constants = vector
      .map((weight, i) => ({ i, weight }))
      .filter(({ weight, i }) => Math.abs(weight) >= involved && matrix[i * n + i]! >= notableAlone)
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
    if (constants.length < 2) return [];
    return [
      { constants: constants.map(({ i }) => i), weights: constants.map(({ weight }) => weight) },
    ];
  });
}
