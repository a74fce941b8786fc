import type { StatusCode, UAVariable, Variant } from 'node-opcua';
import type { Signal } from '../../physics/virtual-line/sensor.ts';
import type { VirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import { library } from './server-library.ts';

const { StatusCodes } = library;

/**
 * Steps of the setpoints that a machine takes only in steps, counted from the low end of its range, in the boundary
 * unit: the press takes whole N/mm, the grid that the advisor proposes on. The other setpoints are continuous.
 */
const setpointSteps: Readonly<Record<string, number>> = { 'calender.lineLoadSetpoint': 1 };

/** Part of a step by which a value may miss it: round-off of a client that counts in another unit. */
const stepTolerance = 1e-6;

/** The step of a setpoint in its boundary unit; undefined where it is continuous. */
export function setpointStep({ unit, key }: Signal): number | undefined {
  return setpointSteps[`${unit}.${key}`];
}

/** Whether the machine takes a value: a number, inside the range, on a step. */
function takes(signal: Signal, value: number): boolean {
  if (!(value >= signal.low && value <= signal.high)) return false;
  const step = setpointStep(signal);
  if (step === undefined) return true;
  const steps = (value - signal.low) / step;
  return Math.abs(steps - Math.round(steps)) <= stepTolerance;
}

/** The check of a write before it is kept, which the library lets a variable override. */
interface CheckedVariable extends UAVariable {
  checkVariantCompatibility(value: Variant): StatusCode;
}

/** Hands what a client writes to the machine. What it does not take is refused with BadOutOfRange and changes nothing. */
export function acceptWrites(node: UAVariable, signal: Signal, line: VirtualLine): void {
  const checked = node as CheckedVariable;
  const compatible = checked.checkVariantCompatibility.bind(node);
  checked.checkVariantCompatibility = (variant) => {
    const status = compatible(variant);
    if (status.isNotGood()) return status;
    if (typeof variant.value !== 'number') return StatusCodes.BadTypeMismatch;
    return takes(signal, variant.value) ? StatusCodes.Good : StatusCodes.BadOutOfRange;
  };
  const name = `${signal.unit}.${signal.key}`;
  let held = line.readings().get(name)!.value;
  // Also told of what the line itself shows: that is what the machine holds, but for round-off of the units.
  node.on('value_changed', ({ value: { value } }) => {
    if (value === held || typeof value !== 'number' || !takes(signal, value)) return;
    line.setSetpoint(name, value);
    held = value;
  });
}
