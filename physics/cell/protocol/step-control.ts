import type { Constraint } from '../cell-integrator.ts';
import type { Control } from './protocol.ts';

/** A control as the integrator takes it: a given current over the time since the start of the step, or a constraint. */
export interface StepControl {
  /** [A/m2] */
  readonly currentAt: ((time: number) => number) | undefined;
  readonly constraint: Constraint | undefined;
  /** First guess of the current [A/m2]. */
  readonly guess: number;
  /** 1 when the step discharges, -1 when it charges, 0 when neither is known. */
  readonly direction: -1 | 0 | 1;
  /** Times at which the current bends, since the start of the step [s]. */
  readonly corners: Float64Array;
}

/** [V] */
const voltageTolerance = 2e-9;

const none = new Float64Array(0);

/** @param cell - area [m2], nominal capacity [A.s], voltage without current [V], found where it is asked for, and present current [A/m2] */
export function stepControl(
  control: Control,
  cell: {
    readonly area: number;
    readonly nominalCapacity: number;
    readonly restVoltage: () => number;
    readonly current: number;
  },
): StepControl {
  const { area, nominalCapacity, current } = cell;
  switch (control.kind) {
    case 'current':
    case 'cRate': {
      const amperes =
        control.kind === 'current' ? control.value : (control.value * nominalCapacity) / 3600;
      const density = amperes / area;
      return {
        currentAt: () => density,
        constraint: undefined,
        guess: density,
        direction: sign(density),
        corners: none,
      };
    }
    case 'drive': {
      const { time, current: amperes } = control;
      let at = 0;
      const currentAt = (since: number): number => {
        while (at > 0 && time[at]! > since) at--;
        while (at < time.length - 2 && time[at + 1]! < since) at++;
        const share = (since - time[at]!) / (time[at + 1]! - time[at]!);
        return (amperes[at]! + share * (amperes[at + 1]! - amperes[at]!)) / area;
      };
      return {
        currentAt,
        constraint: undefined,
        guess: amperes[0]! / area,
        direction: 0,
        corners: time,
      };
    }
    case 'voltage':
      return {
        currentAt: undefined,
        constraint: {
          residual: (_, at) => at - control.value,
          slope: (_, __, resistance) => -resistance,
          tolerance: voltageTolerance,
        },
        guess: current,
        direction: 0,
        corners: none,
      };
    case 'power': {
      const voltage = cell.restVoltage();
      return {
        currentAt: undefined,
        constraint: {
          residual: (density, at) => at * density * area - control.value,
          slope: (density, at, resistance) => area * (at - density * resistance),
          tolerance: voltageTolerance * Math.max(1, Math.abs(control.value / voltage)),
        },
        guess: control.value / (voltage * area),
        direction: sign(control.value),
        corners: none,
      };
    }
    case 'resistance':
      return {
        currentAt: undefined,
        constraint: {
          residual: (density, at) => at - density * area * control.value,
          slope: (_, __, resistance) => -resistance - area * control.value,
          tolerance: voltageTolerance,
        },
        guess: cell.restVoltage() / (control.value * area),
        direction: sign(control.value),
        corners: none,
      };
  }
}

function sign(value: number): -1 | 0 | 1 {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}
