import type { Arc, Circuit, CircuitShape } from './circuit.ts';
import { circuitImpedance } from './circuit.ts';
import { type CircuitFit, fitCircuit } from './fit-circuit.ts';
import { type RelaxationTimes, relaxationTimes } from './relaxation-times.ts';
import { angular, modulus, type Spectrum } from './spectrum.ts';

/** Most arcs of a circuit: impedance of a cell tells hardly more apart. */
export const mostArcs = 4;
/** Standard error of an arc's resistance, as a share of it, above which the spectrum does not tell the arc. */
const mostError = 0.5;

/** Circuits fitted to one spectrum. */
export interface CircuitChoice {
  /** That with the least criterion, of those whose arcs the spectrum tells; undefined where none could be fitted. */
  readonly best: CircuitFit | undefined;
  /** All that could be fitted. */
  readonly fits: readonly CircuitFit[];
}

/**
 * Fits circuits and chooses by the Bayesian information criterion: first rising numbers of arcs, until two more have not
 * lowered it; then the same and fewer with a Warburg element; then the best with the inductance added or taken away. A fit
 * starts from the peaks of the distribution of relaxation times, and from the fit with one arc fewer with its largest misfit
 * made an arc; the better end counts.
 */
export function chooseCircuit(
  data: Spectrum,
  distribution: RelaxationTimes = relaxationTimes(data),
): CircuitChoice {
  const fits: CircuitFit[] = [];
  const addRow = (first: Omit<CircuitShape, 'arcs'>, from: number, to: number): void => {
    let [before, least, rises]: [CircuitFit | undefined, number, number] = [undefined, Infinity, 0];
    for (let arcs = from; arcs <= to && rises < 2; arcs++) {
      const fit = fitShape(data, { ...first, arcs }, distribution, before);
      if (fit === undefined) continue;
      fits.push(fit);
      rises = fit.criterion < least ? 0 : rises + 1;
      least = Math.min(least, fit.criterion);
      before = fit;
    }
  };
  // Above the real axis only an inductance leads.
  const inductance = data.imaginary[0]! > 0;
  addRow({ inductance, warburg: false }, 0, mostArcs);
  const { arcs = 0 } = bestOf(fits)?.shape ?? {};
  addRow({ inductance, warburg: true }, Math.max(0, arcs - 2), arcs);
  const best = bestOf(fits);
  if (best !== undefined) {
    const other = { ...best.shape, inductance: !inductance };
    const fit = fitShape(data, other, distribution);
    if (fit !== undefined) fits.push(fit);
  }
  return { best: bestOf(fits), fits };
}

function bestOf(fits: readonly CircuitFit[]): CircuitFit | undefined {
  const told = fits.filter(isTold);
  if (told.length === 0) return undefined;
  return told.reduce((a, b) => (b.criterion < a.criterion ? b : a));
}

function isTold({ circuit, error }: CircuitFit): boolean {
  return circuit.arcs.every(
    ({ resistance }, k) => error.arcs[k]!.resistance <= mostError * resistance,
  );
}

/**
 * The best fit of one shape.
 * @param before - with one arc fewer, where it could be fitted
 */
export function fitShape(
  data: Spectrum,
  shape: CircuitShape,
  distribution: RelaxationTimes,
  before?: CircuitFit,
): CircuitFit | undefined {
  const numbers = 1 + Number(shape.inductance) + Number(shape.warburg) + 3 * shape.arcs;
  if (numbers > data.frequency.length) return undefined;
  const starts = [fromPeaks(data, shape, distribution)];
  if (before !== undefined && before.shape.arcs === shape.arcs - 1) {
    starts.push(withMisfit(data, before.circuit));
  }
  const fits = starts.flatMap((start) => fitCircuit(data, shape, start) ?? []);
  if (fits.length === 0) return undefined;
  return fits.reduce((a, b) => (b.criterion < a.criterion ? b : a));
}

/** A circuit with the largest peaks as arcs; where there are too few, the largest are parted. */
function fromPeaks(data: Spectrum, shape: CircuitShape, distribution: RelaxationTimes): Circuit {
  const omega = angular(data);
  const size = modulus(data);
  const [most, least] = [omega[0]!, omega.at(-1)!];
  // A slow peak beside a Warburg element is what the distribution makes of the diffusion.
  const slowest = shape.warburg ? 0.2 : 10;
  const inside = distribution.peaks.filter(
    ({ time }) => time * most > 0.1 && time * least < slowest,
  );
  const largest = [...inside].sort((a, b) => b.resistance - a.resistance).slice(0, shape.arcs);
  let arcs: Arc[] = largest
    .filter(({ resistance }) => resistance > 0)
    .map(({ time, resistance }) => ({ time, resistance, exponent: 0.85 }));
  if (arcs.length === 0 && shape.arcs > 0) {
    arcs = [{ time: 1 / Math.sqrt(most * least), resistance: size.at(-1)! / 2, exponent: 0.85 }];
  }
  while (arcs.length < shape.arcs) arcs = parted(arcs);
  const resistance = Math.max(distribution.seriesResistance, 1e-3 * Math.min(...size));
  return {
    resistance,
    arcs,
    inductance: shape.inductance ? Math.max(distribution.inductance, (0.01 * size[0]!) / most) : 0,
    warburg: shape.warburg ? 0.1 * size.at(-1)! * Math.sqrt(least) : 0,
  };
}

/** The largest arc as two of half the size, a decade apart. */
function parted(arcs: readonly Arc[]): Arc[] {
  const largest = arcs.reduce((a, b) => (b.resistance > a.resistance ? b : a));
  const half = largest.resistance / 2;
  return arcs.flatMap((arc) =>
    arc === largest
      ? [Math.sqrt(10), 1 / Math.sqrt(10)].map((by) => ({
          resistance: half,
          time: arc.time * by,
          exponent: 0.9,
        }))
      : [arc],
  );
}

/** The circuit with an arc where its imaginary part misses the data most. */
function withMisfit(data: Spectrum, circuit: Circuit): Circuit {
  const omega = angular(data);
  const size = modulus(data);
  const real = new Float64Array(omega.length);
  const imaginary = new Float64Array(omega.length);
  circuitImpedance(circuit, omega, real, imaginary);
  const missed = size.map((value, i) => (imaginary[i]! - data.imaginary[i]!) / value);
  const at = missed.indexOf(Math.max(...missed));
  const resistance = Math.max(2 * missed[at]! * size[at]!, 1e-3 * size[at]!);
  const arc: Arc = { resistance, time: 1 / omega[at]!, exponent: 0.9 };
  return { ...circuit, arcs: [...circuit.arcs, arc] };
}
