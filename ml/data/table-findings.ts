import { type FeatureTable, picked } from './feature-table.ts';
import { momentsOf } from './moments.ts';

/** Something in a table that learning should not meet unnoticed. Rows count from 0. */
export interface TableFinding {
  readonly kind:
    | 'missing'
    | 'constant'
    | 'duplicateRow'
    | 'duplicateColumn'
    | 'outlier'
    | 'conditionInSeveralGroups';
  /** Absent where it is about whole rows. */
  readonly column?: string;
  readonly rows: readonly number[];
  /** Why it is named, in words. */
  readonly reason: string;
}

/** Deviations from the median, in units of the robust deviation, from which on a value is named. */
const farOut = 6;
/** Of a normal distribution, standard deviation over median absolute deviation. */
const perAbsolute = 1.4826;
/** Fewest values of which a robust deviation is told. */
const leastValues = 8;

/**
 * Looks through a table before anything is learned from it. It names, and changes nothing.
 * - missing: rows without a value of a column;
 * - constant: a column of which all values are one;
 * - duplicateColumn: a column that equals an earlier one;
 * - duplicateRow: a row that equals an earlier one, target and group included;
 * - outlier: values more than 6 robust standard deviations from the median of their column or the target;
 * - conditionInSeveralGroups: rows with equal columns in several groups. One of them is left out, its twin teaches: errors on
 *   groups left out then look smaller than they will be.
 * @param groups - of each row
 * @param targetName - for findings about the target
 * @see Iglewicz1993, How to Detect and Handle Outliers, ASQC, section 3.3 (modified z-scores, not read)
 */
export function tableFindings(
  table: FeatureTable,
  target: Float64Array,
  groups: readonly string[],
  targetName: string,
): TableFinding[] {
  const { names, columns } = table;
  return [
    ...names.flatMap((name, f) => missing(name, columns[f]!)),
    ...names.flatMap((name, f) => constant(name, columns[f]!)),
    ...duplicateColumns(table),
    ...duplicateRows(table, target, groups),
    ...names.flatMap((name, f) => outliers(name, columns[f]!)),
    ...outliers(targetName, target),
    ...sharedConditions(table, groups),
  ];
}

function missing(column: string, values: Float64Array): TableFinding[] {
  const rows = rowsWhere(values, Number.isNaN);
  if (rows.length === 0) return [];
  const reason = `${rows.length} of ${values.length} rows have no value: a forest takes that as it is, no other model does`;
  return [{ kind: 'missing', column, rows, reason }];
}

function constant(column: string, values: Float64Array): TableFinding[] {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length > 0 && momentsOf(present).deviation > 0) return [];
  const reason = present.length === 0 ? 'no row has a value' : `it is ${present[0]} in every row`;
  return [{ kind: 'constant', column, rows: [], reason }];
}

function duplicateColumns({ names, columns }: FeatureTable): TableFinding[] {
  const seen = new Map<string, string>();
  return names.flatMap((column, f): TableFinding[] => {
    const key = columns[f]!.join();
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, column);
      return [];
    }
    return [{ kind: 'duplicateColumn', column, rows: [], reason: `it equals '${earlier}'` }];
  });
}

function duplicateRows(
  { columns }: FeatureTable,
  target: Float64Array,
  groups: readonly string[],
): TableFinding[] {
  const seen = new Map<string, number>();
  const rows: number[] = [];
  for (const [row, group] of groups.entries()) {
    const key = JSON.stringify([group, target[row], ...columns.map((column) => column[row])]);
    if (seen.has(key)) rows.push(row);
    else seen.set(key, row);
  }
  if (rows.length === 0) return [];
  const reason = 'each equals an earlier row in all columns, target and group';
  return [{ kind: 'duplicateRow', rows, reason }];
}

function outliers(column: string, values: Float64Array): TableFinding[] {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length < leastValues) return [];
  const middle = median(present);
  const robust = perAbsolute * median(present.map((value) => Math.abs(value - middle)));
  // More than half of the values are one: what is usual cannot be told.
  if (robust === 0) return [];
  const rows = rowsWhere(values, (value) => Math.abs(value - middle) > farOut * robust);
  if (rows.length === 0) return [];
  const found = [...picked(values, rows)].slice(0, 5).join(', ');
  const reason = `found ${found}; the median is ${middle}, ${farOut} robust deviations are ${Number((farOut * robust).toPrecision(3))}`;
  return [{ kind: 'outlier', column, rows, reason }];
}

function sharedConditions({ columns }: FeatureTable, groups: readonly string[]): TableFinding[] {
  const conditions = new Map<string, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const key = JSON.stringify(columns.map((column) => column[row]));
    const rows = conditions.get(key);
    if (rows === undefined) conditions.set(key, [row]);
    else rows.push(row);
  }
  return [...conditions.values()].flatMap((rows): TableFinding[] => {
    const of = new Set(rows.map((row) => groups[row]!));
    if (of.size < 2) return [];
    const reason = `one condition in ${of.size} groups (${[...of].join(', ')}): what is left out with one is learned from the other; give them one group`;
    return [{ kind: 'conditionInSeveralGroups', rows, reason }];
  });
}

function rowsWhere(values: Float64Array, is: (value: number) => boolean): number[] {
  return [...values.keys()].filter((row) => is(values[row]!));
}

function median(values: Float64Array): number {
  const rising = values.slice().sort();
  const half = rising.length >> 1;
  return rising.length % 2 === 1 ? rising[half]! : (rising[half - 1]! + rising[half]!) / 2;
}
