import type { UnitName } from '../../core/units.ts';
import type { Station } from '../../process/web-path.ts';
import { coatingThickness, presentFoilThickness, presentLoading } from '../coating-on-web.ts';
import type { LineState } from '../line-state.ts';
import type { SensorRow, Signal } from '../sensor.ts';
import { gauge, measured } from './rows.ts';

/** What a gauge reads on every lane. */
interface LaneRow {
  readonly key: string;
  readonly boundaryUnit: UnitName;
  readonly high: number;
  readonly description: string;
  readonly sensor: SensorRow;
  /** True value at a ring index of the web (SI). */
  readonly read: (state: LineState, i: number) => number;
}

/** Net coat weight per lane, zeroed on bare foil: solids and what solvent is left. */
export function weightGaugeSignals(station: Station, lanes: number): Signal[] {
  return gaugeSignals(station, lanes, {
    key: 'loading',
    boundaryUnit: 'g_per_m2',
    high: 600,
    description: 'net coat weight',
    sensor: { noise: 0.05, relativeNoise: 0.003, quantum: 0.01, averaging: 0.5 },
    read: (state, i) =>
      presentLoading(state, i) + state.web.solvent[i]! / (1 + state.web.elongation[i]!),
  });
}

/** Total thickness per lane: foil and coating. */
export function thicknessGaugeSignals(station: Station, lanes: number): Signal[] {
  return gaugeSignals(station, lanes, {
    key: 'thickness',
    boundaryUnit: 'um',
    high: 1000,
    description: 'foil and coating',
    sensor: { noise: 0.4, quantum: 0.1, averaging: 0.5 },
    read: (state, i) => presentFoilThickness(state, i) + coatingThickness(state, i),
  });
}

function gaugeSignals({ id, position }: Station, lanes: number, row: LaneRow): Signal[] {
  const { key, boundaryUnit, high, description, sensor, read } = row;
  const perLane = Array.from({ length: lanes }, (_, lane) =>
    gauge(
      id,
      `${key}Lane${lane + 1}`,
      boundaryUnit,
      [0, high],
      200,
      `${description} of lane ${lane + 1}`,
      (state) => read(state, state.web.under(position, lane)),
      sensor,
      lane + 1,
    ),
  );
  return [...perLane, ...headSignals(id)];
}

function headSignals(id: string): Signal[] {
  return measured(id, [
    ['headTemperature', 'degC', 0, 80, 0.05, 1000, 'gauge head', (s) => s.ambientTemperature + 8],
    [
      'airGapTemperature',
      'degC',
      0,
      80,
      0.1,
      1000,
      'air in the gauge gap',
      (s) => s.ambientTemperature + 2 + 10 * s.webSpeed,
    ],
    [
      'signalStrength',
      'percent',
      0,
      120,
      0.2,
      1000,
      'detector signal over that at calibration',
      (s) => 1 - s.time / 4e7,
    ],
    ['supplyVoltage', 'V', 0, 48, 0.01, 1000, 'head supply', () => 24.02],
  ]);
}
