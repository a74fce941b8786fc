import { checkBetween } from '../../physics/materials/check-between.ts';
import type { Press } from '../../physics/materials/press.ts';
import type { ActuatorLimits } from '../domain/proposal.ts';

/**
 * Checks that the press can give every line load that the advisor may propose.
 * @throws PhysicsError PHY_OUT_OF_RANGE (data: name, value, min, max, unit)
 */
export function checkLineLoadLimits({ min, max }: ActuatorLimits, press: Press): void {
  const range = { min: 0, max: press.maximumLineLoad, unit: 'N.m-1' };
  checkBetween('smallest line load of the advisor', min, range);
  checkBetween(`largest line load of the advisor on ${press.name}`, max, range);
}
