import { constant } from '../../cell-parameters.ts';

/**
 * Materials of Newman's Dualfoil that more than one set takes: graphite MCMB 2528 and LiCoO2 with the entropic changes
 * of Moura's fastDFN. No validity range is stated for the entropic changes.
 * @see Newman, Dualfoil 5.2, 1998
 * @see Moura, fastDFN, 2016, github.com/scott-moura/fastDFN
 */

/** Of lithium in graphite MCMB 2528 at 298.15 K [m2.s-1], the same at every stoichiometry. */
export const mcmbDiffusivity = constant(3.9e-14, 42_770);

/** dU/dT of graphite MCMB 2528 [V.K-1]; the divisor is the maximum concentration of the cell that it was made for. */
export function mcmbEntropicChange(s: number): number {
  return (
    (-1.5 * 120 * Math.exp(-120 * s) +
      bell(0.0351, s, 0.286, 0.083) -
      bell(0.0045, s, 0.849, 0.119) -
      bell(0.035, s, 0.9233, 0.05) -
      bell(0.0147, s, 0.5, 0.034) -
      bell(0.102, s, 0.194, 0.142) -
      bell(0.022, s, 0.9, 0.0164) -
      bell(0.011, s, 0.124, 0.0226) +
      bell(0.0155, s, 0.105, 0.029)) /
    24983.2619938437
  );
}

/** dU/dT of LiCoO2 [V.K-1]; stretched and divided as the cell that it was made for. */
export function licoo2EntropicChange(s: number): number {
  const x = 1.062 * s;
  return (
    (-0.07645 * 54.4806 * squaredSech(30.834 - 54.4806 * x) -
      2.1581 * 50.294 * squaredSech(52.294 - 50.294 * x) +
      0.14169 * 19.854 * squaredSech(11.0923 - 19.8543 * x) -
      0.2051 * 5.4888 * squaredSech(1.4684 - 5.4888 * x) -
      bell(0.2531, x, 0.56478, 0.1316) -
      bell(0.02167, x, 0.525, 0.006)) /
    51217.9257309275
  );
}

function squaredSech(argument: number): number {
  return Math.cosh(argument) ** -2;
}

function bell(height: number, s: number, centre: number, width: number): number {
  return (height / width) * squaredSech((s - centre) / width);
}
