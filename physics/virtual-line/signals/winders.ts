import { actual, type LineState } from '../line-state.ts';
import type { Signal } from '../sensor.ts';
import { computed, measured, text } from './rows.ts';

/** Foil on a full roll [m] and radius of the core [m]. */
const coilLength = 3000;
const coreRadius = 0.076;

/** Web length of the present coil that has passed the die [m]. */
function wound(state: LineState): number {
  return Math.max(state.web.passed(), 0) % coilLength;
}

function coilNumber(state: LineState, offset: number): string {
  const number = Math.floor(Math.max(state.web.passed(), 0) / coilLength) + offset;
  return String(number).padStart(4, '0');
}

/** The line as a whole: speed, length, tension, what it makes and the room it stands in. */
export function lineSignals(): Signal[] {
  return [
    ...measured('line', [
      ['webSpeed', 'm_per_min', 0, 20, 0.004, 100, 'speed of the web', (s) => s.webSpeed],
      ['webTension', 'N', 0, 200, 0.4, 200, 'web tension in the dryer', webTension],
      ['ambientTemperature', 'degC', 0, 50, 0.05, 1000, 'room air', (s) => s.ambientTemperature],
      [
        'ambientHumidity',
        'percent',
        0,
        100,
        0.3,
        1000,
        'relative humidity of room air',
        (s) => s.humidity,
      ],
      [
        'drivePower',
        'kW',
        0,
        20,
        0.02,
        500,
        'power of all drives',
        (s) => 400 + webTension(s) * s.webSpeed * 1.4 + nipPower(s),
      ],
      ['airPressure', 'bar', 0, 12, 0.01, 1000, 'compressed air', (s) => 6.2e5 - 400 * s.webSpeed],
    ]),
    computed(
      'line',
      'webLength',
      'm',
      [0, 1e7],
      100,
      'web that has passed the die since start',
      (s) => Math.max(s.web.passed(), 0),
    ),
    text('line', 'coilId', 'coil on the rewinder', (s) => `COIL-${coilNumber(s, 1)}`),
    text('line', 'batchId', 'slurry batch in the feed tank', () => 'BATCH-0001'),
  ];
}

/** Tension that the winders give: the mean of both and a share of the bearing friction [N]. */
function webTension(state: LineState): number {
  const tension = (actual(state, 'unwinder.webTension') + actual(state, 'rewinder.webTension')) / 2;
  return tension + 8 * state.webSpeed;
}

/** Rolling work in the nip [W]. */
export function nipPower(state: LineState): number {
  const force = actual(state, 'calender.lineLoad') * state.definition.coatedWidth;
  return 0.012 * force * state.webSpeed;
}

/** An unwinder empties, a rewinder fills; both hold a tension by torque. */
export function winderSignals(unit: 'unwinder' | 'rewinder'): Signal[] {
  const empties = unit === 'unwinder';
  const radius = (state: LineState) => {
    const foil = empties ? coilLength - wound(state) : wound(state);
    const layer = state.definition.foilThickness + (empties ? 0 : Math.max(state.nipThickness, 0));
    return Math.sqrt(coreRadius ** 2 + (foil * layer) / Math.PI);
  };
  const tension = (state: LineState) => actual(state, `${unit}.webTension`);
  const bearing = (state: LineState) =>
    state.ambientTemperature + 6 + 40 * state.webSpeed + 0.02 * tension(state);
  return [
    ...measured(unit, [
      ['webTension', 'N', 0, 200, 0.5, 200, 'web tension at the winder', tension],
      ['rollDiameter', 'mm', 0, 1000, 0.2, 1000, 'diameter of the roll', (s) => 2 * radius(s)],
      [
        'rollSpeed',
        'rpm',
        0,
        200,
        0.02,
        200,
        'speed of the roll',
        (s) => s.webSpeed / (2 * Math.PI * radius(s)),
      ],
      [
        'motorCurrent',
        'A',
        0,
        20,
        0.01,
        500,
        'winder motor',
        (s) => 0.6 + 0.35 * tension(s) * radius(s),
      ],
      [
        'motorTemperature',
        'degC',
        0,
        150,
        0.1,
        1000,
        'winder motor winding',
        (s) => bearing(s) + 9,
      ],
      ['bearingTemperature', 'degC', 0, 120, 0.1, 1000, 'winder bearing', bearing],
      [
        'edgePosition',
        'mm',
        -20,
        20,
        0.02,
        200,
        'web edge from the middle',
        (s) => 4e-4 * Math.sin(0.05 * s.web.passed()) + 1e-3,
      ],
      [
        'coreTemperature',
        'degC',
        0,
        80,
        0.1,
        1000,
        'core of the roll',
        (s) => s.ambientTemperature + (empties ? 0 : 4),
      ],
    ]),
    text(
      unit,
      'rollId',
      'roll on the winder',
      (s) => `${empties ? 'FOIL' : 'COIL'}-${coilNumber(s, 1)}`,
    ),
  ];
}
