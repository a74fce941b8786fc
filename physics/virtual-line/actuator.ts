import { PhysicsError } from '../core/errors.ts';
import { fromUnit, toUnit } from '../core/units.ts';
import type { ActuatorRow } from './line-definition.ts';

/** A machine part that follows its setpoint through dead time, ramp and first-order lag. All values in SI. */
export interface Actuator {
  readonly row: ActuatorRow;
  /** Setpoint that the machine holds now. */
  setpoint(): number;
  /** What the machine really does now. */
  value(): number;
  /** Takes a setpoint in the boundary unit, at the time [s] of the line. */
  write(boundaryValue: number, time: number): void;
  /** Moves on by dt [s] to the time [s]. */
  advance(time: number, dt: number): void;
}

/**
 * An actuator at rest at its nominal value. A setpoint acts after the dead time; the demand then ramps to it, and the
 * value follows by dv/dt = (demand - v) / lag, integrated exactly for a demand held over dt.
 * @throws PhysicsError PHY_OUT_OF_RANGE by `write` outside the machine's limits (data: name, value, min, max, unit)
 */
export function createActuator(row: ActuatorRow): Actuator {
  let setpoint = row.nominal;
  let target = row.nominal;
  let demand = row.nominal;
  let value = row.nominal;
  const pending: { readonly at: number; readonly target: number }[] = [];
  return {
    row,
    setpoint: () => setpoint,
    value: () => value,
    write(boundaryValue, time) {
      const [min, max] = [toUnit(row.low, row.boundaryUnit), toUnit(row.high, row.boundaryUnit)];
      if (!(boundaryValue >= min && boundaryValue <= max)) {
        const data = { name: row.id, value: boundaryValue, min, max, unit: row.boundaryUnit };
        throw new PhysicsError(
          'PHY_OUT_OF_RANGE',
          `${row.id} is ${boundaryValue} ${row.boundaryUnit}; the machine takes ${min} to ${max}`,
          data,
        );
      }
      setpoint = fromUnit(boundaryValue, row.boundaryUnit);
      pending.push({ at: time + row.deadTime, target: setpoint });
    },
    advance(time, dt) {
      while (pending.length > 0 && pending[0]!.at <= time) target = pending.shift()!.target;
      const most = row.rampRate * dt;
      const gap = target - demand;
      demand = Math.abs(gap) <= most ? target : demand + Math.sign(gap) * most;
      value += (demand - value) * -Math.expm1(-dt / row.lag);
    },
  };
}
