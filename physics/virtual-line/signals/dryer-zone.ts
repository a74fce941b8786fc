import type { Station } from '../../process/web-path.ts';
import type { LineState } from '../line-state.ts';
import { exhaustFlow, fanPower, vapourFraction } from '../machines/dryer.ts';
import type { Signal } from '../sensor.ts';
import { measured } from './rows.ts';
import type { MachineScope } from './scope.ts';

/** One dryer zone: its air, fan, heater and exhaust, and a pyrometer on the film. */
export function zoneSignals(scope: MachineScope, { id, position, length }: Station): Signal[] {
  const zone = scope.zone(id);
  const exhaust = (s: LineState) => exhaustFlow(zone(s));
  const heat = (s: LineState) => zone(s).heater;
  const end = position + length - scope.machine.path.segmentLength / 2;
  const filmTemperature = (s: LineState) => {
    const { web, side } = scope.of(s);
    const i = web.first(web.segmentAt(end), side) + Math.floor(web.lanes / 2);
    return web.state.solids[i]! > 0 ? web.state.temperature[i]! : zone(s).airTemperature - 5;
  };
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
      (s) => 0.7 + fanPower(zone(s)) / 545,
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
      filmTemperature,
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
