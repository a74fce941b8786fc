import { toUnit } from '../../core/units.ts';
import type { ActuatorRow } from '../line-definition.ts';
import type { Signal } from '../sensor.ts';

/** The writable setpoint of an actuator, shown in its boundary unit without noise. */
export function setpointSignal(row: ActuatorRow): Signal {
  const [unit, key] = row.id.split('.') as [string, string];
  return {
    unit,
    key: `${key}Setpoint`,
    dataType: 'Double',
    boundaryUnit: row.boundaryUnit,
    description: `setpoint: ${row.description}`,
    low: toUnit(row.low, row.boundaryUnit),
    high: toUnit(row.high, row.boundaryUnit),
    samplingInterval: 200,
    setpointOf: row.id,
    read: (state) => toUnit(state.actuators.get(row.id)!.setpoint(), row.boundaryUnit),
  };
}
