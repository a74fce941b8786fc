import { axisCrossing } from '../../../ml/impedance/axis-crossing.ts';
import {
  type CircuitChoice,
  chooseCircuit,
  fitShape,
} from '../../../ml/impedance/choose-circuit.ts';
import type { Circuit, CircuitShape } from '../../../ml/impedance/circuit.ts';
import type { CircuitFit } from '../../../ml/impedance/fit-circuit.ts';
import { consistentPoints } from '../../../ml/impedance/kramers-kronig.ts';
import {
  type RelaxationTimes,
  relaxationTimes,
  resistanceBetween,
} from '../../../ml/impedance/relaxation-times.ts';
import { pointsOf, type Spectrum } from '../../../ml/impedance/spectrum.ts';

/** A spectrum with what was found in it before the spectra of other cells are known. */
export interface ReadSpectrum {
  readonly spectrum: Spectrum;
  readonly distribution: RelaxationTimes;
  readonly choice: CircuitChoice;
  /** Frequencies that do not go with the others and were left out [Hz]. */
  readonly inconsistent: readonly number[];
  /** Root of the mean squared residual of the Kramers-Kronig test, a share of |Z|. */
  readonly noise: number;
}

/** Share of points beyond which a spectrum is no spectrum of one state of a cell. */
const mostInconsistent = 0.2;

/** Noise, as a share of |Z|, in which no arc is told. */
const mostNoise = 0.05;

/** @returns a sentence where the points do not obey the Kramers-Kronig relations */
export function analysed(data: Spectrum): ReadSpectrum | string {
  const { inconsistent, rms, limit } = consistentPoints(data);
  const { frequency } = data;
  if (inconsistent.length > mostInconsistent * frequency.length) {
    return `${inconsistent.length} of ${frequency.length} points do not obey the Kramers-Kronig relations within ${(100 * limit).toPrecision(3)} % of |Z|, allowed are ${100 * mostInconsistent} % of the points: measure again at rest and with a smaller amplitude`;
  }
  if (rms > mostNoise) {
    return `the points miss the Kramers-Kronig relations by ${(100 * rms).toPrecision(3)} % of |Z| in the mean, allowed are ${100 * mostNoise} %: measure again with less noise`;
  }
  const out = new Set(inconsistent);
  const kept = Array.from(frequency.keys()).filter((point) => !out.has(point));
  const spectrum = pointsOf(data, kept);
  const distribution = relaxationTimes(spectrum);
  return {
    spectrum,
    distribution,
    choice: chooseCircuit(spectrum, distribution),
    inconsistent: inconsistent.map((point) => frequency[point]!),
    noise: rms,
  };
}

/** The fit of a shape, made where the choice did not need it. */
export function fitOf(
  { spectrum, distribution, choice }: ReadSpectrum,
  shape: CircuitShape,
): CircuitFit | undefined {
  const same = (a: CircuitShape): boolean =>
    a.arcs === shape.arcs && a.inductance === shape.inductance && a.warburg === shape.warburg;
  return (
    choice.fits.find((fit) => same(fit.shape)) ??
    fitShape(
      spectrum,
      shape,
      distribution,
      choice.fits.find((fit) => same({ ...fit.shape, arcs: fit.shape.arcs + 1 })),
    )
  );
}

/**
 * The one shape that serves all spectra, so that all rows have the same columns: of the shapes that are best for any, that
 * which could be fitted to most, and of those that with the least sum of the criterion.
 * @returns undefined where none could be fitted
 */
export function commonShape(spectra: readonly ReadSpectrum[]): CircuitShape | undefined {
  const best = spectra.flatMap(({ choice }) => choice.best?.shape ?? []);
  const shapes = [...new Map(best.map((shape) => [JSON.stringify(shape), shape])).values()];
  const judged = shapes.map((shape) => {
    const fits = spectra.flatMap((read) => fitOf(read, shape) ?? []);
    const criterion = fits.reduce((sum, fit) => sum + fit.criterion, 0);
    return { shape, count: fits.length, criterion };
  });
  judged.sort((a, b) => b.count - a.count || a.criterion - b.criterion);
  return judged[0]?.shape;
}

/** Values of a circuit by column. */
function circuitColumns({ resistance, inductance, warburg, arcs }: Circuit, shape: CircuitShape) {
  const columns = new Map([['r0_ohm', resistance]]);
  if (shape.inductance) columns.set('inductance_H', inductance);
  if (shape.warburg) columns.set('warburg_ohm_per_sqrtS', warburg);
  for (const [k, arc] of arcs.entries()) {
    columns.set(`arc${k + 1}Resistance_ohm`, arc.resistance);
    columns.set(`arc${k + 1}Time_s`, arc.time);
    columns.set(`arc${k + 1}Exponent_1`, arc.exponent);
  }
  return columns;
}

/** Standard errors of the values of the circuit, by column. */
export function standardErrors(
  read: ReadSpectrum,
  shape: CircuitShape | undefined,
): Readonly<Record<string, number>> {
  const fit = shape && fitOf(read, shape);
  return fit === undefined ? {} : Object.fromEntries(circuitColumns(fit.error, fit.shape));
}

/**
 * Numbers of a spectrum by column, `<name>_<unit>`; a number that it does not tell is absent.
 * @param shape - of the circuit that serves all spectra; undefined where none could be fitted
 */
export function spectrumFeatures(
  read: ReadSpectrum,
  shape: CircuitShape | undefined,
): ReadonlyMap<string, number> {
  const fit = shape && fitOf(read, shape);
  const features = new Map(fit && circuitColumns(fit.circuit, fit.shape));
  const arcs = fit?.circuit.arcs ?? [];
  if (arcs.length > 0) {
    features.set(
      'arcsResistance_ohm',
      arcs.reduce((sum, arc) => sum + arc.resistance, 0),
    );
  }
  for (const [k, arc] of arcs.entries()) {
    // Of the ideal capacitance that would put the top of the arc where it is.
    features.set(`arc${k + 1}Capacitance_F`, arc.time / arc.resistance);
  }
  const crossing = axisCrossing(read.spectrum);
  if (crossing !== undefined) features.set('axisCrossing_ohm', crossing.real);
  const own = read.choice.best?.shape.arcs;
  if (own !== undefined) features.set('arcs_count', own);
  const { distribution, spectrum } = read;
  features.set('relaxationPeaks_count', distribution.peaks.length);
  const least = 1 / (2 * Math.PI * spectrum.frequency[0]!);
  const most = 1 / (2 * Math.PI * spectrum.frequency.at(-1)!);
  for (let decade = Math.ceil(Math.log10(least)); 10 ** (decade + 1) <= most; decade++) {
    const name = decade < 0 ? `Minus${-decade}` : `${decade}`;
    // Resistance of the relaxation times from 10^decade to 10^(decade + 1) s.
    const resistance = resistanceBetween(distribution, 10 ** decade, 10 ** (decade + 1));
    features.set(`relaxationDecade${name}_ohm`, resistance);
  }
  return features;
}
