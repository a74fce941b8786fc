import { actual, type LineState } from '../line-state.ts';
import type { Signal } from '../sensor.ts';
import { coilLength, coilNumber } from './coil.ts';
import { measured, text } from './rows.ts';

/** Radius of the core of a roll [m]. */
const coreRadius = 0.076;

/** Web length of the present coil that has passed the die [m]. */
function wound(state: LineState): number {
  return Math.max(state.web.passed(), 0) % coilLength;
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
      (s) => `${empties ? 'FOIL' : 'COIL'}-${coilNumber(s)}`,
    ),
  ];
}
