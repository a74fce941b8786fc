import type { Rng } from '../core/random.ts';
import type { UnitName } from '../core/units.ts';
import type { LineState } from './line-state.ts';

/** OPC UA status codes that the machines give (OPC UA Part 6, annex A.2). */
export const machineStatus = {
  good: 0,
  badSensorFailure: 0x808c_0000,
  badOutOfService: 0x808d_0000,
} as const;

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
  /** What it shows before its sensor; NaN while it shows nothing. */
  read(state: LineState): number | string;
  /** When what it shows now was measured, time of the line [s]; absent where it is measured whenever it is sampled. */
  measuredAt?(state: LineState): number;
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

/** What one sensor adds beside its noise, in the boundary unit. */
interface SensorErrors {
  /** Constant error. */
  readonly bias: number;
  /** Sd of the walk of its calibration over one sample. */
  readonly walk: number;
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

/** What a sensor gives when it gives no value: a reading is missing. */
export const missing = Number.NaN;

/**
 * Turns true values into readings; `rng` drives noise, calibration and dropout of this sensor alone. Like the
 * instrument, it saturates at the ends of its range.
 */
export class Sensor {
  readonly #row: SensorRow;
  readonly #low: number;
  readonly #high: number;
  readonly #follow: number;
  readonly #errors: SensorErrors;
  readonly #rng: Rng;
  readonly #dropouts: Rng;
  #average = Number.NaN;
  #shown = Number.NaN;
  #calibration: number;

  constructor(
    row: SensorRow,
    range: { readonly low: number; readonly high: number },
    interval_s: number,
    errors: SensorErrors,
    rng: Rng,
    dropouts: Rng,
  ) {
    this.#row = row;
    this.#low = range.low;
    this.#high = range.high;
    this.#follow = row.averaging > 0 ? -Math.expm1(-interval_s / row.averaging) : 1;
    this.#errors = errors;
    this.#rng = rng;
    this.#dropouts = dropouts;
    this.#calibration = errors.bias;
  }

  /** One sample, `missing` where there is none; faults: an added error, whether it is frozen, probability of dropout. */
  sample(truth: number, bias: number, frozen: boolean, dropout: number): number {
    const { noise, relativeNoise = 0, quantum } = this.#row;
    const before = this.#average;
    const average = Number.isNaN(before) ? truth : before + (truth - before) * this.#follow;
    this.#average = average;
    const { walk } = this.#errors;
    if (walk > 0) this.#calibration += walk * this.#rng.normal();
    const sd = relativeNoise === 0 ? noise : Math.hypot(noise, relativeNoise * average);
    const seen = average + sd * this.#rng.normal() + this.#calibration + bias;
    const ranged = Math.min(this.#high, Math.max(this.#low, seen));
    if (!frozen || Number.isNaN(this.#shown)) this.#shown = Math.round(ranged / quantum) * quantum;
    const chance = dropout + this.#errors.dropout;
    if (chance > 0 && this.#dropouts.uniform() < chance) return missing;
    return this.#shown;
  }
}
