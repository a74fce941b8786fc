import { toUnit } from '../../core/units.ts';
import { actuatorIndex } from '../actuators.ts';
import type { ActuatorRow, LineDefinition } from '../line-definition.ts';
import type { Signal } from '../sensor.ts';
import { computed } from './rows.ts';

/** The writable setpoints of all actuators, each shown in its boundary unit without noise. */
export function setpointSignals({ actuators }: LineDefinition): Signal[] {
  return actuators.map((row) => setpointSignal(row, actuatorIndex(actuators, row.id)));
}

function setpointSignal(
  { id, boundaryUnit, low, high, description }: ActuatorRow,
  index: number,
): Signal {
  const [unit, key] = id.split('.') as [string, string];
  return {
    ...computed(
      unit,
      `${key}Setpoint`,
      boundaryUnit,
      [toUnit(low, boundaryUnit), toUnit(high, boundaryUnit)],
      200,
      `setpoint: ${description}`,
      (state) => state.actuators.setpoint[index]!,
    ),
    setpointOf: id,
  };
}
