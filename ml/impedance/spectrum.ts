import { MlError } from '../errors.ts';

/** An impedance spectrum, from the highest frequency to the lowest. */
export interface Spectrum {
  /** [Hz], falling, > 0 */
  readonly frequency: Float64Array;
  /** Z' [ohm] */
  readonly real: Float64Array;
  /** Z'' [ohm]: below 0 where the cell is capacitive */
  readonly imaginary: Float64Array;
}

/** Fewest points of a spectrum that tells an arc from noise: an arc, a series resistance and two spare points have 6 numbers. */
export const leastPoints = 6;

/**
 * A spectrum from points in any order.
 * @throws MlError ML_TABLE_INVALID for lengths that differ, or a frequency that is not above 0 or comes twice (data: point);
 *   ML_NOT_FINITE for a value that is no number (data: point); ML_CONSTANT where the impedance is 0 (data: point);
 *   ML_TOO_FEW_ROWS for fewer than 6 points
 */
export function spectrum(
  frequency: ArrayLike<number>,
  real: ArrayLike<number>,
  imaginary: ArrayLike<number>,
): Spectrum {
  const points = frequency.length;
  if (real.length !== points || imaginary.length !== points) {
    const message = `a spectrum has ${points} frequencies, ${real.length} real and ${imaginary.length} imaginary parts; allowed are as many of each`;
    throw new MlError('ML_TABLE_INVALID', message, { rows: points });
  }
  if (points < leastPoints) {
    const message = `a spectrum has ${points} points, allowed are ${leastPoints} and more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: points, allowed: leastPoints });
  }
  const order = Array.from({ length: points }, (_, i) => i);
  order.sort((a, b) => frequency[b]! - frequency[a]!);
  for (const [i, point] of order.entries()) {
    const values = [frequency[point]!, real[point]!, imaginary[point]!];
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad !== undefined) {
      const message = `point ${point} of a spectrum: found ${bad}, allowed is a number`;
      throw new MlError('ML_NOT_FINITE', message, { point });
    }
    const isTwice = i > 0 && frequency[point] === frequency[order[i - 1]!];
    if (!(values[0]! > 0) || isTwice) {
      const message = `point ${point} of a spectrum: found ${values[0]} Hz${isTwice ? ' twice' : ''}, allowed is a frequency above 0, once`;
      throw new MlError('ML_TABLE_INVALID', message, { point });
    }
    if (values[1] === 0 && values[2] === 0) {
      const message = `point ${point} of a spectrum: found an impedance of 0, allowed is any other`;
      throw new MlError('ML_CONSTANT', message, { point });
    }
  }
  const ordered = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(order, (point) => values[point]!);
  return { frequency: ordered(frequency), real: ordered(real), imaginary: ordered(imaginary) };
}

/** The points of a spectrum that stay. */
export function pointsOf(
  { frequency, real, imaginary }: Spectrum,
  kept: readonly number[],
): Spectrum {
  const some = (values: Float64Array): Float64Array =>
    Float64Array.from(kept, (point) => values[point]!);
  return { frequency: some(frequency), real: some(real), imaginary: some(imaginary) };
}

/** omega = 2 pi f [rad.s-1], by point. */
export function angular({ frequency }: Spectrum): Float64Array {
  return frequency.map((f) => 2 * Math.PI * f);
}

/** |Z| [ohm], by point. */
export function modulus({ real, imaginary }: Spectrum): Float64Array {
  return real.map((value, i) => Math.hypot(value, imaginary[i]!));
}
