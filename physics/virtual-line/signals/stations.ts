import type { Station } from '../../process/web-path.ts';
import { frameDeflection } from '../laws/compaction.ts';
import { latentHeat } from '../laws/drying.ts';
import { slurryViscosity } from '../laws/slurry.ts';
import {
  actual,
  coatingThickness,
  exhaustPerVelocity,
  type LineState,
  vapourFraction,
  type ZoneState,
} from '../line-state.ts';
import type { Signal } from '../sensor.ts';
import { computed, gauge, measured } from './rows.ts';
import { nipPower } from './winders.ts';

function viscosity(state: LineState): number {
  const phi = (state.solidsContent * state.slurryDensity) / state.solidDensity;
  const ageing = 1 + (0.01 * state.time) / 3600;
  const temperature = actual(state, 'coater.slurryTemperature');
  return slurryViscosity(phi, state.constants.maximumPacking, temperature) * ageing;
}

/** Pressure drop of a laminar feed line [Pa] by Hagen and Poiseuille (12 mm bore, 4 m). */
function feedPressure(state: LineState): number {
  return (128 * viscosity(state) * 4 * state.dieFlow) / (Math.PI * 0.012 ** 4);
}

/** Slot-die coater with its slurry feed. */
export function coaterSignals({ id }: Station): Signal[] {
  return [
    ...measured(id, [
      [
        'webSpeed',
        'm_per_min',
        0,
        20,
        0.004,
        100,
        'speed of the web at the die',
        (s) => s.webSpeed,
      ],
      [
        'pumpSpeed',
        'rpm',
        0,
        300,
        0.05,
        200,
        'speed of the slurry pump',
        (s) => actual(s, 'coater.pumpFlow') / 2.4e-6,
      ],
      [
        'pumpPressure',
        'kPa',
        0,
        1000,
        0.4,
        200,
        'pressure behind the pump',
        (s) => 2.5e4 + 1.6 * feedPressure(s),
      ],
      [
        'diePressure',
        'kPa',
        0,
        500,
        0.3,
        200,
        'pressure in the die',
        (s) => 1.1e4 + 0.6 * feedPressure(s),
      ],
      [
        'filterPressureDrop',
        'kPa',
        0,
        300,
        0.2,
        1000,
        'over the slurry filter',
        (s) => 0.4 * feedPressure(s) * (1 + s.time / 8e4),
      ],
      [
        'pumpMotorCurrent',
        'A',
        0,
        20,
        0.01,
        500,
        'slurry pump motor',
        (s) => 0.8 + 2.2e5 * s.dieFlow + 1e-6 * feedPressure(s),
      ],
      [
        'slurryTemperature',
        'degC',
        0,
        60,
        0.03,
        500,
        'slurry in the feed line',
        (s) => actual(s, 'coater.slurryTemperature'),
      ],
      [
        'slurryDensity',
        'kg_per_m3',
        500,
        4000,
        0.8,
        500,
        'slurry in the feed line (Coriolis)',
        (s) => s.slurryDensity,
      ],
      [
        'slurryViscosity',
        'mPa_s',
        0,
        50_000,
        12,
        1000,
        'slurry in the feed line at the shear rate of the die',
        viscosity,
      ],
      ['dieGap', 'um', 0, 1000, 0.4, 500, 'die lip to foil', (s) => actual(s, 'coater.dieGap')],
      [
        'dieTemperature',
        'degC',
        0,
        60,
        0.05,
        1000,
        'body of the die',
        (s) => 0.8 * actual(s, 'coater.slurryTemperature') + 0.2 * s.ambientTemperature,
      ],
      [
        'agitatorCurrent',
        'A',
        0,
        20,
        0.02,
        1000,
        'agitator of the feed tank',
        (s) => 1.2 + 0.5 * viscosity(s),
      ],
      [
        'backingRollSpeed',
        'rpm',
        0,
        200,
        0.02,
        200,
        'backing roll',
        (s) => s.webSpeed / (2 * Math.PI * 0.08),
      ],
    ]),
    computed(
      id,
      'pumpFlow',
      'mL_per_min',
      [0, 2000],
      200,
      'flow by pump displacement and speed',
      (s) => actual(s, 'coater.pumpFlow'),
    ),
  ];
}

