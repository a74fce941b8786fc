import {
  demonstrationPath,
  pathLength,
  pilotCalenderingPath,
  pilotCoatingPath,
  type Station,
  shortPath,
  theStation,
  type WebPath,
} from '../../physics/process/web-path.ts';
import type { Configuration } from '../contract/configuration.ts';
import { layoutOnMachine } from '../prediction/line-layout.ts';
import type { LineModel, MachineModel, MachinesModel } from '../prediction/line-model.ts';

type ConfiguredPath = Configuration['plant']['line']['path'];
type ConfiguredStations = Extract<ConfiguredPath, { stations: unknown }>['stations'];

/** Web from the last station of the coating machine to the entry of the calendering machine, as it is drawn [m]. */
const drawnGap = 1;

const pilotMachines: MachinesModel = {
  coating: { id: 'coatingMachine', path: pilotCoatingPath },
  calendering: { id: 'calenderingMachine', path: pilotCalenderingPath },
  lanesSwapped: true,
};

/**
 * The web path of a line, or of its machines one behind the other.
 * @throws PhysicsError PHY_OUT_OF_RANGE where a machine lacks a station or has it twice (data: kind, found)
 */
export function configuredWeb(path: ConfiguredPath): Pick<LineModel, 'path' | 'machines'> {
  if (path === 'demonstration') return { path: demonstrationPath };
  if (path === 'short') return { path: shortPath };
  if (path === 'pilot') return { path: drawnPath(pilotMachines), machines: pilotMachines };
  const { segmentLength_m: segmentLength, lanes } = path;
  if (!('machines' in path)) {
    return { path: { segmentLength, lanes, stations: stations(path.stations) } };
  }
  const machine = ({ id, stations: own }: (typeof path.machines)[number]): MachineModel => ({
    id,
    path: { segmentLength, lanes, stations: stations(own) },
  });
  const coating = machine(path.machines[0]);
  const calendering = machine(path.machines[1]);
  theStation(coating.path, 'coater');
  theStation(coating.path, 'weightGauge');
  layoutOnMachine(calendering.path);
  const machines = { coating, calendering, lanesSwapped: path.lanesSwapped };
  return { path: drawnPath(machines), machines };
}

/** The stations of both machines along one web, as the page draws them. */
function drawnPath({ coating, calendering }: MachinesModel): WebPath {
  const begin = pathLength(coating.path) + drawnGap;
  return {
    ...coating.path,
    stations: [
      ...coating.path.stations,
      ...calendering.path.stations.map((station) => ({
        ...station,
        position: station.position + begin,
      })),
    ],
  };
}

function stations(configured: ConfiguredStations): Station[] {
  return configured.map(({ id, kind, name, position_m, length_m }) => ({
    id,
    kind,
    name,
    position: position_m,
    length: length_m,
  }));
}
