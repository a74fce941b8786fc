import type { Station } from '../../process/web-path.ts';
import type { LineState } from '../line-state.ts';
import { nipPower, rollHeat } from '../machines/calender.ts';
import { shownGap } from '../machines/press-gap.ts';
import type { Signal } from '../sensor.ts';
import { measured } from './rows.ts';
import type { MachineScope } from './scope.ts';

/** Calender with its press frame, rolls and hydraulics. */
export function calenderSignals(scope: MachineScope, { id }: Station): Signal[] {
  const entry = scope.actual(`${scope.machine.unwinder}.webTension`);
  const exit = scope.actual(`${scope.machine.rewinder}.webTension`);
  const nip = (s: LineState) => scope.of(s).nip!;
  const speed = (s: LineState) => scope.of(s).speed;
  const measuredLoad = (s: LineState) => nip(s).load / (1 + s.levels.level(nip(s).loadSlot));
  const heldLoad = scope.machine.press === 'gap' ? undefined : scope.actual(`${id}.lineLoad`);
  /** Where the gap is held, by intent or because the press sticks, the load is what follows. */
  const load = (s: LineState) =>
    heldLoad === undefined || !Number.isNaN(nip(s).heldGap) ? measuredLoad(s) : heldLoad(s);
  /** As the load cells show it, and as it acts on cylinders and bearings. */
  const force = (s: LineState) => load(s) * s.definition.coatedWidth;
  const acting = (s: LineState) => nip(s).load * s.definition.coatedWidth;
  const bearing = (s: LineState) =>
    s.ambientTemperature + 0.35 * (nip(s).temperature - s.ambientTemperature) + 1.2e-4 * acting(s);
  return measured(id, [
    ['lineLoad', 'N_per_mm', 0, 600, 0.15, 100, 'roll force per coated width', load],
    [
      'rollTemperature',
      'degC',
      0,
      200,
      0.1,
      500,
      'surface of the rolls',
      (s) => nip(s).temperature,
    ],
    [
      'rollGap',
      'um',
      -2000,
      2000,
      0.5,
      200,
      'gap as the press shows it: loaded gap less frame deflection, with its zero',
      (s) => shownGap(s, scope.of(s), nip(s).thickness, nip(s).load),
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
      (s) => (0.505 * acting(s)) / 3.1e-3,
    ],
    [
      'hydraulicPressureRight',
      'bar',
      0,
      250,
      0.05,
      200,
      'cylinder on the operator side',
      (s) => (0.495 * acting(s)) / 3.1e-3,
    ],
    [
      'rollSpeed',
      'rpm',
      0,
      100,
      0.01,
      200,
      'rolls',
      (s) => speed(s) / (2 * Math.PI * s.constants.rollRadius),
    ],
    [
      'driveCurrent',
      'A',
      0,
      60,
      0.02,
      200,
      'main drive',
      (s) => 2.1 + nipPower(s, scope.of(s)) / 90 + 9 * speed(s),
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
      (s) => nip(s).temperature + 4.5,
    ],
    ['heaterPower', 'kW', 0, 40, 0.03, 500, 'roll heater', (s) => rollHeat(s, scope.of(s))],
    ['entryTension', 'N', 0, 200, 0.4, 200, 'web before the nip', (s) => entry(s) + 5 * speed(s)],
    ['exitTension', 'N', 0, 200, 0.4, 200, 'web behind the nip', (s) => exit(s) - 3 * speed(s)],
  ]);
}
