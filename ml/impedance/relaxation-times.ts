import { MlError } from '../errors.ts';
import { cholesky, invertLower } from '../gaussian-process/cholesky.ts';
import { nonNegativeLeastSquares } from '../signals/non-negative-least-squares.ts';
import { findPeaks } from '../signals/peaks.ts';
import { angular, modulus, type Spectrum } from './spectrum.ts';

/** A peak of a distribution of relaxation times. */
export interface RelaxationPeak {
  /** [s] */
  readonly time: number;
  /** Area of the peak [ohm] */
  readonly resistance: number;
}

/** Distribution of relaxation times: Z = R + j omega L + integral of density / (1 + j omega tau) over ln tau. */
export interface RelaxationTimes {
  /** tau [s], rising, evenly spaced over ln tau. */
  readonly time: Float64Array;
  /** gamma [ohm], >= 0, by time. */
  readonly density: Float64Array;
  /** Between neighbours of `time`, of ln tau. */
  readonly step: number;
  readonly seriesResistance: number;
  /** L [H] */
  readonly inductance: number;
  /** Weight of the roughness, in units of the mean information of the data on a density. */
  readonly regularisation: number;
  /** Peaks by rising time, those at the ends of the times left out: what lies there is not seen whole. */
  readonly peaks: readonly RelaxationPeak[];
}

const perDecade = 10;
/** Decades of times beyond those that the frequencies see, on either side. */
const beyond = 1;
/** Peaks that rise less than this share of the highest above their valleys are no peaks. */
const leastProminence = 0.05;
/** Factor on the trace in the score. */
const caution = 2;
const weights = Array.from({ length: 29 }, (_, k) => 10 ** (-6 + k / 4));

/** Normal equations of the columns R, L and the densities, weighted by 1/|Z|. */
interface NormalEquations {
  readonly size: number;
  /** A' A, size x size. */
  readonly gram: Float64Array;
  /** A' y */
  readonly right: Float64Array;
  /** y' y */
  readonly total: number;
  readonly rows: number;
  /** D' D of the differences of neighbouring densities. */
  readonly roughness: Float64Array;
  /** What columns were divided by. */
  readonly units: Float64Array;
}

function normalEquations(data: Spectrum, time: Float64Array, step: number): NormalEquations {
  const omega = angular(data);
  const weight = modulus(data).map((value) => 1 / value);
  const n = omega.length;
  const size = 2 + time.length;
  const columns = Array.from({ length: size }, () => new Float64Array(2 * n));
  const y = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const w = weight[i]!;
    y[i] = w * data.real[i]!;
    y[n + i] = w * data.imaginary[i]!;
    columns[0]![i] = w;
    columns[1]![n + i] = w * omega[i]!;
    for (let k = 0; k < time.length; k++) {
      const product = omega[i]! * time[k]!;
      const scale = (w * step) / (1 + product * product);
      columns[k + 2]![i] = scale;
      columns[k + 2]![n + i] = -product * scale;
    }
  }
  const units = new Float64Array(size).fill(1);
  units[1] = Math.hypot(...columns[1]!) / Math.hypot(...columns[0]!);
  for (let i = 0; i < 2 * n; i++) columns[1]![i] = columns[1]![i]! / units[1];
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size);
  const roughness = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    right[i] = dot(columns[i]!, y);
    for (let j = 0; j <= i; j++) {
      gram[i * size + j] = dot(columns[i]!, columns[j]!);
      gram[j * size + i] = gram[i * size + j]!;
    }
  }
  for (let k = 2; k + 1 < size; k++) {
    for (const [i, j, value] of [
      [k, k, 1],
      [k + 1, k + 1, 1],
      [k, k + 1, -1],
      [k + 1, k, -1],
    ] as const) {
      roughness[i * size + j] = roughness[i * size + j]! + value;
    }
  }
  return { size, gram, right, total: dot(y, y), rows: 2 * n, roughness, units };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** A' A + lambda D' D, with a ridge against rounding. */
function penalised({ size, gram, roughness }: NormalEquations, lambda: number): Float64Array {
  const matrix = gram.map((value, at) => value + lambda * roughness[at]!);
  for (let i = 0; i < size; i++) {
    matrix[i * size + i] = matrix[i * size + i]! * (1 + 1e-10) + 1e-12 * gram[0]!;
  }
  return matrix;
}

/**
 * Generalised cross-validation of the fit without bounds, m |y - A x|^2 / (m - 2 trace of the influence)^2: the factor 2 keeps
 * it from following the noise, to which the plain score (factor 1) is prone.
 * @see Golub1979, Technometrics 21, 215-223, eq. 1.4, doi:10.1080/00401706.1979.10489751; Kim2004, J. R. Stat. Soc. B 66,
 *   337-356, doi:10.1046/j.1369-7412.2003.05316.x (the factor)
 */
