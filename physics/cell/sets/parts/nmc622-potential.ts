import { polynomial } from './polynomial.ts';

const trunk = polynomial([3.75258, -0.809103, 2.27363, -0.561429]);

/**
 * NMC 622 against lithium [V]: a cubic and a steep end at full lithiation, fitted here to the curve of Kremer2019 as
 * tabulated by others (stoichiometry 0.3 to 1); root mean square 0.14 mV, largest difference 0.27 mV. Like that curve it
 * rises by 5 mV from 0.89 to 0.95.
 * @see Kremer2019, Energy Technol. 8, 1900167, doi:10.1002/ente.201900167 (not read)
 */
export function nmc622Potential(s: number): number {
  return trunk(s - 0.7) - 1.19709 * Math.exp(127.25 * (s - 1));
}
