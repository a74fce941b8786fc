import { coatingThickness } from '../coating-on-web.ts';
import type { LineState } from '../line-state.ts';
import type { Signal } from '../sensor.ts';
import { coilId, inputId, lengthOnRewinder, lengthOnUnwinder } from './coil.ts';
import { measured, text } from './rows.ts';
import type { MachineScope } from './scope.ts';

/** Radius of the core of a roll [m]. */
const coreRadius = 0.076;

/** An unwinder empties, a rewinder fills; both hold a tension by torque. */
export function winderSignals(scope: MachineScope, kind: 'unwinder' | 'rewinder'): Signal[] {
  const empties = kind === 'unwinder';
  const unit = scope.machine[kind];
  const coated =
    !empties || !scope.machine.path.stations.some((station) => station.kind === 'coater');
  const radius = (state: LineState) => {
    const machine = scope.of(state);
    const wound = empties ? lengthOnUnwinder(state, machine) : lengthOnRewinder(state, machine);
    const layer =
      state.definition.foilThickness + (coated ? Math.max(coatingOnRoll(state, scope), 0) : 0);
    return Math.sqrt(coreRadius ** 2 + (wound * layer) / Math.PI);
  };
  const tension = scope.actual(`${unit}.webTension`);
  const speed = (state: LineState) => scope.of(state).speed;
  const bearing = (state: LineState) =>
    state.ambientTemperature + 6 + 40 * speed(state) + 0.02 * tension(state);
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
        (s) => speed(s) / (2 * Math.PI * radius(s)),
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
        (s) => 4e-4 * Math.sin(0.05 * scope.of(s).web.passed) + 1e-3,
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
    text(unit, 'rollId', 'roll on the winder', (s) =>
      empties ? inputId(s, scope.of(s)) : coilId(s, scope.of(s)),
    ),
  ];
}

/** Thickness of the coating between the turns of a roll [m], as the nip left it or as it comes from the dryer. */
function coatingOnRoll(state: LineState, scope: MachineScope): number {
  const { nip, web, job } = scope.of(state);
  if (nip !== undefined && nip.thickness > 0) return nip.thickness;
  const first = web.first(web.nextToWind, 0);
  const { solventDensity } = state.definition.recipe;
  let sum = 0;
  for (let side = 0; side < web.sides; side++) {
    sum += coatingThickness(web.state, first + side * web.lanes, solventDensity);
  }
  return job === undefined ? 0 : sum;
}
