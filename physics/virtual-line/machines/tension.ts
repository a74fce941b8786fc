import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';

/** Tension that the winders give: the mean of both and a share of the bearing friction [N]. */
export function webTension({ actuators }: LineState, machine: MachineState): number {
  const [unwinder, rewinder] = machine.tensions;
  return (actuators.value[unwinder]! + actuators.value[rewinder]!) / 2 + 8 * machine.speed;
}
