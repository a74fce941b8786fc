import { toUnit } from '../../core/units.ts';
import type { ActuatorRow } from '../line-definition.ts';
import type { Signal } from '../sensor.ts';
import { computed } from './rows.ts';

/** The writable setpoint of an actuator, shown in its boundary unit without noise. */
export function setpointSignal({ id, boundaryUnit, low, high, description }: ActuatorRow): Signal {
  const [unit, key] = id.split('.') as [string, string];
  return {
    ...computed(
      unit,
      `${key}Setpoint`,
      boundaryUnit,
      [toUnit(low, boundaryUnit), toUnit(high, boundaryUnit)],
      200,
      `setpoint: ${description}`,
      (state) => state.actuators.get(id)!.setpoint(),
    ),
    setpointOf: id,
  };
}
