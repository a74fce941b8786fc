import type { Station } from '../../process/web-path.ts';
import { slurryViscosity } from '../laws/slurry.ts';
import { actual, type LineState } from '../line-state.ts';
import type { Signal } from '../sensor.ts';
import { computed, measured } from './rows.ts';

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
