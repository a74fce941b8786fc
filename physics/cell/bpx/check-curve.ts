import { type BpxPath, bpxError } from './bpx-error.ts';
import type { BpxFunction } from './bpx-function.ts';

const samples = 64;

/**
 * Refuses a function that is not finite, or not above 0, somewhere in the range that the cell runs through.
 * @throws PhysicsError BPX_INVALID_VALUE with path, x and value
 */
export function checkCurve(
  { at }: BpxFunction,
  path: BpxPath,
  { low, high, positive = false }: { low: number; high: number; positive?: boolean },
): void {
  for (let i = 0; i <= samples; i++) {
    const x = low + ((high - low) * i) / samples;
    const value = at(x);
    if (Number.isFinite(value) && (!positive || value > 0)) continue;
    throw bpxError('BPX_INVALID_VALUE', path, {
      found: `${value} at x = ${x}`,
      allowed: `${positive ? 'values above 0' : 'finite values'} from x = ${low} to ${high}`,
    });
  }
}
