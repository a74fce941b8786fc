import { polynomial } from './polynomial.ts';

const trunk = polynomial([4.3452, -1.6518, 1.6225, -2.0843, 3.5146, -2.2166]);

/**
 * NMC 532 against lithium [V], the fit that Xu2019 and Mohtat2020 share; no range is stated.
 * @see Xu2019, J. Electrochem. Soc. 166, A3456
 * @see Mohtat2020, J. Electrochem. Soc. 167, 110561, doi:10.1149/1945-7111/aba5d1
 */
export function nmc532Potential(s: number): number {
  return trunk(s) - nmc532Tail(s);
}

/** The steep end of the fit near full lithiation [V]. */
export function nmc532Tail(s: number): number {
  return 5.623e-5 * Math.exp(109.451 * s - 100.006);
}
