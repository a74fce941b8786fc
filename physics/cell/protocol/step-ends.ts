import type { CellParameters } from '../cell-parameters.ts';
import type { ProtocolStep } from './protocol.ts';

/** An end of a step other than its time, with the side from which it is reached. */
export interface StepEnd {
  readonly kind: 'voltage' | 'current' | 'capacity' | 'temperature';
  /** [V], [A], [A.s], [K] */
  readonly value: number;
  /** 1 when reached from above, -1 from below. */
  readonly side: -1 | 1;
}

/**
 * The ends of a step, and only those that it names: a pulse may leave the cut-off voltages of the cell for a while.
 * @param direction - 1 on discharge, -1 on charge
 * @param voltage - at the start of the step [V]
 */
export function endsOf(
  { ends, control }: ProtocolStep,
  { nominalCapacity, ambientTemperature }: CellParameters,
  direction: -1 | 0 | 1,
  voltage: number,
): { readonly duration: number; readonly ends: readonly StepEnd[] } {
  let duration = control.kind === 'drive' ? control.time.at(-1)! : Infinity;
  const own: StepEnd[] = [];
  for (const { kind, value } of ends) {
    switch (kind) {
      case 'time':
        duration = Math.min(duration, value);
        break;
      case 'voltage': {
        const side = direction === 0 ? (voltage >= value ? 1 : -1) : direction;
        own.push({ kind, value, side });
        break;
      }
      case 'current':
        own.push({ kind, value, side: 1 });
        break;
      case 'cRate': {
        const amperes = (value * nominalCapacity) / 3600;
        own.push({ kind: 'current', value: amperes, side: 1 });
        break;
      }
      case 'capacity':
        own.push({ kind, value, side: -1 });
        break;
      case 'temperature': {
        const side = ambientTemperature >= value ? 1 : -1;
        own.push({ kind, value, side });
        break;
      }
    }
  }
  return { duration, ends: own };
}
