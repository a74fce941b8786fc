import type { Rng } from '../../physics/core/random.ts';
import {
  type FaultKind,
  type FaultKindRow,
  faultKinds,
  unitsOfKind,
} from '../../physics/virtual-line/fault-kinds.ts';
import type { Fault } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { unitsOf } from '../../physics/virtual-line/signals/all.ts';

export const allKinds = Object.keys(faultKinds) as FaultKind[];

/** One of some values, by chance. */
export function pick<T>(rng: Rng, values: readonly T[]): T {
  return values[Math.floor(rng.uniform() * values.length)]!;
}

/** A fault of a kind, anywhere on the line and in its whole range, that begins before a time [s]. */
export function randomFault(
  rng: Rng,
  definition: LineDefinition,
  kind: FaultKind,
  until: number,
): Fault {
  const row: FaultKindRow = faultKinds[kind];
  const high = kind === 'webBreak' ? 300 : row.high;
  return {
    kind,
    unit: pick(rng, unitsOfKind(kind, unitsOf(definition))),
    at_s: Math.floor(rng.uniform() * until),
    ramp_s: Math.floor(rng.uniform() * 200),
    magnitude: row.low + (high - row.low) * rng.uniform(),
    ...(rng.uniform() < 0.5 ? { duration_s: 200 + Math.floor(rng.uniform() * 900) } : {}),
    ...(row.lane === 'needed' ? { lane: 1 + Math.floor(rng.uniform() * 5) } : {}),
  };
}

/**
 * A schedule over the whole range of each kind that the line has.
 * @param span - how many faults begin within how many seconds
 */
export function randomSchedule(
  rng: Rng,
  definition: LineDefinition,
  { count, within_s }: { readonly count: number; readonly within_s: number },
): Fault[] {
  const units = unitsOf(definition);
  const kinds = allKinds.filter((kind) => unitsOfKind(kind, units).length > 0);
  return Array.from({ length: count }, () =>
    randomFault(rng, definition, pick(rng, kinds), within_s),
  );
}
