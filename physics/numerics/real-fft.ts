import { PhysicsError } from '../core/errors.ts';

/**
 * Discrete Fourier transform of real values, for one length, by a complex transform of half the length (radix 2, in place).
 *
 *   X[k] = sum over n of x[n] exp(-2 pi i k n / length),  k = 0 .. length / 2
 *
 * The other half follows from X[length - k] = conj(X[k]). Tables and work arrays are made once: a transform allocates nothing.
 * @see Cooley1965, Math. Comput. 19, 297-301, doi:10.1090/S0025-5718-1965-0178586-1; the split of a real sequence into even
 *   and odd places as in Sorensen1987, IEEE Trans. Acoust. Speech 35(6), 849-863, doi:10.1109/TASSP.1987.1165220 (not read)
 */
export class RealFft {
  readonly length: number;
  /** Real and imaginary parts of X, `length / 2 + 1` each, of the last transform. */
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** Butterflies since the start: a measure of work. */
  butterflies = 0;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;

  /**
   * @param length - of a sequence, a power of two from 4 on
   * @throws PhysicsError PHY_OUT_OF_RANGE where it is none (data: name, value)
   */
  constructor(length: number) {
    if (!Number.isInteger(length) || length < 4 || !Number.isInteger(Math.log2(length))) {
      throw new PhysicsError(
        'PHY_OUT_OF_RANGE',
        `length of a transform: found ${length}; allowed is a power of two from 4 on`,
        { name: 'length', value: length },
      );
    }
    this.length = length;
    const half = length / 2;
    this.real = new Float64Array(half + 1);
    this.imaginary = new Float64Array(half + 1);
    this.#cos = new Float64Array(half);
    this.#sin = new Float64Array(half);
    for (let k = 0; k < half; k++) {
      this.#cos[k] = Math.cos((2 * Math.PI * k) / length);
      this.#sin[k] = Math.sin((2 * Math.PI * k) / length);
    }
    this.#reversed = new Uint32Array(half);
    for (let i = 0, reversed = 0; i < half; i++) {
      this.#reversed[i] = reversed;
      let bit = half >> 1;
      while (bit > 0 && (reversed & bit) !== 0) {
        reversed ^= bit;
        bit >>= 1;
      }
      reversed |= bit;
    }
  }

  /**
   * Transforms values into `real` and `imaginary`.
   * @param values - x, `length` of them; not changed
   */
  transform(values: Float64Array): void {
    const { real, imaginary } = this;
    const half = this.length / 2;
    for (let i = 0; i < half; i++) {
      const to = this.#reversed[i]!;
      real[to] = values[2 * i]!;
      imaginary[to] = values[2 * i + 1]!;
    }
    this.#stages(half);
    this.#split(half);
  }

  #stages(half: number): void {
    const { real, imaginary } = this;
    const [cos, sin] = [this.#cos, this.#sin];
    for (let size = 2; size <= half; size *= 2) {
      const middle = size / 2;
      const stride = this.length / size;
      for (let start = 0; start < half; start += size) {
        for (let j = 0; j < middle; j++) {
          const [c, s] = [cos[j * stride]!, sin[j * stride]!];
          const a = start + j;
          const b = a + middle;
          const re = real[b]! * c + imaginary[b]! * s;
          const im = imaginary[b]! * c - real[b]! * s;
          real[b] = real[a]! - re;
          imaginary[b] = imaginary[a]! - im;
          real[a] = real[a]! + re;
          imaginary[a] = imaginary[a]! + im;
        }
      }
      this.butterflies += half / 2;
    }
  }

  /** From the transform of even + i odd places to that of all. */
  #split(half: number): void {
    const { real, imaginary } = this;
    const [first, second] = [real[0]!, imaginary[0]!];
    real[0] = first + second;
    imaginary[0] = 0;
    real[half] = first - second;
    imaginary[half] = 0;
    for (let k = 1, m = half - 1; k <= m; k++, m--) {
      const evenRe = (real[k]! + real[m]!) / 2;
      const evenIm = (imaginary[k]! - imaginary[m]!) / 2;
      const oddRe = (imaginary[k]! + imaginary[m]!) / 2;
      const oddIm = (real[m]! - real[k]!) / 2;
      const [c, s] = [this.#cos[k]!, this.#sin[k]!];
      const re = oddRe * c + oddIm * s;
      const im = oddIm * c - oddRe * s;
      real[k] = evenRe + re;
      imaginary[k] = evenIm + im;
      real[m] = evenRe - re;
      imaginary[m] = im - evenIm;
    }
  }
}
