import { gasConstant } from '../../core/constants.ts';

/** Factor of a rate at a temperature over that at the reference [-]; 1 without an activation energy [J/mol]. */
export function arrhenius(
  activationEnergy: number | undefined,
  temperature: number,
  reference: number,
): number {
  return activationEnergy === undefined || temperature === reference
    ? 1
    : Math.exp((activationEnergy / gasConstant) * (1 / reference - 1 / temperature));
}
