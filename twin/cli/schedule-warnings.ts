import type { Fault } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { canActUnwritten } from '../../physics/virtual-line/stick-effect.ts';

/** A fault that is played and changes nothing, and why; the fault by its place in the schedule, from 0. */
export interface ScheduleWarning {
  readonly fault: number;
  readonly message: string;
}

/** Faults of a schedule that cannot change anything in a run of a line [s] that nobody operates. */
export function scheduleWarnings(
  faults: readonly Fault[],
  definition: LineDefinition,
  duration: number,
): readonly ScheduleWarning[] {
  return faults.flatMap((fault, i) => {
    const place = `faults[${i}]`;
    const warnings: ScheduleWarning[] = [];
    if (fault.at_s >= duration) {
      warnings.push({ fault: i, message: `${place} begins after the end of the run` });
    }
    if (!canActUnwritten(fault, definition)) {
      const what = fault.variable === undefined ? fault.unit : `${fault.unit}.${fault.variable}`;
      const message = `${place} cannot act: ${what} is in no control loop and nothing writes its setpoint in this run`;
      warnings.push({ fault: i, message });
    }
    return warnings;
  });
}
