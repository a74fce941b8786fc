import { factorise, solveFactorised } from '../../physics/numerics/dense-linear.ts';
import { MlError } from '../errors.ts';
import { fitLeastSquares } from '../optimise/damped-least-squares.ts';
import { type Arc, type Circuit, type CircuitShape, circuitImpedance } from './circuit.ts';
import { angular, modulus, type Spectrum } from './spectrum.ts';

/** A circuit fitted to a spectrum. */
export interface CircuitFit {
  readonly shape: CircuitShape;
  readonly circuit: Circuit;
  /** Standard errors of the values, from the residuals; 0 for an exponent that is held at 1. */
  readonly error: Circuit;
  /** Root of the mean squared residual of real and imaginary parts, as a share of |Z|. */
  readonly rms: number;
  /** Numbers that were fitted. */
  readonly fitted: number;
  /** Bayesian information criterion, m ln(squares / m) + k ln m; the circuit with the least says most of the data. */
  readonly criterion: number;
}

/** Exponents that are tried; one above 1 is held at 1 and the others are fitted anew. */
const exponents = { least: 0.3, most: 1.2 } as const;
/** A fit of values that the data tells needs some ten. */
const mostIterations = 50;
/** Least share of noise that a residual can be told from: that of numbers written with six digits. */
const leastNoise = 1e-7;

/**
 * Fits a circuit by damped least squares of real and imaginary parts, weighted by 1/|Z|. Logarithms of all values but the
 * exponents are fitted, so that none falls below 0.
 * @param start - a circuit of this shape
 * @returns undefined where the fit leaves what the spectrum can tell: no value, or values that depend on each other
 * @throws MlError ML_TOO_FEW_ROWS for more numbers than half of the data has (data: rows, allowed)
 * @see Boukamp1986, Solid State Ionics 20, 31-44, doi:10.1016/0167-2738(86)90031-7 (complex least squares);
 *   Schwarz1978, Ann. Stat. 6, 461-464, doi:10.1214/aos/1176344136 (criterion)
 */
export function fitCircuit(
  data: Spectrum,
  shape: CircuitShape,
  start: Circuit,
): CircuitFit | undefined {
  let from = start;
  for (let held = start.arcs.map(({ exponent }) => exponent >= 1); ; ) {
    const fit = fitHeld(data, shape, from, held);
    if (fit === undefined) return undefined;
    const over = fit.circuit.arcs.map(({ exponent }, k) => held[k]! || exponent > 1);
    if (over.every((isOver, k) => isOver === held[k])) return sorted(fit);
    held = over;
    const arcs = fit.circuit.arcs.map((arc) => ({ ...arc, exponent: Math.min(1, arc.exponent) }));
    from = { ...fit.circuit, arcs };
  }
}

/** Numbers that are fitted: logarithms, and exponents of the arcs that are not held at 1. */
function packed(circuit: Circuit, shape: CircuitShape, held: readonly boolean[]): number[] {
  const numbers = [Math.log(circuit.resistance)];
  if (shape.inductance) numbers.push(Math.log(circuit.inductance));
  if (shape.warburg) numbers.push(Math.log(circuit.warburg));
  for (const [k, { resistance, time, exponent }] of circuit.arcs.entries()) {
    numbers.push(Math.log(resistance), Math.log(time));
    if (!held[k]) numbers.push(exponent);
  }
  return numbers;
}

function unpacked(
  numbers: readonly number[],
  shape: CircuitShape,
  held: readonly boolean[],
): Circuit {
  let at = 0;
  const next = (): number => numbers[at++]!;
  return {
    resistance: Math.exp(next()),
    inductance: shape.inductance ? Math.exp(next()) : 0,
    warburg: shape.warburg ? Math.exp(next()) : 0,
    arcs: held.map((isHeld): Arc => {
      const [resistance, time] = [Math.exp(next()), Math.exp(next())];
      return { resistance, time, exponent: isHeld ? 1 : next() };
    }),
  };
}

