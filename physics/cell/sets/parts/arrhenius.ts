import { gasConstant } from '../../../core/constants.ts';

/**
 * Arrhenius's factor from one temperature to another: exp(E/R (1/from - 1/to)).
 * @param activationEnergy - E [J.mol-1]
 * @param from - temperature at which the value is known [K], > 0
 * @param to - temperature at which it is wanted [K], > 0
 */
export function arrheniusFactor(activationEnergy: number, from: number, to: number): number {
  return Math.exp((activationEnergy / gasConstant) * (1 / from - 1 / to));
}
