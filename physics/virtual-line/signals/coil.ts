import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { foilRollId } from '../machines/entry.ts';
import { endlessCoilLength } from '../machines/rewinder.ts';

/** Web length of the present endless coil that has passed the die [m]. */
function endlessWound({ web }: MachineState): number {
  return Math.max(web.passed, 0) % endlessCoilLength;
}

function endlessNumber({ web }: MachineState): string {
  const number = Math.floor(Math.max(web.passed, 0) / endlessCoilLength) + 1;
  return String(number).padStart(4, '0');
}

/** Id of the coil on the rewinder; empty where there is none. */
export function coilId(state: LineState, machine: MachineState): string {
  if (state.definition.campaign === undefined)
    return `COIL-${state.endlessRun}${endlessNumber(machine)}`;
  return machine.job?.output.id ?? '';
}

/** Id of the roll or coil on the unwinder; empty where there is none. */
export function inputId(state: LineState, machine: MachineState): string {
  if (state.definition.campaign === undefined)
    return `FOIL-${state.endlessRun}${endlessNumber(machine)}`;
  if (machine.job === undefined) return '';
  return machine.job.input?.id ?? foilRollId(state, machine);
}

/** Web on the rewinder [m]. */
export function lengthOnRewinder(state: LineState, machine: MachineState): number {
  if (state.definition.campaign === undefined) return endlessWound(machine);
  const coil = machine.job?.output;
  return coil === undefined ? 0 : coil.start[coil.wound]!;
}

/** Web on the unwinder [m]. */
export function lengthOnUnwinder(state: LineState, machine: MachineState): number {
  if (state.definition.campaign === undefined) return endlessCoilLength - endlessWound(machine);
  const { job } = machine;
  if (job === undefined) return 0;
  return job.input === undefined
    ? machine.foilLeft
    : job.input.start[Math.max(0, job.input.wound - job.entered)]!;
}