function fitHeld(
  data: Spectrum,
  shape: CircuitShape,
  start: Circuit,
  held: readonly boolean[],
): CircuitFit | undefined {
  const omega = angular(data);
  const size = modulus(data);
  const n = omega.length;
  const initial = packed(start, shape, held);
  const count = initial.length;
  if (count > n) {
    const message = `a circuit with ${count} numbers for a spectrum of ${n} points; allowed are up to ${n} numbers`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: n, allowed: count });
  }
  const real = new Float64Array(n);
  const imaginary = new Float64Array(n);
  const span = Math.log(omega[0]! / omega[n - 1]!);
  const residuals = (numbers: readonly number[]): number[] | undefined => {
    const circuit = unpacked(numbers, shape, held);
    for (const { time, exponent } of circuit.arcs) {
      if (exponent < exponents.least || exponent > exponents.most) return undefined;
      // An arc whose top lies further outside the frequencies than these are wide is not seen.
      if (Math.abs(Math.log(time * Math.sqrt(omega[0]! * omega[n - 1]!))) > span) return undefined;
    }
    circuitImpedance(circuit, omega, real, imaginary);
    const out = new Array<number>(2 * n);
    for (let i = 0; i < n; i++) {
      out[i] = (real[i]! - data.real[i]!) / size[i]!;
      out[n + i] = (imaginary[i]! - data.imaginary[i]!) / size[i]!;
    }
    return out;
  };
  if (residuals(initial)?.every(Number.isFinite) !== true) return undefined;
  const scales = initial.map(() => 1);
  let parameters: number[];
  try {
    ({ parameters } = fitLeastSquares({
      residuals,
      initial,
      scales,
      tolerance: 1e-7,
      mostIterations,
    }));
  } catch {
    // The fit came so near to a bound that it has no slope there.
    return undefined;
  }
  const errors = standardErrors(residuals, parameters);
  if (errors === undefined) return undefined;
  const squares = residuals(parameters)!.reduce((sum, value) => sum + value * value, 0);
  const circuit = unpacked(parameters, shape, held);
  const floor = 2 * n * leastNoise ** 2;
  return {
    shape,
    circuit,
    error: errorsOf(errors, circuit, shape, held),
    rms: Math.sqrt(squares / (2 * n)),
    fitted: count,
    criterion: 2 * n * Math.log(Math.max(squares, floor) / (2 * n)) + count * Math.log(2 * n),
  };
}

/** Standard deviations of the fitted numbers, (s^2 (J' J)^-1)_ii with s^2 = squares / (m - k); undefined where J has dependent columns. */
function standardErrors(
  residuals: (numbers: readonly number[]) => readonly number[] | undefined,
  parameters: readonly number[],
): number[] | undefined {
  const count = parameters.length;
  const step = 1e-5;
  const columns: number[][] = [];
  for (let j = 0; j < count; j++) {
    const [high, low] = [step, -step].map((by) =>
      residuals(parameters.map((value, i) => (i === j ? value + by : value))),
    );
    if (high === undefined || low === undefined) return undefined;
    columns.push(high.map((value, i) => (value - low[i]!) / (2 * step)));
  }
  const normal = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      normal[i * count + j] = columns[i]!.reduce(
        (sum, value, k) => sum + value * columns[j]![k]!,
        0,
      );
    }
  }
  const factors = factorise(normal, count);
  if (factors === undefined) return undefined;
  const at = residuals(parameters)!;
  const variance = at.reduce((sum, value) => sum + value * value, 0) / (at.length - count);
  const errors = parameters.map((_, j) => {
    const unit = parameters.map((__, i) => (i === j ? 1 : 0));
    return Math.sqrt(variance * solveFactorised(factors, unit)[j]!);
  });
  return errors.every(Number.isFinite) ? errors : undefined;
}

/** Errors of logarithms as those of the values: d x = x d ln x. */
function errorsOf(
  errors: readonly number[],
  circuit: Circuit,
  shape: CircuitShape,
  held: readonly boolean[],
): Circuit {
  let at = 0;
  const next = (): number => errors[at++]!;
  return {
    resistance: circuit.resistance * next(),
    inductance: shape.inductance ? circuit.inductance * next() : 0,
    warburg: shape.warburg ? circuit.warburg * next() : 0,
    arcs: circuit.arcs.map(({ resistance, time }, k) => {
      const [ofResistance, ofTime] = [resistance * next(), time * next()];
      return { resistance: ofResistance, time: ofTime, exponent: held[k] ? 0 : next() };
    }),
  };
}

/** Arcs by rising time. */
function sorted(fit: CircuitFit): CircuitFit {
  const order = fit.circuit.arcs.map((_, k) => k);
  order.sort((a, b) => fit.circuit.arcs[a]!.time - fit.circuit.arcs[b]!.time);
  const arcsOf = ({ arcs }: Circuit): Arc[] => order.map((k) => arcs[k]!);
  return {
    ...fit,
    circuit: { ...fit.circuit, arcs: arcsOf(fit.circuit) },
    error: { ...fit.error, arcs: arcsOf(fit.error) },
  };
}
