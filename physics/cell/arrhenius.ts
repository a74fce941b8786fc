import { gasConstant } from '../core/constants.ts';

/**
 * Arrhenius's factor from one temperature to another: exp(E/R (1/from - 1/to)).
 * @param activationEnergy - E [J.mol-1]
 * @param from - temperature at which the value is known [K], > 0
 * @param to - temperature at which it is wanted [K], > 0
 */
export function arrheniusFactor(activationEnergy: number, from: number, to: number): number {
  return Math.exp(activationEnergy * arrheniusExponent(from, to));
}

/** Exponent of the factor per activation energy, (1/from - 1/to) / R [mol.J-1]. */
export function arrheniusExponent(from: number, to: number): number {
  return (1 / from - 1 / to) / gasConstant;
}

/** Factor of a rate at a temperature over that at the reference [-]; 1 without an activation energy [J.mol-1]. */
export function rateFactor(
  activationEnergy: number | undefined,
  temperature: number,
  reference: number,
): number {
  return activationEnergy === undefined || temperature === reference
    ? 1
    : arrheniusFactor(activationEnergy, reference, temperature);
}
