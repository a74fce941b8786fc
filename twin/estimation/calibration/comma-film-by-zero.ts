import { lagrangeBasis } from '../../../physics/numerics/lagrange.ts';
import { type CommaBarRow, commaFilm } from './coating-law.ts';

/** Points at which the law is asked: the film is then exact to some 1e-5, as the law itself is. */
const points = 8;
/** Zeros of the gap that are foreseen, either way of 0 [m]; others are asked of the law. */
const foreseen = 90e-6;
/** Least true gap that is foreseen [m]. */
const leastGap = 2e-6;

/**
 * Film under the comma bar as a function of the zero of the shown gap, for a fit that asks thousands of times: a polynomial
 * between the logarithms of film and true gap, through points of Chebyshev.
 * @returns film [m] by zero [m]; NaN where the bar would touch the foil
 */
export function commaFilmByZero(row: CommaBarRow): (gapZero: number) => number {
  const low = Math.log(Math.max(leastGap, row.commaGap - foreseen));
  const high = Math.log(row.commaGap + foreseen);
  const nodes = Array.from(
    { length: points },
    (_, k) => (low + high + (high - low) * Math.cos((Math.PI * (k + 0.5)) / points)) / 2,
  );
  const logs = nodes.map((node) => Math.log(commaFilm(row, row.commaGap - Math.exp(node))));
  return (gapZero) => {
    const at = Math.log(row.commaGap - gapZero);
    if (!(at >= low && at <= high)) return commaFilm(row, gapZero);
    const basis = lagrangeBasis(nodes, at);
    return Math.exp(logs.reduce((sum, value, k) => sum + value * basis[k]!, 0));
  };
}
