import type { UnitName } from '../../core/units.ts';
import type { Station } from '../../process/web-path.ts';
import { coatingThickness, presentFoil, presentLoading } from '../coating-on-web.ts';
import type { LineState } from '../line-state.ts';
import type { SensorRow, Signal } from '../sensor.ts';
import type { WebState } from '../web-state.ts';
import { computed, gauge, measured, text } from './rows.ts';
import type { MachineScope } from './scope.ts';

/** What a gauge reads on every lane. */
interface LaneRow {
  readonly key: string;
  readonly boundaryUnit: UnitName;
  readonly high: number;
  readonly description: string;
  readonly sensor: SensorRow;
  /** True value at a place of the web (SI). */
  readonly read: (state: LineState, web: WebState, i: number) => number;
}

const weight: LaneRow = {
  key: 'loading',
  boundaryUnit: 'g_per_m2',
  high: 600,
  description: 'net coat weight',
  sensor: { noise: 0.05, relativeNoise: 0.003, quantum: 0.01, averaging: 0.5 },
  read: (_state, web, i) => presentLoading(web, i) + web.solvent[i]! / (1 + web.elongation[i]!),
};

const thickness: LaneRow = {
  key: 'thickness',
  boundaryUnit: 'um',
  high: 1000,
  description: 'foil and coating',
  sensor: { noise: 0.4, quantum: 0.1, averaging: 0.5 },
  read: ({ definition }, web, i) =>
    definition.foilThickness * presentFoil(web, i) +
    coatingThickness(web, i, definition.recipe.solventDensity),
};

/**
 * Gauge of a station: net coat weight per lane, zeroed on bare foil (solids and what solvent is left), or total
 * thickness per lane (foil and coating). With a fixed head per lane, or with the traversing head of the machine.
 */
export function gaugeSignals(scope: MachineScope, station: Station): Signal[] {
  const row = station.kind === 'weightGauge' ? weight : thickness;
  return [
    ...(scope.machine.scanner === undefined
      ? fixedHeads(scope, station, row)
      : traversingHead(scope, station, row)),
    ...headSignals(scope, station.id),
  ];
}

function fixedHeads(scope: MachineScope, { id, position }: Station, row: LaneRow): Signal[] {
  const { key, boundaryUnit, high, description, sensor, read } = row;
  return Array.from({ length: scope.machine.path.lanes }, (_, lane) =>
    gauge(
      id,
      `${key}Lane${lane + 1}`,
      boundaryUnit,
      [0, high],
      200,
      `${description} of lane ${lane + 1}`,
      (state) => {
        const { web } = scope.of(state);
        return read(state, web.state, web.first(web.segmentAt(position), 0) + lane);
      },
      sensor,
      lane + 1,
    ),
  );
}

function traversingHead(scope: MachineScope, { id, kind }: Station, row: LaneRow): Signal[] {
  const { key, boundaryUnit, high, description, sensor } = row;
  const head = scope.head(id);
  const what = kind === 'weightGauge' ? 'gross weight' : 'total thickness';
  return [
    ...Array.from({ length: scope.machine.path.lanes }, (_, lane) => ({
      ...gauge(
        id,
        `${key}Lane${lane + 1}`,
        boundaryUnit,
        [0, high],
        1000,
        `${description} of lane ${lane + 1} in the last crossing`,
        (state) => head(state).lanes[lane]!,
        // Its noise is in the mean of the crossing.
        { noise: 0, quantum: sensor.quantum, averaging: 0 },
        lane + 1,
      ),
      measuredAt: (state: LineState) => head(state).measuredAt[lane]!,
    })),
    gauge(
      id,
      kind === 'weightGauge' ? 'grossWeight' : 'grossThickness',
      boundaryUnit,
      [0, 2 * high],
      1000,
      `${what} below the head`,
      (state) => head(state).gross,
      { ...sensor, averaging: 0 },
    ),
    computed(
      id,
      'headPosition',
      'mm',
      [-200, 3200],
      1000,
      'from the edge of the coating',
      (s) => head(s).position,
    ),
    computed(
      id,
      'crossings',
      'count',
      [0, 1e9],
      1000,
      'crossings since start',
      (s) => head(s).crossings,
    ),
    text(id, 'headState', 'crossing, turning or standardising', (s) => head(s).phase),
  ];
}

function headSignals(scope: MachineScope, id: string): Signal[] {
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
      (s) => s.ambientTemperature + 2 + 10 * scope.of(s).speed,
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
