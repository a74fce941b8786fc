import { stationsOf, theStation } from '../../process/web-path.ts';
import type { LineDefinition } from '../line-definition.ts';
import type { Signal } from '../sensor.ts';
import { calenderSignals } from './calender.ts';
import { coaterSignals } from './coater.ts';
import { zoneSignals } from './dryer-zone.ts';
import { thicknessGaugeSignals, weightGaugeSignals } from './gauges.ts';
import { lineSignals } from './line.ts';
import { setpointSignal } from './setpoints.ts';
import { stateSignals } from './states.ts';
import { winderSignals } from './winders.ts';

/** The units of a line: the line itself, its winders and the stations of its web path. */
export function unitsOf({ path }: LineDefinition): readonly string[] {
  return ['line', 'unwinder', ...path.stations.map(({ id }) => id), 'rewinder'];
}

/** Every signal that the machines of a line show; no truth is among them. */
export function lineSignalTable(definition: LineDefinition): readonly Signal[] {
  const { path } = definition;
  return [
    ...lineSignals(),
    ...winderSignals('unwinder'),
    ...winderSignals('rewinder'),
    ...coaterSignals(theStation(path, 'coater')),
    ...stationsOf(path, 'dryerZone').flatMap(zoneSignals),
    ...weightGaugeSignals(theStation(path, 'weightGauge'), path.lanes),
    ...calenderSignals(theStation(path, 'calender')),
    ...thicknessGaugeSignals(theStation(path, 'thicknessGauge'), path.lanes),
    ...definition.actuators.map(setpointSignal),
    ...unitsOf(definition).flatMap(stateSignals),
  ];
}
