import { PhysicsError } from '../core/errors.ts';
import { fromUnit, toUnit } from '../core/units.ts';
import type { ActuatorRow } from './line-definition.ts';

/** A setpoint on its way through the dead time. */
interface Pending {
  readonly at: number;
  readonly index: number;
  readonly target: number;
}

/**
 * The machine parts that follow their setpoints, in the order of the definition's rows; all values in SI. A setpoint
 * acts after the dead time; the demand then ramps to it, and the value follows by dv/dt = (demand - v) / lag. Ramp and
 * lag are integrated exactly, so that the step of the line does not matter.
 */
export class Actuators {
  readonly rows: readonly ActuatorRow[];
  /** Setpoints that the machines hold now. */
  readonly setpoint: Float64Array;
  /** What the machines do at the end of the last step, and on the mean of it. */
  readonly value: Float64Array;
  readonly mean: Float64Array;
  /** Not 0 where the actuator follows nothing. */
  readonly stuck: Uint8Array;
  /** Not 0 where the sequence of the machine asks for 0, whatever the setpoint. */
  readonly held: Uint8Array;
  readonly #target: Float64Array;
  readonly #demand: Float64Array;
  readonly #pending: Pending[] = [];

  constructor(rows: readonly ActuatorRow[]) {
    const nominal = () => Float64Array.from(rows, (row) => row.nominal);
    this.rows = rows;
    this.setpoint = nominal();
    this.value = nominal();
    this.mean = nominal();
    this.#target = nominal();
    this.#demand = nominal();
    this.stuck = new Uint8Array(rows.length);
    this.held = new Uint8Array(rows.length);
  }

  /** Brings an actuator to rest at 0, for a machine that stands at start. */
  rest(index: number): void {
    this.held[index] = 1;
    this.value[index] = 0;
    this.mean[index] = 0;
    this.#demand[index] = 0;
  }

  /** Puts an actuator where its machine is, from where it follows its setpoint again. */
  resume(index: number, value: number): void {
    this.value[index] = value;
    this.mean[index] = value;
    this.#demand[index] = value;
  }

  /**
   * Takes a setpoint in the boundary unit, at the time [s] of the line.
   * @throws PhysicsError PHY_OUT_OF_RANGE outside the machine's limits (data: name, value, min, max, unit)
   */
  write(index: number, boundaryValue: number, time: number): void {
    const row = this.rows[index]!;
    const [min, max] = [toUnit(row.low, row.boundaryUnit), toUnit(row.high, row.boundaryUnit)];
    if (!(boundaryValue >= min && boundaryValue <= max)) {
      const data = { name: row.id, value: boundaryValue, min, max, unit: row.boundaryUnit };
      throw new PhysicsError(
        'PHY_OUT_OF_RANGE',
        `${row.id} is ${boundaryValue} ${row.boundaryUnit}; the machine takes ${min} to ${max}`,
        data,
      );
    }
    const target = fromUnit(boundaryValue, row.boundaryUnit);
    this.setpoint[index] = target;
    this.#pending.push({ at: time + row.deadTime, index, target });
  }

  /** Moves all on by dt [s] from the time [s]. */
  advance(time: number, dt: number): void {
    const { length } = this.rows;
    const pending = this.#pending;
    for (let i = 0; i < length; i++) {
      let integral = 0;
      let from = time;
      for (let p = 0; p < pending.length; p++) {
        const { at, index, target } = pending[p]!;
        if (index !== i || at > time + dt) continue;
        if (at > from) {
          integral += this.#follow(i, at - from);
          from = at;
        }
        this.#target[i] = target;
        pending.splice(p--, 1);
      }
      integral += this.#follow(i, time + dt - from);
      this.mean[i] = integral / dt;
    }
  }

  /** Ramp, then hold, both through the lag; returns the integral of the value over dt. */
  #follow(i: number, dt: number): number {
    const begun = this.value[i]!;
    if (this.stuck[i] !== 0) return begun * dt;
    const goal = this.held[i] !== 0 ? 0 : this.#target[i]!;
    let demand = this.#demand[i]!;
    let value = begun;
    if (demand === goal && value === demand) return value * dt;
    const { lag, rampRate, high } = this.rows[i]!;
    const gap = goal - demand;
    const ramp = Math.min(dt, Math.abs(gap) / rampRate);
    let demanded = 0;
    if (ramp > 0) {
      const slope = Math.sign(gap) * rampRate;
      const reached = ramp < dt ? goal : demand + slope * ramp;
      const behind = slope * lag;
      value = reached - behind + (value - demand + behind) * Math.exp(-ramp / lag);
      demanded = 0.5 * (demand + reached) * ramp;
      demand = reached;
    }
    const rest = dt - ramp;
    if (rest > 0) {
      value = demand + (value - demand) * Math.exp(-rest / lag);
      demanded += demand * rest;
    }
    if (demand === goal && Math.abs(value - demand) < 1e-12 * Math.abs(high)) value = demand;
    this.#demand[i] = demand;
    this.value[i] = value;
    return demanded - lag * (value - begun);
  }
}

/**
 * Place of an actuator among the rows.
 * @throws PhysicsError PHY_UNKNOWN_VARIABLE (data: key, allowed)
 */
export function actuatorIndex(rows: readonly ActuatorRow[], id: string): number {
  const index = rows.findIndex((row) => row.id === id);
  if (index >= 0) return index;
  throw new PhysicsError('PHY_UNKNOWN_VARIABLE', `the line has no actuator '${id}'`, {
    key: id,
    allowed: rows.map((row) => row.id),
  });
}