/** One dryer zone; `zone` finds its state. */
export function zoneSignals({ id }: Station): Signal[] {
  const zone = (s: LineState): ZoneState => s.zones.find(({ station }) => station.id === id)!;
  const exhaust = (s: LineState) => exhaustPerVelocity * zone(s).airVelocity;
  const heat = (s: LineState) =>
    exhaust(s) * 950 * Math.max(zone(s).airTemperature - s.ambientTemperature, 0) +
    zone(s).evaporation * latentHeat;
  return measured(id, [
    ['airTemperature', 'degC', 0, 250, 0.1, 500, 'air of the zone', (s) => zone(s).airTemperature],
    ['airVelocity', 'm_per_s', 0, 40, 0.04, 500, 'jets at the nozzles', (s) => zone(s).airVelocity],
    [
      'solventContent',
      'ppm',
      0,
      20_000,
      6,
      500,
      'solvent vapour in the air, by volume',
      (s) => vapourFraction(zone(s)),
    ],
    ['fanSpeed', 'rpm', 0, 3000, 1, 500, 'circulation fan', (s) => 2.2 * zone(s).airVelocity],
    [
      'fanCurrent',
      'A',
      0,
      30,
      0.02,
      500,
      'circulation fan motor',
      (s) => 0.7 + 0.0022 * zone(s).airVelocity ** 3,
    ],
    ['heaterPower', 'kW', 0, 60, 0.03, 500, 'air heater', heat],
    ['exhaustFlow', 'm3_per_s', 0, 2, 5e-4, 1000, 'exhaust air', exhaust],
    [
      'exhaustTemperature',
      'degC',
      0,
      250,
      0.1,
      1000,
      'exhaust air',
      (s) => zone(s).airTemperature - 0.06 * (zone(s).airTemperature - s.ambientTemperature),
    ],
    [
      'filmSurfaceTemperature',
      'degC',
      0,
      250,
      0.4,
      500,
      'pyrometer at the end of the zone, middle lane',
      (s) => filmTemperature(s, id),
    ],
    [
      'zonePressure',
      'Pa',
      -200,
      200,
      0.4,
      500,
      'against the room',
      (s) => -6 - 0.4 * zone(s).airVelocity,
    ],
    [
      'filterPressureDrop',
      'Pa',
      0,
      1000,
      1,
      1000,
      'over the air filter',
      (s) => 1.1 * zone(s).airVelocity ** 2 * (1 + s.time / 3e5),
    ],
  ]);
}

