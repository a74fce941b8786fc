/** Folds, of which each is left out of one fit and predicted by it, and how they were made. */
export interface Folds {
  /** Rows of each fold, by index. */
  readonly rows: readonly (readonly number[])[];
  /** `groups`: a group each; `bundles`: several groups each; `rows`: a row each, for there is one group; `none`: one row. */
  readonly of: 'groups' | 'bundles' | 'rows' | 'none';
}

/** Groups up to which each is left out alone: a fit for each. */
const mostSingle = 50;
/** Bundles that more groups are dealt into: a fit then still sees 96 of 100 groups. */
const bundles = 25;

/**
 * Which rows are left out together: those of one group. More than 50 groups are dealt in turn, in the order of their keys,
 * into 25 bundles. Where all rows are of one group, each row is left out alone; one row can not be left out.
 * @param groups - the group of each row
 * @param keys - what the groups are put in order by, of each row, so that the order of the rows does not count; by the groups
 *   where absent
 */
export function foldsOf(groups: readonly string[], keys: readonly string[] = groups): Folds {
  const all = groups.map((_, row) => row);
  if (all.length < 2) return { rows: [], of: 'none' };
  const least = new Map<string, string>();
  for (const [row, name] of groups.entries()) {
    const [key, before] = [keys[row]!, least.get(name)];
    if (before === undefined || key < before) least.set(name, key);
  }
  if (least.size === 1) return { rows: all.map((row) => [row]), of: 'rows' };
  const single = least.size <= mostSingle;
  const inOrder = [...least].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  const names = single ? [...least.keys()] : inOrder.map(([name]) => name);
  const fold = new Map(names.map((name, i) => [name, single ? i : i % bundles]));
  const rows = Array.from({ length: single ? names.length : bundles }, (_, i) =>
    all.filter((row) => fold.get(groups[row]!) === i),
  );
  return { rows, of: single ? 'groups' : 'bundles' };
}
