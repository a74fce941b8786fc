import { HannSpectrum } from '../../physics/numerics/hann-spectrum.ts';
import type { WaveformBand } from './definition.ts';

/** Spread of values below this part of the largest one is round-off: the signal stands still. */
const roundOff = 1e-12;

/** What is computed of windows of one length; the numbers are those of the last window, NaN where there is none. */
export class WindowFeatures {
  readonly bandRms: Float64Array;
  mean = Number.NaN;
  /** Root mean square about the mean. */
  rms = Number.NaN;
  /** Greatest distance from the mean. */
  peak = Number.NaN;
  crestFactor = Number.NaN;
  /** [Hz] */
  dominantFrequency = Number.NaN;
  /** Half of the swing of the dominant line. */
  dominantAmplitude = Number.NaN;
  readonly #spectrum: HannSpectrum;
  readonly #deviations: Float64Array;
  readonly #bands: readonly WaveformBand[];
  readonly #lowest: number;
  readonly #half: number;

  /** @param lowest - below it nothing counts as dominant [Hz] */
  constructor(
    length: number,
    samplingRate: number,
    bands: readonly WaveformBand[],
    lowest: number,
  ) {
    this.#spectrum = new HannSpectrum(length, samplingRate);
    this.#deviations = new Float64Array(length);
    this.bandRms = new Float64Array(bands.length).fill(Number.NaN);
    this.#bands = bands;
    this.#lowest = lowest;
    this.#half = samplingRate / 2;
  }

  /** Butterflies since the start: a measure of work. */
  get butterflies(): number {
    return this.#spectrum.butterflies;
  }

  /**
   * Computes all of a window. Mean, root mean square and peak are of the values that are there; for the spectrum, what is
   * missing is bridged by straight lines.
   * @param values - of the window's length, NaN where one is missing; at least one is there
   */
  take(values: Float64Array): void {
    const deviations = this.#deviations;
    let [count, sum, largest] = [0, 0, 0];
    for (let n = 0; n < values.length; n++) {
      const value = values[n]!;
      if (Number.isNaN(value)) continue;
      count += 1;
      sum += value;
      largest = Math.max(largest, Math.abs(value));
    }
    const mean = sum / count;
    let [squares, peak] = [0, 0];
    for (let n = 0; n < values.length; n++) {
      const deviation = values[n]! - mean;
      deviations[n] = deviation;
      if (Number.isNaN(deviation)) continue;
      squares += deviation * deviation;
      peak = Math.max(peak, Math.abs(deviation));
    }
    this.mean = mean;
    this.rms = Math.sqrt(squares / count);
    this.peak = peak;
    const moves = this.rms > roundOff * largest;
    this.crestFactor = moves ? peak / this.rms : Number.NaN;
    if (count < values.length) bridge(deviations);
    this.#spectrum.take(deviations);
    for (const [i, { from, to }] of this.#bands.entries()) {
      this.bandRms[i] = Math.sqrt(this.#spectrum.meanSquare(from, to));
    }
    const line = moves ? this.#spectrum.peak(this.#lowest, this.#half) : undefined;
    this.dominantFrequency = line?.frequency ?? Number.NaN;
    this.dominantAmplitude = line?.amplitude ?? Number.NaN;
  }
}

/** Straight lines over what is missing; at the ends the nearest value. */
function bridge(values: Float64Array): void {
  let before = -1;
  for (let n = 0; n <= values.length; n++) {
    if (n < values.length && Number.isNaN(values[n]!)) continue;
    const left = before < 0 ? values[n]! : values[before]!;
    const right = n === values.length ? left : values[n]!;
    for (let m = before + 1; m < n; m++) {
      const share = before < 0 || n === values.length ? 0 : (m - before) / (n - before);
      values[m] = left + share * (right - left);
    }
    before = n;
  }
}
