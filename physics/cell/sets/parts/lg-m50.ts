/**
 * Curves and rate constants of the electrodes of the LG M50 that several sets share.
 * @see Chen2020, J. Electrochem. Soc. 167, 080534, doi:10.1149/1945-7111/ab9050
 */

/** Graphite with SiOx against lithium [V], fit over the measured 0 to 1. */
export function graphiteLgM50Potential(s: number): number {
  return (
    1.9793 * Math.exp(-39.3631 * s) +
    0.2482 -
    0.0909 * Math.tanh(29.8538 * (s - 0.1234)) -
    0.04478 * Math.tanh(14.9159 * (s - 0.2769)) -
    0.0205 * Math.tanh(30.4444 * (s - 0.6103))
  );
}

/** NMC 811 against lithium [V], fit; the measured table begins at 0.249. */
export function nmcLgM50Potential(s: number): number {
  return (
    -0.809 * s +
    4.4875 -
    0.0428 * Math.tanh(18.5138 * (s - 0.5542)) -
    17.7326 * Math.tanh(15.789 * (s - 0.3117)) +
    17.5842 * Math.tanh(15.9308 * (s - 0.312))
  );
}

/** Of graphite: k [A.m-2.(m3.mol-1)^1.5] at 298.15 K, Arrhenius's energy [J.mol-1]. */
export const graphiteLgM50Rate = { rateConstant: 6.48e-7, activationEnergy: 35_000 };

/** Of NMC 811: k [A.m-2.(m3.mol-1)^1.5] at 298.15 K, Arrhenius's energy [J.mol-1]. */
export const nmcLgM50Rate = { rateConstant: 3.42e-6, activationEnergy: 17_800 };
