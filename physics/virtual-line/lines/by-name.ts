import { PhysicsError } from '../../core/errors.ts';
import type { LineDefinition } from '../line-definition.ts';
import { demoLine } from './demo.ts';
import { pilotLine } from './pilot.ts';
import { pilotGapLine } from './pilot-gap.ts';
import { shortLine } from './short.ts';

/** Every virtual line, in the order in which lists show them. */
export const virtualLines: readonly LineDefinition[] = [
  demoLine,
  shortLine,
  pilotLine,
  pilotGapLine,
];

/**
 * A virtual line by its name.
 * @throws PhysicsError PHY_UNKNOWN_LINE (data: found, allowed)
 */
export function lineByName(name: string): LineDefinition {
  const line = virtualLines.find((candidate) => candidate.name === name);
  if (line !== undefined) return line;
  const allowed = virtualLines.map((candidate) => candidate.name);
  throw new PhysicsError(
    'PHY_UNKNOWN_LINE',
    `unknown line '${name}'; allowed: ${allowed.join(', ')}`,
    {
      found: name,
      allowed,
    },
  );
}
