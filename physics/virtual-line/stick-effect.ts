import type { Fault } from './faults.ts';
import type { LineDefinition } from './line-definition.ts';

/** Variables that a controller holds against disturbances: stuck, they drift though nobody writes their setpoint. */
const heldInLoop: readonly string[] = ['airTemperature', 'rollTemperature', 'lineLoad'];

/**
 * Whether a fault that sticks an actuator can change anything on a line that is left to itself: where it is inside a
 * control loop, or where the campaign writes it, by recipes or to start and stop its machine. True of other faults.
 */
export function canActUnwritten(
  { kind, unit, variable }: Fault,
  { actuators, machines, campaign }: LineDefinition,
): boolean {
  if (kind !== 'actuatorStick') return true;
  return actuators.some(({ id }) => {
    const [ownUnit, key] = id.split('.') as [string, string];
    if (ownUnit !== unit || (variable !== undefined && variable !== key)) return false;
    if (heldInLoop.includes(key)) return true;
    if (campaign === undefined) return false;
    const isWritten = campaign.products.some(({ setpoints }) => Object.hasOwn(setpoints, id));
    return isWritten || machines.some(({ drive }) => drive === id);
  });
}
