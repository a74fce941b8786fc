import type { Station } from '../../process/web-path.ts';
import { slurryViscosity } from '../laws/slurry-flow.ts';
import type { LineState } from '../line-state.ts';
import type { Signal } from '../sensor.ts';
import { measured } from './rows.ts';
import type { MachineScope } from './scope.ts';

/** Slot-die coater with its slurry feed. */
export function coaterSignals(scope: MachineScope, { id }: Station): Signal[] {
  const speed = (s: LineState) => scope.of(s).speed;
  const slurryTemperature = scope.actual('coater.slurryTemperature');
  const viscosity = ({ slurry, constants, time }: LineState, temperature: number) => {
    const phi = (slurry.solidsContent * slurry.density) / slurry.solidDensity;
    const ageing = 1 + (0.01 * slurry.age(time)) / 3600;
    return slurryViscosity(phi, constants.maximumPacking, temperature) * ageing * slurry.viscosity;
  };
  const eta = (s: LineState) => viscosity(s, slurryTemperature(s));
  /** Pressure drop of a laminar feed line [Pa] by Hagen and Poiseuille (12 mm bore, 4 m). */
  const feedPressure = (s: LineState) => (128 * eta(s) * 4 * s.die.flow) / (Math.PI * 0.012 ** 4);
  return measured(id, [
    ['webSpeed', 'm_per_min', 0, 20, 0.004, 100, 'speed of the web at the die', speed],
    [
      'pumpSpeed',
      'rpm',
      0,
      300,
      0.05,
      200,
      'speed of the slurry pump',
      (s) => s.die.pumped / 2.4e-6,
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
      (s) => 0.8 + 2.2e5 * s.die.flow + 1e-6 * feedPressure(s),
    ],
    ['slurryTemperature', 'degC', 0, 60, 0.03, 500, 'slurry in the feed line', slurryTemperature],
    [
      'slurryDensity',
      'kg_per_m3',
      500,
      4000,
      0.8,
      500,
      'slurry in the feed line (Coriolis)',
      (s) => s.slurry.density,
    ],
    [
      'slurryViscosity',
      'mPa_s',
      0,
      50_000,
      12,
      1000,
      'slurry in the feed line at the shear rate of the die',
      eta,
    ],
    ['dieGap', 'um', 0, 1000, 0.4, 500, 'die lip to foil', scope.actual('coater.dieGap')],
    [
      'dieTemperature',
      'degC',
      0,
      60,
      0.05,
      1000,
      'body of the die',
      (s) => 0.8 * slurryTemperature(s) + 0.2 * s.ambientTemperature,
    ],
    [
      'agitatorCurrent',
      'A',
      0,
      20,
      0.02,
      1000,
      'agitator of the feed tank',
      (s) => 1.2 + 0.5 * eta(s),
    ],
    [
      'backingRollSpeed',
      'rpm',
      0,
      200,
      0.02,
      200,
      'backing roll',
      (s) => speed(s) / (2 * Math.PI * 0.08),
    ],
    [
      'pumpFlow',
      'mL_per_min',
      0,
      2000,
      0.4,
      200,
      'flow by pump displacement and speed',
      (s) => s.die.pumped,
    ],
  ]);
}
