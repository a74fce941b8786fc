import type { Station } from '../../process/web-path.ts';
import { latentHeat } from '../laws/drying.ts';
import type { LineState, ZoneState } from '../line-state.ts';
import { exhaustPerVelocity, vapourFraction } from '../machines/dryer.ts';
import type { Signal } from '../sensor.ts';
import { measured } from './rows.ts';

/** One dryer zone: its air, fan, heater and exhaust, and a pyrometer on the film. */
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
