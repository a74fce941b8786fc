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

/**
 * A schedule over the whole range of each kind.
 * @param span - how many faults begin within how many seconds
 */
export function randomSchedule(
  rng: Rng,
  definition: LineDefinition,
  { count, within_s }: { readonly count: number; readonly within_s: number },
): Fault[] {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(rng.uniform() * values.length)]!;
  const units = unitsOf(definition);
  const kinds = (Object.keys(faultKinds) as FaultKind[]).filter(
    (kind) => unitsOfKind(kind, units).length > 0,
  );
  return Array.from({ length: count }, (): Fault => {
    const kind = pick(kinds);
    const row: FaultKindRow = faultKinds[kind];
    const high = kind === 'webBreak' ? 300 : row.high;
    return {
      kind,
      unit: pick(unitsOfKind(kind, units)),
      at_s: Math.floor(rng.uniform() * within_s),
      ramp_s: Math.floor(rng.uniform() * 200),
      magnitude: row.low + (high - row.low) * rng.uniform(),
      ...(rng.uniform() < 0.5 ? { duration_s: 200 + Math.floor(rng.uniform() * 900) } : {}),
      ...(row.lane === 'needed' ? { lane: 1 + Math.floor(rng.uniform() * 5) } : {}),
    };
  });
}