function filmTemperature(state: LineState, id: string): number {
  const { station, airTemperature } = state.zones.find((zone) => zone.station.id === id)!;
  const end = station.position + station.length - state.web.segmentLength / 2;
  const i = state.web.under(end, Math.floor(state.web.lanes / 2));
  return state.web.solids[i]! > 0 ? state.web.temperature[i]! : airTemperature - 5;
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

/** Net coat weight per lane, zeroed on bare foil: solids and what solvent is left. */
export function weightGaugeSignals({ id, position }: Station, lanes: number): Signal[] {
  const rows = Array.from({ length: lanes }, (_, lane) =>
    gauge(
      id,
      `loadingLane${lane + 1}`,
      'g_per_m2',
      [0, 600],
      200,
      `net coat weight of lane ${lane + 1}`,
      ({ web }) => {
        const i = web.under(position, lane);
        return web.solids[i]! + web.solvent[i]!;
      },
      { noise: 0.05, relativeNoise: 0.003, quantum: 0.01, averaging: 0.5 },
      lane + 1,
    ),
  );
  return [...rows, ...headSignals(id)];
}

/** Total thickness per lane: foil and coating. */
export function thicknessGaugeSignals({ id, position }: Station, lanes: number): Signal[] {
  const rows = Array.from({ length: lanes }, (_, lane) =>
    gauge(
      id,
      `thicknessLane${lane + 1}`,
      'um',
      [0, 1000],
      200,
      `foil and coating of lane ${lane + 1}`,
      (state) =>
        state.definition.foilThickness + coatingThickness(state, state.web.under(position, lane)),
      { noise: 0.4, quantum: 0.1, averaging: 0.5 },
      lane + 1,
    ),
  );
  return [...rows, ...headSignals(id)];
}

/** Calender with its press frame, rolls and hydraulics. */
export function calenderSignals({ id }: Station): Signal[] {
  const load = (s: LineState) => actual(s, 'calender.lineLoad');
  const force = (s: LineState) => load(s) * s.definition.coatedWidth;
  const bearing = (s: LineState) =>
    s.ambientTemperature + 0.35 * (s.rollTemperature - s.ambientTemperature) + 1.2e-4 * force(s);
  return measured(id, [
    ['lineLoad', 'N_per_mm', 0, 600, 0.15, 100, 'roll force per coated width', load],
    ['rollTemperature', 'degC', 0, 200, 0.1, 500, 'surface of the rolls', (s) => s.rollTemperature],
    [
      'rollGap',
      'um',
      -2000,
      2000,
      0.5,
      200,
      'gap as the press shows it: loaded gap less frame deflection, with its zero',
      (s) =>
        s.definition.foilThickness +
        s.nipThickness +
        s.constants.gapZero -
        frameDeflection(force(s), s.constants.frameCompliance),
    ],
    ['rollForce', 'kN', 0, 400, 0.04, 100, 'force of both cylinders', force],
    [
      'hydraulicPressureLeft',
      'bar',
      0,
      250,
      0.05,
      200,
      'cylinder on the drive side',
      (s) => (0.505 * force(s)) / 3.1e-3,
    ],
    [
      'hydraulicPressureRight',
      'bar',
      0,
      250,
      0.05,
      200,
      'cylinder on the operator side',
      (s) => (0.495 * force(s)) / 3.1e-3,
    ],
    [
      'rollSpeed',
      'rpm',
      0,
      100,
      0.01,
      200,
      'rolls',
      (s) => s.webSpeed / (2 * Math.PI * s.constants.rollRadius),
    ],
    [
      'driveCurrent',
      'A',
      0,
      60,
      0.02,
      200,
      'main drive',
      (s) => 2.1 + nipPower(s) / 90 + 9 * s.webSpeed,
    ],
    ['bearingTemperatureUpper', 'degC', 0, 150, 0.1, 1000, 'bearing of the upper roll', bearing],
    [
      'bearingTemperatureLower',
      'degC',
      0,
      150,
      0.1,
      1000,
      'bearing of the lower roll',
      (s) => bearing(s) - 0.8,
    ],
    [
      'oilTemperature',
      'degC',
      0,
      200,
      0.1,
      1000,
      'heating oil to the rolls',
      (s) => s.rollTemperature + 4.5,
    ],
    [
      'heaterPower',
      'kW',
      0,
      40,
      0.03,
      500,
      'roll heater',
      (s) => 55 * Math.max(s.rollTemperature - s.ambientTemperature, 0),
    ],
    [
      'entryTension',
      'N',
      0,
      200,
      0.4,
      200,
      'web before the nip',
      (s) => actual(s, 'unwinder.webTension') + 5 * s.webSpeed,
    ],
    [
      'exitTension',
      'N',
      0,
      200,
      0.4,
      200,
      'web behind the nip',
      (s) => actual(s, 'rewinder.webTension') - 3 * s.webSpeed,
    ],
  ]);
}
