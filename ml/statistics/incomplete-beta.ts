import { MlError } from '../errors.ts';

const mostSteps = 1_000_000;
/** In place of a denominator that is zero. */
const tiny = 1e-300;

/**
 * Regularised incomplete beta function I_x(a, b), the distribution function of the beta distribution, to about 1e-13
 * relative, small tails too.
 * @param x - in [0, 1]
 * @param complement - 1 - x, as a difference of its own where x is near 1
 * @param a - above 0
 * @param b - above 0
 * @throws MlError ML_OPTION_OUT_OF_RANGE for an argument out of its range (data: x, a, b)
 * @see DLMF, NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction) and 8.17.4 (symmetry)
 */
export function regularisedBeta(x: number, complement: number, a: number, b: number): number {
  if (!(x >= 0 && complement >= 0 && a > 0 && b > 0 && Number.isFinite(a + b))) {
    const message = `incomplete beta function at x ${x}, a ${a}, b ${b}; allowed are x in [0, 1], a and b above 0`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { x, a, b });
  }
  if (x === 0) return 0;
  if (complement === 0) return 1;
  // The fraction is fast on the near side of the mean; the far side is the other function's near one.
  return x * (a + b + 2) < a + 1
    ? nearTail(x, complement, a, b)
    : 1 - nearTail(complement, x, b, a);
}

function nearTail(x: number, complement: number, a: number, b: number): number {
  return (power(x, complement, a, b) * continuedFraction(x, a, b)) / a;
}

/** x^a (1 - x)^b / B(a, b), without the logarithm of a gamma function, so that large a and b cost no digits. */
function power(x: number, complement: number, a: number, b: number): number {
  const sum = a + b;
  const exponent =
    a * Math.log((x * sum) / a) +
    b * Math.log((complement * sum) / b) +
    stirlingError(sum) -
    stirlingError(a) -
    stirlingError(b);
  return Math.sqrt((a * b) / (2 * Math.PI * sum)) * Math.exp(exponent);
}

/**
 * What Stirling's formula leaves of the logarithm of the gamma function: ln Gamma(z) - (z - 1/2) ln z + z - ln(2 pi) / 2.
 * @see DLMF 5.11.1; for z below 10 by Gamma(z + 1) = z Gamma(z)
 */
function stirlingError(z: number): number {
  let at = z;
  let error = 0;
  for (; at < 10; at += 1) error += (at + 0.5) * Math.log1p(1 / at) - 1;
  const s = 1 / (at * at);
  const series =
    1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360_360))));
  return error + series / at;
}

/** The fraction of DLMF 8.17.22, by Lentz's rule. */
function continuedFraction(x: number, a: number, b: number): number {
  const kept = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= mostSteps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-15) return fraction;
  }
  const message = `incomplete beta function at a ${a}, b ${b}: no end after ${mostSteps} steps`;
  throw new MlError('ML_TOO_LARGE', message, { a, b });
}
