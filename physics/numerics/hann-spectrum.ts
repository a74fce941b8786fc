import { PhysicsError } from '../core/errors.ts';
import { RealFft } from './real-fft.ts';

/** A line of a spectrum that stands out. */
export interface SpectralPeak {
  /** [Hz] */
  readonly frequency: number;
  /** Of the sine: half of its swing, in the unit of the values. */
  readonly amplitude: number;
}

/**
 * One-sided spectrum of a window of equally spaced values of any length N, under a periodic Hann window
 *
 *   w[n] = (1 - cos(2 pi n / N)) / 2
 *
 * padded with zeros to the power of two from 2 N on, which interpolates the spectrum. Two scalings of |X[k]| follow from it
 * (Heinzel 2002, section 9): by S1 = sum of w for the amplitude of a sine, by S2 = sum of w^2 for the mean square of noise.
 * Take the mean off first: what is left of it leaks into the lowest frequencies. Nothing is allocated after the constructor.
 * @see Heinzel2002, Spectrum and spectral density estimation by the DFT, MPI Gravitationsphysik, hdl:11858/00-001M-0000-0013-557A-5
 *   (not read); Harris1978, Proc. IEEE 66(1), 51-83, doi:10.1109/PROC.1978.10837 (not read)
 */
export class HannSpectrum {
  readonly length: number;
  /** Distance of two values of the padded spectrum [Hz]. */
  readonly spacing: number;
  readonly #fft: RealFft;
  readonly #window: Float64Array;
  readonly #padded: Float64Array;
  /** |X[k]|^2, from 0 to half of the sampling rate. */
  readonly #power: Float64Array;
  /** Places of the padded spectrum in the distance of two values of the unpadded one. */
  readonly #padding: number;
  readonly #sum: number;
  readonly #sumOfSquares: number;

  /**
   * @param length - N, whole number from 8 on
   * @param samplingRate - [Hz], > 0
   * @throws PhysicsError PHY_OUT_OF_RANGE (data: name, value)
   */
  constructor(length: number, samplingRate: number) {
    check('length', length, Number.isInteger(length) && length >= 8, 'a whole number from 8 on');
    check('samplingRate', samplingRate, samplingRate > 0, 'a number above 0 Hz');
    this.length = length;
    const padded = 2 ** Math.ceil(Math.log2(2 * length));
    this.#padding = padded / length;
    this.spacing = samplingRate / padded;
    this.#fft = new RealFft(padded);
    this.#padded = new Float64Array(padded);
    this.#power = new Float64Array(padded / 2 + 1);
    this.#window = new Float64Array(length);
    let [sum, sumOfSquares] = [0, 0];
    for (let n = 0; n < length; n++) {
      const w = (1 - Math.cos((2 * Math.PI * n) / length)) / 2;
      this.#window[n] = w;
      sum += w;
      sumOfSquares += w * w;
    }
    [this.#sum, this.#sumOfSquares] = [sum, sumOfSquares];
  }

  /** Butterflies since the start: a measure of work. */
  get butterflies(): number {
    return this.#fft.butterflies;
  }

  /**
   * Takes the spectrum of values; what is asked next is of these.
   * @param values - `length` numbers, finite, of mean zero
   */
  take(values: Float64Array): void {
    for (let n = 0; n < this.length; n++) this.#padded[n] = values[n]! * this.#window[n]!;
    this.#fft.transform(this.#padded);
    const { real, imaginary } = this.#fft;
    for (let k = 0; k < this.#power.length; k++) {
      this.#power[k] = real[k]! * real[k]! + imaginary[k]! * imaginary[k]!;
    }
  }

  /**
   * Mean square in a band, in the square of the unit of the values: each place of the spectrum counts with the part of its
   * width that lies in the band, so that bands side by side add up to the whole.
   * @param from - [Hz], >= 0
   * @param to - [Hz], > from; what lies above half of the sampling rate is empty
   */
  meanSquare(from: number, to: number): number {
    const power = this.#power;
    const last = power.length - 1;
    let sum = 0;
    for (
      let k = Math.max(0, Math.floor(from / this.spacing - 0.5));
      k <= last && (k - 0.5) * this.spacing < to;
      k++
    ) {
      const low = k === 0 ? 0 : k - 0.5;
      const high = k === last ? last : k + 0.5;
      const overlap = Math.min(high, to / this.spacing) - Math.max(low, from / this.spacing);
      // The half places at both ends hold their line once, all others twice: as positive and as negative frequency.
      if (overlap > 0) sum += 2 * overlap * power[k]!;
    }
    return sum / (this.#padded.length * this.#sumOfSquares);
  }

  /**
   * The strongest line in a band: the highest place of the spectrum that is higher than its neighbours, moved to the vertex
   * of the parabola through the logarithms of the three. Below two periods in the window no line is told, for a drift looks
   * like one there; of a drift, little is left above.
   * @param lowest - [Hz], >= 0
   * @param highest - [Hz]; at most half of the sampling rate is looked at
   * @returns undefined where nothing stands out
   * @see Gasior2004, CERN-AB-2004-023-BDI (not read)
   */
  peak(lowest: number, highest: number): SpectralPeak | undefined {
    const power = this.#power;
    const first = Math.max(Math.ceil(lowest / this.spacing), Math.ceil(2 * this.#padding));
    const last = Math.min(Math.floor(highest / this.spacing), power.length - 2);
    let top = -1;
    for (let k = first; k <= last; k++) {
      if (
        power[k]! > power[k - 1]! &&
        power[k]! >= power[k + 1]! &&
        (top < 0 || power[k]! > power[top]!)
      ) {
        top = k;
      }
    }
    if (top < 0) return undefined;
    const middle = Math.log(power[top]!);
    const left = Math.log(power[top - 1]!);
    const right = Math.log(power[top + 1]!);
    const bend = left - 2 * middle + right;
    // A neighbour of exactly nothing has no logarithm: the place itself is the best that is known.
    const shift = Number.isFinite(bend) && bend < 0 ? (left - right) / (2 * bend) : 0;
    const height = shift === 0 ? middle : middle - ((left - right) * shift) / 4;
    return {
      frequency: (top + shift) * this.spacing,
      amplitude: (2 * Math.exp(height / 2)) / this.#sum,
    };
  }
}

function check(name: string, value: number, isAllowed: boolean, allowed: string): void {
  if (isAllowed) return;
  throw new PhysicsError(
    'PHY_OUT_OF_RANGE',
    `${name} of a spectrum: found ${value}; allowed is ${allowed}`,
    { name, value },
  );
}
