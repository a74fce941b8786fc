import { actuatorIndex } from '../actuators.ts';
import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import type { Signal } from '../sensor.ts';
import { computed, text } from './rows.ts';
import type { MachineScope } from './scope.ts';

/** PackML states that a machine can be in (ANSI/ISA-TR88.00.02, OPC 30050). */
const stateNames = {
  3: 'Starting',
  4: 'Idle',
  6: 'Execute',
  7: 'Stopping',
  9: 'Aborted',
  11: 'Held',
  15: 'Resetting',
} as const;
type StateNumber = keyof typeof stateNames;

function stateCurrent({ actuators }: LineState, machine: MachineState): StateNumber {
  if (machine.phase === 'broken') return 9;
  const value = actuators.value[machine.drive]!;
  const held = actuators.held[machine.drive] !== 0;
  const setpoint = held ? 0 : actuators.setpoint[machine.drive]!;
  if (value < 2e-3) {
    if (setpoint > 2e-3) return 3;
    if (machine.phase === 'waiting') return 4;
    return machine.phase === 'changing' ? 15 : 11;
  }
  if (setpoint < 2e-3) return 7;
  return setpoint - value > 0.1 * setpoint ? 3 : 6;
}

/** PackML administration of one unit: state, mode, machine speed and the hours it has produced. */
export function stateSignals(scope: MachineScope, unit: string): Signal[] {
  let producing = 0;
  let seen = Number.NaN;
  const drive = actuatorIndex(scope.definition.actuators, scope.machine.drive);
  const current = (state: LineState) => stateCurrent(state, scope.of(state));
  return [
    {
      ...text(unit, 'stateCurrent', 'PackML StateCurrent', () => ''),
      dataType: 'Int32',
      boundaryUnit: '1',
      high: 17,
      samplingInterval: 500,
      read: current,
    },
    text(unit, 'stateName', 'name of the PackML state', (state) => stateNames[current(state)]),
    {
      ...text(unit, 'unitMode', 'PackML UnitModeCurrent: 1 production', () => ''),
      dataType: 'Int32',
      boundaryUnit: '1',
      high: 3,
      read: () => 1,
    },
    computed(
      unit,
      'machSpeed',
      'm_per_min',
      [0, 20],
      500,
      'PackML MachSpeed: set speed',
      (state) => state.actuators.setpoint[drive]!,
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
        if (current(state) === 6) producing += elapsed;
        return producing;
      },
    ),
  ];
}
