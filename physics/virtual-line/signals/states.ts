import type { LineState } from '../line-state.ts';
import type { Signal } from '../sensor.ts';
import { computed, text } from './rows.ts';

/** PackML states that the line can be in (ANSI/ISA-TR88.00.02, OPC 30050). */
const stateNames = { 3: 'Starting', 6: 'Execute', 7: 'Stopping', 11: 'Held' } as const;
type StateNumber = keyof typeof stateNames;

function stateCurrent(state: LineState): StateNumber {
  const drive = state.actuators.get('line.webSpeed')!;
  const gap = drive.setpoint() - drive.value();
  if (drive.value() < 2e-3) return drive.setpoint() > 2e-3 ? 3 : 11;
  if (drive.setpoint() < 2e-3) return 7;
  return gap > 0.1 * drive.setpoint() ? 3 : 6;
}

/** PackML administration of one unit: state, mode, machine speed and the hours it has produced. */
export function stateSignals(unit: string): Signal[] {
  let producing = 0;
  let seen = Number.NaN;
  return [
    {
      ...text(unit, 'stateCurrent', 'PackML StateCurrent', () => ''),
      dataType: 'Int32',
      boundaryUnit: '1',
      high: 17,
      samplingInterval: 500,
      read: stateCurrent,
    },
    text(unit, 'stateName', 'name of the PackML state', (state) => stateNames[stateCurrent(state)]),
    {
      ...text(unit, 'unitMode', 'PackML UnitModeCurrent: 1 production', () => ''),
      dataType: 'Int32',
      boundaryUnit: '1',
      high: 3,
      read: () => 1,
    },
    computed(unit, 'machSpeed', 'm_per_min', [0, 20], 500, 'PackML MachSpeed: set speed', (state) =>
      state.actuators.get('line.webSpeed')!.setpoint(),
    ),
    computed(
      unit,
      'productionTime',
      'h',
      [0, 1e5],
      1000,
      'time in Execute since start',
      (state) => {
        const elapsed = Number.isNaN(seen) ? 0 : state.time - seen;
        seen = state.time;
        if (stateCurrent(state) === 6) producing += elapsed;
        return producing;
      },
    ),
  ];
}
