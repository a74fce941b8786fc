import { actual, type LineState } from '../line-state.ts';
import { nipPower } from '../machines/calender.ts';
import type { Signal } from '../sensor.ts';
import { coilNumber } from './coil.ts';
import { computed, measured, text } from './rows.ts';

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
    text('line', 'coilId', 'coil on the rewinder', (s) => `COIL-${coilNumber(s)}`),
    text('line', 'batchId', 'slurry batch in the feed tank', () => 'BATCH-0001'),
  ];
}

/** Tension that the winders give: the mean of both and a share of the bearing friction [N]. */
function webTension(state: LineState): number {
  const tension = (actual(state, 'unwinder.webTension') + actual(state, 'rewinder.webTension')) / 2;
  return tension + 8 * state.webSpeed;
}
