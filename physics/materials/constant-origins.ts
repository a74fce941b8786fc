import { PhysicsError } from '../core/errors.ts';
import { type ConstantRange, rangeOf } from './constant-spread.ts';

/**
 * How a constant of a parameter set is known: from a publication, fitted to data in this repository, or assumed. The source of
 * one from a publication says how that was seen: (read), (abstract read), (table), (textbook value), or
 * (as cited elsewhere, not read).
 */
type OriginKind = 'paper' | 'fitted' | 'assumed';

/** Where a constant comes from and how well it is known. */
export type ConstantOrigin = {
  readonly origin: OriginKind;
  readonly source: string;
} & (
  | {
      /** Standard deviation over value [-]: of a positive number, that of its logarithm. */
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
  /** Standard deviation to first order, in the unit of the value. */
  readonly sd: number;
  /** What it can be at all, which says how it is spread (`departed`). */
  readonly range: ConstantRange;
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
    const { origin, source } = row;
    return { path: path.join('.'), value, sd, range: rangeOf(own), origin, source };
  }
  throw new PhysicsError('PHY_UNKNOWN_PARAMETER', `'${path.join('.')}' has no origin`, {
    path: path.join('.'),
  });
}

/**
 * A set with some of its numbers replaced; what stays is shared with the set that was given.
 * @param values - by path as `constantsOf` gives them
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER for a path that is not a number of the set (data: path)
 */
export function withConstants<T extends object>(
  set: T,
  values: Readonly<Record<string, number>>,
): T {
  return Object.entries(values).reduce(
    (changed, [path, value]) => replaced(changed, path.split('.'), value, path) as T,
    set,
  );
}

function replaced(
  node: unknown,
  [step, ...rest]: readonly string[],
  value: number,
  path: string,
): unknown {
  if (step === undefined && typeof node === 'number') return value;
  if (step === undefined || typeof node !== 'object' || node === null) throw unknownPath(path);
  if (Array.isArray(node)) {
    const at = node.findIndex((item, i) => nameOf(item, String(i)) === step);
    if (at < 0) throw unknownPath(path);
    return node.with(at, replaced(node[at], rest, value, path));
  }
  if (!Object.hasOwn(node, step)) throw unknownPath(path);
  const inner = (node as Record<string, unknown>)[step];
  return { ...node, [step]: replaced(inner, rest, value, path) };
}

function unknownPath(path: string): PhysicsError {
  return new PhysicsError('PHY_UNKNOWN_PARAMETER', `'${path}' is no constant of the set`, { path });
}
