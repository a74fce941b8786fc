import { PhysicsError } from '../core/errors.ts';
import type { Variable } from '../core/variables.ts';
import { calenderingVariables } from './variables/calendering.ts';
import { coatingVariables } from './variables/coating.ts';
import { dryingVariables } from './variables/drying.ts';
import { edgeVariables } from './variables/edges.ts';
import { slurryVariables } from './variables/slurry.ts';

/** Every variable of the electrode line, by key. Limits are those of sense, not of a machine. */
export const processVariables = {
  ...slurryVariables,
  ...coatingVariables,
  ...edgeVariables,
  ...dryingVariables,
  ...calenderingVariables,
} as const satisfies Record<string, Variable>;

/**
 * The row of a variable of the electrode line.
 * @throws PhysicsError PHY_UNKNOWN_VARIABLE (data: key, allowed)
 */
export function processVariable(key: string): Variable {
  if (Object.hasOwn(processVariables, key)) {
    return processVariables[key as keyof typeof processVariables];
  }
  throw new PhysicsError('PHY_UNKNOWN_VARIABLE', `'${key}' is no variable of the line`, {
    key,
    allowed: Object.keys(processVariables),
  });
}
