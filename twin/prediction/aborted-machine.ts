import type { SegmentWarning } from '../domain/segment.ts';

/** PackML state of a machine that a break or an emergency stop has stopped (ANSI/ISA-TR88.00.02). */
export const abortedState = 'Aborted';

/** What this web carries is not known any more: its machine was aborted, as a break of the web does, which tears it out. */
export function abortedMachine(machine: string): SegmentWarning {
  return {
    code: 'TWIN_MACHINE_ABORTED',
    message: `${machine} was aborted while this web was on it, as a break of the web does: what is on it now is not known`,
    data: { unit: machine },
  };
}
