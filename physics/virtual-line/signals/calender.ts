import type { Station } from '../../process/web-path.ts';
import { frameDeflection } from '../laws/compaction.ts';
import { actual, type LineState } from '../line-state.ts';
import { nipPower } from '../machines/calender.ts';
import type { Signal } from '../sensor.ts';
import { measured } from './rows.ts';

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
