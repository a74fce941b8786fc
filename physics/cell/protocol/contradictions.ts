import { PhysicsError } from '../../core/errors.ts';
import type { Control, End, Protocol, ProtocolStep } from './protocol.ts';

/**
 * Why a step can never be what it says, in words for a message; undefined where it can. Only what is certain from the
 * text alone is named: what depends on the cell shows when it is solved.
 */
export function contradictionOf(control: Control, ends: readonly End[]): string | undefined {
  const twice = ends.find((end, i) =>
    ends.some((other, j) => j < i && other.kind === end.kind && end.kind === 'time'),
  );
  if (twice !== undefined) return 'one duration a step, and this one has two';
  const atRest = control.kind === 'current' && control.value === 0;
  if (atRest && ends.some((end) => end.kind === 'current' || end.kind === 'cRate')) {
    return 'an end on time, voltage or temperature: at rest no current flows, so a step that ends at a low current would end at once';
  }
  if (atRest && ends.every(({ kind }) => kind === 'voltage')) {
    return 'a `for TIME` too: the voltage of a cell at rest settles, so a step that ends by voltage alone may never end';
  }
  const passed = ends.find((end) => end.kind === control.kind && end.kind !== 'voltage' && !atRest);
  if (passed !== undefined && 'value' in control && passed.value >= Math.abs(control.value)) {
    return `an end below what the step holds: ${amount(control)} is not above ${amount(passed)}, so the step would end at once`;
  }
  return ends.every((end) => isNeverMet(control, end)) ? neverMet(control) : undefined;
}

/**
 * Refuses a step that ends at a voltage which it moves away from and which the cell cannot have passed before it: it would
 * end as it begins.
 * @param start - voltages between which the cell starts [V]; a step before may take it further
 * @throws PhysicsError PHY_PROTOCOL_INVALID (data: step from 1, repeats unrolled, text, found, allowed)
 */
export function checkVoltageEnds(
  protocol: Protocol,
  start: { readonly low: number; readonly high: number },
): void {
  let { low, high } = start;
  for (const [index, step] of protocol.entries()) {
    const direction = directionOf(step.control);
    for (const { kind, value } of step.ends) {
      if (kind !== 'voltage') continue;
      if (direction === 1 && value >= high) throw moveAway(step, index, value, `below ${high} V`);
      if (direction === -1 && value <= low) throw moveAway(step, index, value, `above ${low} V`);
    }
    ({ low, high } = widened({ low, high }, step));
  }
}

/** 1 on discharge, -1 on charge, 0 where it may be either. */
function directionOf(control: Control): number {
  const isEither = control.kind === 'voltage' || control.kind === 'drive';
  return isEither ? 0 : Math.sign(control.value);
}

/** Voltages between which the cell is known to be after a step. */
function widened(
  { low, high }: { readonly low: number; readonly high: number },
  { control, ends }: ProtocolStep,
): { readonly low: number; readonly high: number } {
  if (control.kind === 'drive') return { low: -Infinity, high: Infinity };
  if (control.kind === 'voltage') {
    return { low: Math.min(low, control.value), high: Math.max(high, control.value) };
  }
  const volts = ends.flatMap(({ kind, value }) => (kind === 'voltage' ? [value] : []));
  const direction = Math.sign(control.value);
  if (direction === 1)
    return { low: Math.min(low, ...(volts.length > 0 ? volts : [-Infinity])), high };
  if (direction === -1)
    return { low, high: Math.max(high, ...(volts.length > 0 ? volts : [Infinity])) };
  return { low, high };
}

function moveAway(
  { text }: ProtocolStep,
  index: number,
  voltage: number,
  allowed: string,
): PhysicsError {
  const found = `until ${voltage} V`;
  return new PhysicsError(
    'PHY_PROTOCOL_INVALID',
    `protocol, step ${index + 1}, '${text}': found ${found}; allowed is ${allowed}, for the step moves away from it and would end as it begins`,
    { step: index + 1, text, found, allowed },
  );
}

function isNeverMet(control: Control, end: End): boolean {
  switch (control.kind) {
    case 'current':
    case 'cRate':
      return (
        end.kind === 'current' ||
        end.kind === 'cRate' ||
        (end.kind === 'capacity' && control.value === 0)
      );
    case 'voltage':
      return end.kind === 'voltage';
    default:
      return false;
  }
}

function neverMet(control: Control): string {
  if (control.kind === 'voltage') {
    return 'an end on time, current, capacity or temperature: a voltage that is held never crosses another';
  }
  return 'value' in control && control.value === 0
    ? 'an end on time, voltage or temperature: at rest no charge moves'
    : 'an end on voltage, time, capacity or temperature: a current that is held never falls';
}

function amount({ kind, value }: { readonly kind: string; readonly value: number }): string {
  return kind === 'cRate' ? `${Math.abs(value)}C` : `${Math.abs(value)} A`;
}
