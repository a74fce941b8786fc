import type { Station } from '../../process/web-path.ts';
import type { LineDefinition } from '../line-definition.ts';
import type { Signal } from '../sensor.ts';
import { calenderSignals } from './calender.ts';
import { coaterSignals } from './coater.ts';
import { zoneSignals } from './dryer-zone.ts';
import { gaugeSignals } from './gauges.ts';
import { campaignSignals, lineSignals } from './line.ts';
import { MachineScope } from './scope.ts';
import { setpointSignals } from './setpoints.ts';
import { stateSignals } from './states.ts';
import { winderSignals } from './winders.ts';

/** The units of a line: the line itself, its machines, their winders and the stations of their web paths. */
export function unitsOf(definition: LineDefinition): readonly string[] {
  const { machines, campaign } = definition;
  return [
    'line',
    ...(campaign === undefined ? [] : ['mixer']),
    ...machines.flatMap((machine) => unitsOfMachine(definition, machine.id)),
  ];
}

function unitsOfMachine({ machines, campaign }: LineDefinition, id: string): readonly string[] {
  const machine = machines.find((candidate) => candidate.id === id)!;
  return [
    ...(campaign === undefined ? [] : [machine.id]),
    machine.unwinder,
    ...machine.path.stations.map((station) => station.id),
    machine.rewinder,
  ];
}

/** Every signal that the machines of a line show; no truth is among them. */
export function lineSignalTable(definition: LineDefinition): readonly Signal[] {
  const scopes = definition.machines.map((_, i) => new MachineScope(definition, i));
  const inline = definition.campaign === undefined;
  const first = scopes[0]!;
  return [
    ...(inline ? lineSignals(first) : campaignSignals(scopes)),
    ...scopes.flatMap((scope) => [
      ...winderSignals(scope, 'unwinder'),
      ...winderSignals(scope, 'rewinder'),
      ...scope.machine.path.stations.flatMap((station) => stationSignals(scope, station)),
    ]),
    ...setpointSignals(definition),
    ...(inline ? stateSignals(first, 'line') : []),
    ...scopes.flatMap((scope) =>
      unitsOfMachine(definition, scope.machine.id).flatMap((unit) => stateSignals(scope, unit)),
    ),
  ];
}

function stationSignals(scope: MachineScope, station: Station): Signal[] {
  switch (station.kind) {
    case 'coater':
      return coaterSignals(scope, station);
    case 'dryerZone':
      return zoneSignals(scope, station);
    case 'calender':
      return calenderSignals(scope, station);
    case 'weightGauge':
    case 'thicknessGauge':
      return gaugeSignals(scope, station);
  }
}
