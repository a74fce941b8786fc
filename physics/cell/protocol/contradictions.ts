import type { Control, End } from './protocol.ts';

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
  const passed = ends.find((end) => end.kind === control.kind && end.kind !== 'voltage' && !atRest);
  if (passed !== undefined && 'value' in control && passed.value >= Math.abs(control.value)) {
    return `an end below what the step holds: ${amount(control)} is not above ${amount(passed)}, so the step would end at once`;
  }
  return ends.every((end) => isNeverMet(control, end)) ? neverMet(control) : undefined;
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
