import { factorise, solveFactorised } from '../../physics/numerics/dense-linear.ts';
import { MlError } from '../errors.ts';

/**
 * Values of a curve on an even grid, each replaced by that of the polynomial fitted by least squares to the points of the
 * window about it, or by its derivative. Near the ends the polynomial of the first or last whole window stands for its points.
 * @param window - points of the window, odd, above `order`
 * @param order - of the polynomial, >= 0
 * @param derivative - 0 for the value, 1 for the first derivative per grid step
 * @returns as many values
 * @throws MlError ML_OPTION_OUT_OF_RANGE for a window that is even, too narrow or wider than the curve (data: option, found, allowed)
 * @see Savitzky1964, Anal. Chem. 36, 1627-1639, doi:10.1021/ac60214a047
 */
export function savitzkyGolay(
  values: Float64Array,
  window: number,
  order: number,
  derivative: 0 | 1 = 0,
): Float64Array {
  const n = values.length;
  if (window % 2 !== 1 || window <= order || window > n) {
    const allowed = `an odd number above ${order}, up to the ${n} points of the curve`;
    const message = `window: found ${window}, allowed is ${allowed}`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, {
      option: 'window',
      found: window,
      allowed,
    });
  }
  const half = (window - 1) / 2;
  const rows = weightsOf(window, order, derivative);
  return Float64Array.from({ length: n }, (_, i) => {
    const first = Math.min(Math.max(i - half, 0), n - window);
    const row = rows[i - first]!;
    return row.reduce((sum, weight, k) => sum + weight * values[first + k]!, 0);
  });
}

/** Weights of the window's points for the value at each of them. */
function weightsOf(window: number, order: number, derivative: 0 | 1): Float64Array[] {
  const half = (window - 1) / 2;
  const terms = order + 1;
  // Places from -1 to 1 keep the powers within reach of each other.
  const places = Array.from({ length: window }, (_, k) => (k - half) / Math.max(half, 1));
  const normal = new Float64Array(terms * terms);
  for (let i = 0; i < terms; i++) {
    for (let j = 0; j < terms; j++) {
      normal[i * terms + j] = places.reduce((sum, place) => sum + place ** (i + j), 0);
    }
  }
  const factors = factorise(normal, terms)!;
  return places.map((at) => {
    const asked = Float64Array.from({ length: terms }, (_, power) => {
      if (derivative === 0) return at ** power;
      return power === 0 ? 0 : (power * at ** (power - 1)) / Math.max(half, 1);
    });
    const solved = solveFactorised(factors, asked);
    return Float64Array.from(places, (place) =>
      solved.reduce((sum, value, power) => sum + value * place ** power, 0),
    );
  });
}
