import { logGamma } from './gamma.ts';

/**
 * Chance that F exceeds a value.
 * @param value - from 0
 * @param above - degrees of freedom of the numerator, > 0
 * @param below - of the denominator, > 0
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, equation 26.6.2
 */
export function fTail(value: number, above: number, below: number): number {
  if (!(value > 0)) return 1;
  const x = below / (below + above * value);
  return regularisedBeta(x, 1 - x, below / 2, above / 2);
}

/**
 * Regularised incomplete beta function I_x(a, b), by its continued fraction.
 * @param y - 1 - x, given apart for small x
 * @see DLMF, 8.17.22, and Lentz1976, Appl. Opt. 15, 668-671, doi:10.1364/AO.15.000668 (its evaluation)
 */
function regularisedBeta(x: number, y: number, a: number, b: number): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(y, x, b, a);
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y);
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d, tiny);
    c = guarded(1 + even / c, tiny);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d, tiny);
    c = guarded(1 + odd / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return (Math.exp(front) * fraction) / a;
}

function guarded(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
