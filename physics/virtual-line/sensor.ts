import type { Rng } from '../core/random.ts';
import type { UnitName } from '../core/units.ts';
import type { LineState } from './line-state.ts';

/** OPC UA status codes that the machines give (OPC UA Part 6, annex A.2). */
export const machineStatus = { good: 0, badSensorFailure: 0x808c_0000 } as const;

/** One variable of a machine as its control shows it. Values are in the boundary unit. */
export interface Signal {
  readonly unit: string;
  /** Name without unit of measure. */
  readonly key: string;
  readonly dataType: 'Double' | 'Int32' | 'String';
  /** Null for text and states. */
  readonly boundaryUnit: UnitName | null;
  readonly description: string;
  /** Range of the instrument, in the boundary unit. */
  readonly low: number;
  readonly high: number;
  /** How often the machine samples it [ms], a multiple of 100. */
  readonly samplingInterval: number;
  /** Actuator whose setpoint this is; only these are writable. */
  readonly setpointOf?: string;
  /** How it is measured; absent for states, counters and setpoints. */
  readonly sensor?: SensorRow;
  /** Lane from 1, for gauges. */
  readonly lane?: number;
  read(state: LineState): number | string;
}

/** Errors of one sensor, in the boundary unit. */
export interface SensorRow {
  /** Standard deviation of noise: absolute, and relative to the value. */
  readonly noise: number;
  readonly relativeNoise?: number;
  /** Smallest step of the reading. */
  readonly quantum: number;
  /** Averaging time of the instrument [s]; 0 for none. */
  readonly averaging: number;
}

/** What faults do to one sensor now. */
interface SensorFault {
  readonly bias: number;
  readonly frozen: boolean;
  /** Probability that a reading is missing [-]. */
  readonly dropout: number;
}

/** One reading: null with a bad status when the sensor gives none. */
export interface Reading {
  readonly value: number | string | null;
  /** OPC UA status code. */
  readonly status: number;
  /** When the machine took it, time of the line [s]. */
  readonly time: number;
}

/**
 * Turns the true value into readings; `rng` drives noise and dropout of this sensor alone. Like the instrument, it
 * saturates at the ends of its range.
 */
export function createSensor(
  row: SensorRow,
  { low, high }: { readonly low: number; readonly high: number },
  interval_s: number,
  rng: Rng,
  dropouts: Rng,
) {
  const follow = row.averaging > 0 ? -Math.expm1(-interval_s / row.averaging) : 1;
  let average = Number.NaN;
  let shown = Number.NaN;
  return {
    sample(truth: number, fault: SensorFault): number | null {
      average = Number.isNaN(average) ? truth : average + (truth - average) * follow;
      const noise = rng.normal() * Math.hypot(row.noise, (row.relativeNoise ?? 0) * average);
      const lost = dropouts.uniform() < fault.dropout;
      const seen = Math.min(high, Math.max(low, average + noise + fault.bias));
      const fresh = Math.round(seen / row.quantum) * row.quantum;
      if (!fault.frozen || Number.isNaN(shown)) shown = fresh;
      return lost ? null : shown;
    },
  };
}
