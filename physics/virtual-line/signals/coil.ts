import type { LineState } from '../line-state.ts';

/** Foil on a full roll [m]. */
export const coilLength = 3000;

/** Number of the coil that is being wound now, from 0001, in four digits. */
export function coilNumber(state: LineState): string {
  const number = Math.floor(Math.max(state.web.passed(), 0) / coilLength) + 1;
  return String(number).padStart(4, '0');
}
