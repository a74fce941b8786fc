import { PhysicsError } from '../core/errors.ts';
import { type FaultKind, type FaultKindRow, faultKinds, unitsOfKind } from './fault-kinds.ts';

export { type FaultKind, faultKinds } from './fault-kinds.ts';

/** One scheduled fault; times in seconds of the line, magnitude in the unit of its kind. */
export interface Fault {
  readonly kind: FaultKind;
  readonly unit: string;
  /** Cross-web lane, counted from 1. */
  readonly lane?: number;
  /** Variable of the unit that a fault of a sensor or actuator is limited to; all of the unit where absent. */
  readonly variable?: string;
  readonly at_s: number;
  readonly ramp_s?: number;
  /** How long it lasts, ramp included; for ever where absent. */
  readonly duration_s?: number;
  readonly magnitude: number;
}

/**
 * Checks a schedule against the table of kinds, the units and the lanes of a line.
 * @throws PhysicsError PHY_UNKNOWN_FAULT for an unknown kind, unit or lane (data: found, allowed);
 *   PHY_OUT_OF_RANGE for a magnitude or time outside its range (data: name, value, min, max, unit)
 */
export function checkFaults(
  faults: readonly Fault[],
  units: readonly string[],
  lanes: number,
): readonly Fault[] {
  for (const fault of faults) checkFault(fault, units, lanes);
  return faults;
}

function checkFault(fault: Fault, units: readonly string[], lanes: number): void {
  if (!Object.hasOwn(faultKinds, fault.kind)) unknown('kind', fault.kind, Object.keys(faultKinds));
  const row: FaultKindRow = faultKinds[fault.kind];
  const allowed = unitsOfKind(fault.kind, units);
  if (!allowed.includes(fault.unit)) unknown(`unit of ${fault.kind}`, fault.unit, allowed);
  const allowedLanes = Array.from({ length: lanes }, (_, i) => i + 1);
  const laneGiven = fault.lane !== undefined;
  if (laneGiven ? row.lane === 'none' : row.lane === 'needed') {
    unknown(`lane of ${fault.kind}`, fault.lane, laneGiven ? [] : allowedLanes);
  }
  if (laneGiven && !allowedLanes.includes(fault.lane)) unknown('lane', fault.lane, allowedLanes);
  range('magnitude', fault.magnitude, row.low, row.high, row.unit);
  range('at_s', fault.at_s, 0, Number.MAX_VALUE, 's');
  range('ramp_s', fault.ramp_s ?? 0, 0, Number.MAX_VALUE, 's');
  range('duration_s', fault.duration_s ?? 0, 0, Number.MAX_VALUE, 's');
}

function unknown(what: string, found: unknown, allowed: readonly unknown[]): never {
  throw new PhysicsError(
    'PHY_UNKNOWN_FAULT',
    `fault schedule: ${what} is '${found}'; allowed: ${allowed.join(', ') || 'none'}`,
    { found, allowed },
  );
}

function range(name: string, value: number, min: number, max: number, unit: string): void {
  if (value >= min && value <= max) return;
  throw new PhysicsError(
    'PHY_OUT_OF_RANGE',
    `fault schedule: ${name} is ${value}; allowed is ${min} to ${max} ${unit}`,
    { name, value, min, max, unit },
  );
}

/** Kinds that may be limited to a variable or a lane of their unit. */
const ofVariables: readonly FaultKind[] = [
  'gaugeBias',
  'gaugeDrift',
  'frozenSensor',
  'sensorDropout',
  'actuatorStick',
];

/**
 * Checks that what a schedule limits a fault to is there.
 * @param signals - variables of the line, as `lineSignalTable` lists them
 * @throws PhysicsError PHY_UNKNOWN_FAULT for an unknown variable, or a lane that no variable of the unit has (data: found, allowed)
 */
export function checkFaultVariables(
  faults: readonly Fault[],
  signals: readonly { readonly unit: string; readonly key: string; readonly lane?: number }[],
): void {
  for (const { kind, unit, variable, lane } of faults) {
    const own = signals.filter((signal) => signal.unit === unit);
    if (variable !== undefined) {
      const allowed = ofVariables.includes(kind) ? own.map(({ key }) => key) : [];
      if (!allowed.includes(variable)) unknown(`variable of ${kind} at ${unit}`, variable, allowed);
    } else if (lane !== undefined && ofVariables.includes(kind)) {
      const allowed = own.flatMap((signal) => signal.lane ?? []);
      if (!allowed.includes(lane)) unknown(`lane of ${kind} at ${unit}`, lane, allowed);
    }
  }
}

/** Present size of a fault at a time [s]: 0 before it, a straight ramp, its magnitude, 0 again after its duration. */
export function faultLevel(fault: Fault, time: number): number {
  const elapsed = time - fault.at_s;
  if (elapsed < 0 || elapsed > (fault.duration_s ?? Number.POSITIVE_INFINITY)) return 0;
  const ramp = fault.ramp_s ?? 0;
  return elapsed >= ramp ? fault.magnitude : (fault.magnitude * elapsed) / ramp;
}

/** What a drift has grown to at a time [s]: the integral of its level, with the magnitude per hour. */
export function driftLevel(fault: Fault, time: number): number {
  const elapsed = time - fault.at_s;
  if (elapsed < 0 || elapsed > (fault.duration_s ?? Number.POSITIVE_INFINITY)) return 0;
  const ramp = fault.ramp_s ?? 0;
  const seconds = elapsed >= ramp ? elapsed - ramp / 2 : elapsed ** 2 / (2 * ramp);
  return (fault.magnitude * seconds) / 3600;
}