function crossValidation(equations: NormalEquations, lambda: number): number {
  const { size, gram, right, total, rows } = equations;
  const lower = penalised(equations, lambda);
  if (!cholesky(lower, size)) return Number.POSITIVE_INFINITY;
  // Row j of the inverse is column j of L^-1: x = L^-T L^-1 b.
  const inverse = invertLower(lower, size, new Float64Array(size * size));
  const reduced = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) reduced[i] = reduced[i]! + inverse[j * size + i]! * right[j]!;
  }
  const x = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) x[j] = x[j]! + inverse[j * size + i]! * reduced[i]!;
  }
  let trace = 0;
  let quadratic = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let entry = 0;
      for (let k = Math.max(i, j); k < size; k++)
        entry += inverse[i * size + k]! * inverse[j * size + k]!;
      trace += entry * gram[j * size + i]!;
      quadratic += x[i]! * gram[i * size + j]! * x[j]!;
    }
  }
  const residual = Math.max(total - 2 * dot(x, right) + quadratic, Number.EPSILON * total);
  const left = rows - caution * trace;
  return left > 0 ? (rows * residual) / left ** 2 : Number.POSITIVE_INFINITY;
}

/**
 * Distribution of relaxation times by Tikhonov's regularisation with non-negative densities: least squares of real and
 * imaginary parts weighted by 1/|Z|, with the squared differences of neighbouring densities as penalty. Its weight is chosen
 * by generalised cross-validation of the same fit without bounds.
 * @param regularisation - weight in units of the mean information on a density, >= 0; chosen where absent
 * @throws MlError ML_OPTION_OUT_OF_RANGE for a negative weight (data: option, found, allowed)
 * @see Wan2015, Electrochim. Acta 184, 483-499 (discretisation and penalty), doi:10.1016/j.electacta.2015.09.097
 */
export function relaxationTimes(data: Spectrum, regularisation?: number): RelaxationTimes {
  if (regularisation !== undefined && !(regularisation >= 0)) {
    const allowed = 'a number that is not negative';
    const message = `regularisation: found ${regularisation}, allowed is ${allowed}`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, {
      option: 'regularisation',
      found: regularisation,
      allowed,
    });
  }
  const { frequency } = data;
  const first = -Math.log10(2 * Math.PI * frequency[0]!) - beyond;
  const last = -Math.log10(2 * Math.PI * frequency.at(-1)!) + beyond;
  const count = Math.ceil((last - first) * perDecade) + 1;
  const time = Float64Array.from({ length: count }, (_, k) => 10 ** (first + k / perDecade));
  const step = Math.LN10 / perDecade;
  const equations = normalEquations(data, time, step);
  let information = 0;
  for (let k = 2; k < equations.size; k++)
    information += equations.gram[k * (equations.size + 1)]! / count;
  const chosen = regularisation ?? bestWeight(equations, information);
  const x = nonNegativeLeastSquares(penalised(equations, chosen * information), equations.right);
  const density = x.slice(2);
  return {
    time,
    density,
    step,
    seriesResistance: x[0]!,
    inductance: x[1]! / equations.units[1]!,
    regularisation: chosen,
    peaks: findPeaks(density, { start: Math.log(time[0]!), step }, leastProminence)
      .map(({ position, area }) => ({ time: Math.exp(position), resistance: area }))
      .filter(({ time: at }) => at > time[1]! && at < time[count - 2]!),
  };
}

function bestWeight(equations: NormalEquations, information: number): number {
  const scores = weights.map((weight) => crossValidation(equations, weight * information));
  return weights[scores.indexOf(Math.min(...scores))]!;
}

/**
 * Resistance between two relaxation times [ohm]: the integral of the density, straight between its points.
 * @param from - [s], below `to`
 */
export function resistanceBetween(
  { time, density, step }: Pick<RelaxationTimes, 'time' | 'density' | 'step'>,
  from: number,
  to: number,
): number {
  const place = (t: number): number =>
    Math.min(time.length - 1, Math.max(0, Math.log(t / time[0]!) / step));
  const upTo = (at: number): number => {
    const whole = Math.min(Math.floor(at), time.length - 2);
    let sum = 0;
    for (let k = 0; k < whole; k++) sum += (density[k]! + density[k + 1]!) / 2;
    const share = at - whole;
    const here = density[whole]! + share * (density[whole + 1]! - density[whole]!);
    return (sum + (share * (density[whole]! + here)) / 2) * step;
  };
  return upTo(place(to)) - upTo(place(from));
}
