import { PhysicsError } from '../core/errors.ts';

/** How a constant of a parameter set is known: from a publication, fitted to data in this repository, or assumed. */
type OriginKind = 'paper' | 'fitted' | 'assumed';

/** Where a constant comes from and how well it is known. */
export type ConstantOrigin = {
  readonly origin: OriginKind;
  readonly source: string;
} & (
  | {
      /** Standard deviation over value [-]. */
      readonly relativeSd: number;
    }
  | {
      /** Standard deviation in the unit of the constant. */
      readonly sd: number;
    }
);

/** Origins by path inside the set (`compaction.resistance`); a row for a group (`compaction`) stands for all in it without one. */
export type ConstantOrigins = Readonly<Record<string, ConstantOrigin>>;

/** One number of a parameter set with what is known of it. */
export interface Constant {
  /** Path inside the set, steps joined by dots; items of a list go by their name (`solids.PVDF.density`). */
  readonly path: string;
  readonly value: number;
  /** Standard deviation, in the unit of the value. */
  readonly sd: number;
  readonly origin: OriginKind;
  readonly source: string;
}

/** A parameter set: numbers, groups of numbers and lists of named groups, with their origins. */
interface ConstantSet {
  readonly origins: ConstantOrigins;
}

/**
 * Every number of a set, with its standard deviation and origin. Sets inside the set that bring their own origins
 * (the solvent of a material) are walked with those.
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER for a number without origin (data: path)
 */
export function constantsOf(set: ConstantSet): readonly Constant[] {
  return walk(set, [], set.origins, []);
}

function walk(
  node: object,
  steps: readonly string[],
  origins: ConstantOrigins,
  /** Steps from the set that the origins belong to. */
  own: readonly string[],
): readonly Constant[] {
  return Object.entries(node).flatMap(([key, value]): readonly Constant[] => {
    if (key === 'origins') return [];
    const name = Array.isArray(node) ? nameOf(value, key) : key;
    const path = [...steps, name];
    const ownPath = [...own, name];
    if (typeof value === 'number') return [constantAt(path, ownPath, value, origins)];
    if (typeof value !== 'object' || value === null) return [];
    const isSet = 'origins' in value;
    return walk(
      value,
      path,
      isSet ? (value as ConstantSet).origins : origins,
      isSet ? [] : ownPath,
    );
  });
}

function nameOf(item: unknown, index: string): string {
  const named = typeof item === 'object' && item !== null && 'name' in item;
  return named ? String(item.name) : index;
}

function constantAt(
  path: readonly string[],
  own: readonly string[],
  value: number,
  origins: ConstantOrigins,
): Constant {
  for (let depth = own.length; depth > 0; depth--) {
    const row = origins[own.slice(0, depth).join('.')];
    if (row === undefined) continue;
    const sd = 'sd' in row ? row.sd : Math.abs(value) * row.relativeSd;
    return { path: path.join('.'), value, sd, origin: row.origin, source: row.source };
  }
  throw new PhysicsError('PHY_UNKNOWN_PARAMETER', `'${path.join('.')}' has no origin`, {
    path: path.join('.'),
  });
}

/**
 * A copy of a set with some of its numbers replaced.
 * @param values - by path as `constantsOf` gives them
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER for a path that is not a number of the set (data: path)
 */
export function withConstants<T extends object>(
  set: T,
  values: Readonly<Record<string, number>>,
): T {
  const copy = structuredClone(set);
  for (const [path, value] of Object.entries(values)) replace(copy, path, value);
  return copy;
}

function replace(set: object, path: string, value: number): void {
  const unknown = (): never => {
    throw new PhysicsError('PHY_UNKNOWN_PARAMETER', `'${path}' is no constant of the set`, {
      path,
    });
  };
  const steps = path.split('.');
  let node = set as Record<string, unknown>;
  for (const [i, step] of steps.entries()) {
    const key = Array.isArray(node)
      ? String(node.findIndex((item, index) => nameOf(item, String(index)) === step))
      : step;
    if (!Object.hasOwn(node, key)) unknown();
    const inner = node[key];
    if (i === steps.length - 1) {
      if (typeof inner !== 'number') unknown();
      node[key] = value;
    } else {
      if (typeof inner !== 'object' || inner === null) unknown();
      node = inner as Record<string, unknown>;
    }
  }
}
