import { toUnit, type UnitName } from '../../core/units.ts';
import type { LineState } from '../line-state.ts';
import type { SensorRow, Signal } from '../sensor.ts';

/** Unit name at the boundary, range, errors and meaning of a measured signal. */
type MeasuredRow = readonly [
  key: string,
  boundaryUnit: UnitName,
  low: number,
  high: number,
  noise: number,
  samplingInterval: number,
  description: string,
  read: (state: LineState) => number,
];

/** Signals measured by plain sensors: noise sd in the boundary unit, quantum a fifth of it, no averaging. `read` gives SI. */
export function measured(unit: string, rows: readonly MeasuredRow[]): Signal[] {
  return rows.map(([key, boundaryUnit, low, high, noise, samplingInterval, description, read]) =>
    gauge(unit, key, boundaryUnit, [low, high], samplingInterval, description, read, {
      noise,
      quantum: noise / 5,
      averaging: 0,
    }),
  );
}

/** One measured signal with its own sensor; `read` gives SI. */
export function gauge(
  unit: string,
  key: string,
  boundaryUnit: UnitName,
  range: readonly [number, number],
  samplingInterval: number,
  description: string,
  read: (state: LineState) => number,
  sensor: SensorRow,
  lane?: number,
): Signal {
  return {
    ...computed(unit, key, boundaryUnit, range, samplingInterval, description, read),
    sensor,
    ...(lane === undefined ? {} : { lane }),
  };
}

/** A text that the control holds. */
export function text(
  unit: string,
  key: string,
  description: string,
  read: (state: LineState) => string,
): Signal {
  return {
    unit,
    key,
    dataType: 'String',
    boundaryUnit: null,
    description,
    low: 0,
    high: 0,
    samplingInterval: 1000,
    read,
  };
}

/** A number that the control computes and no sensor disturbs; `read` gives SI. */
export function computed(
  unit: string,
  key: string,
  boundaryUnit: UnitName,
  [low, high]: readonly [number, number],
  samplingInterval: number,
  description: string,
  read: (state: LineState) => number,
): Signal {
  return {
    unit,
    key,
    dataType: 'Double',
    boundaryUnit,
    description,
    low,
    high,
    samplingInterval,
    read: (state) => toUnit(read(state), boundaryUnit),
  };
}
