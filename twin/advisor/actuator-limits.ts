import { checkRange } from '../../physics/core/variables.ts';
import type { Press } from '../../physics/materials/press.ts';
import { processVariables } from '../../physics/process/variables.ts';
import type { ActuatorLimits } from '../domain/proposal.ts';

/**
 * Checks that the press can give every line load that the advisor may propose.
 * @throws PhysicsError PHY_OUT_OF_RANGE (data: name, value, min, max, unit)
 */
export function checkLineLoadLimits({ min, max }: ActuatorLimits, press: Press): void {
  const range = { min: 0, max: press.maximumLineLoad };
  const { lineLoad } = processVariables;
  checkRange(lineLoad, min, { ...range, name: 'smallest line load of the advisor' });
  checkRange(lineLoad, max, {
    ...range,
    name: `largest line load of the advisor on ${press.name}`,
  });
}
