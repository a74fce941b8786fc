import { type Constant, constantsOf, withConstants } from '../../materials/constant-origins.ts';
import type { ElectrodeLine, Values } from './step.ts';

/** Parameter sets of a line that bring origins; their names begin the paths of constants. */
const sets = ['material', 'mixer', 'slotDie', 'commaBar', 'dryer', 'press', 'rolls'] as const;

/** A line, or as much of one as has constants to speak of. */
type LineSets = Partial<Pick<ElectrodeLine, (typeof sets)[number]>>;

/** Constants of a line below some beginnings of paths, with path from the line on (`material.drying.emissivity`). */
export function lineConstants(line: LineSets, below: readonly string[]): readonly Constant[] {
  return sets.flatMap((set) =>
    (line[set] === undefined ? [] : constantsOf(line[set]))
      .map((constant) => ({ ...constant, path: `${set}.${constant.path}` }))
      .filter(({ path }) => below.some((start) => path === start || path.startsWith(`${start}.`))),
  );
}

/**
 * A line with some of its constants replaced. A mass fraction counts as the weight that goes into the batch: the
 * fractions are those of the new weights, and sum to one again.
 * @param values - by path from the line on
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER
 */
export function withLineConstants<Line extends LineSets & Pick<ElectrodeLine, 'material'>>(
  line: Line,
  values: Values,
): Line {
  const changed = sets.flatMap((set) => {
    const own = Object.entries(values).flatMap(([path, value]) =>
      path.startsWith(`${set}.`) ? [[path.slice(set.length + 1), value] as const] : [],
    );
    if (own.length === 0 || line[set] === undefined) return [];
    return [[set, withConstants(line[set], Object.fromEntries(own))]];
  });
  const all: Line = { ...line, ...Object.fromEntries(changed) };
  const { material } = all;
  const batch = material.solids.reduce((sum, { massFraction }) => sum + massFraction, 0);
  const solids = material.solids.map((solid) => ({
    ...solid,
    massFraction: solid.massFraction / batch,
  }));
  return { ...all, material: { ...material, solids } };
}
