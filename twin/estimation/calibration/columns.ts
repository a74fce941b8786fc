import type { UnitName } from '../../../physics/core/units.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';

/** One column of a table of measurements. */
export interface Column {
  readonly name: string;
  /** Unit of its numbers; a column without a unit holds text. A `count` is a whole number. */
  readonly unit?: UnitName;
  /**
   * `needed`: the table has the column, and a row without a value in it is left out; `optional`: the column too may be
   * missing; `material`: needed unless a material is named, which then tells it.
   */
  readonly presence: 'needed' | 'optional' | 'material';
  /** Smallest and largest number, in the unit. */
  readonly min?: number;
  readonly max?: number;
  /** What to do with a number below `min` that is none of an error. */
  readonly whenBelow?: string;
  readonly description: string;
}

/** Name of a column in the header, with its unit; a count has none. */
export function headerName({ name, unit }: Pick<Column, 'name' | 'unit'>): string {
  return unit === undefined || unit === 'count' ? name : `${name}_${unit}`;
}

/** What may stand in a column. */
export function allowedIn({ unit, min, max }: Column): string {
  if (unit === undefined) return 'a name';
  if (unit === 'count') return `a whole number from ${min} to ${max}`;
  return `a number from ${min} to ${max} ${unit}`;
}

/** What is wrong at one place of a table. */
export function tableError(
  file: string,
  place: { readonly line?: number; readonly column?: string },
  found: string,
  allowed: string,
): TwinError {
  const { line, column } = place;
  const where = [
    file,
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${column}`]),
  ].join(', ');
  return new TwinError('TABLE_INVALID', `${where}: found ${found}; allowed is ${allowed}`, {
    file,
    ...place,
    found,
    allowed,
  });
}

/**
 * Refuses a header with a column that the model does not know, or without one that it needs.
 * @param needed - whether the table must have a column
 * @param group - a column of the table that may be any, where one was named
 * @throws TwinError TABLE_INVALID (data: file, line, column, found, allowed)
 */
export function checkHeader(
  { file, header, rows }: CsvTable,
  columns: readonly Column[],
  needed: (column: Column) => boolean,
  group: string | undefined,
): void {
  const names = columns.map(headerName);
  if (header.length === 0) throw tableError(file, { line: 1 }, 'no header', names.join(', '));
  for (const found of header) {
    if (names.includes(found) || found === group) continue;
    const meant = meantBy(found, columns).map(headerName);
    const allowed =
      meant.length > 0
        ? `${meant.join(', ')}; units are not converted`
        : `${names.join(', ')}, and one more as --group`;
    throw tableError(file, { line: 1, column: found }, `the column '${found}'`, allowed);
  }
  for (const column of columns) {
    const name = headerName(column);
    if (header.includes(name) || !needed(column)) continue;
    throw tableError(
      file,
      { line: 1, column: name },
      `no column '${name}' in the header`,
      `a column '${name}': ${column.description}`,
    );
  }
  if (rows.length === 0) throw tableError(file, { line: 2 }, 'no row', 'a row a measurement');
}

/** Columns of the name without its unit, or else those whose names begin so: `thickness_mm` may be one of two. */
function meantBy(found: string, columns: readonly Column[]): readonly Column[] {
  const stem = found.split('_')[0]!.trim().toLowerCase();
  const exact = columns.filter(({ name }) => name.toLowerCase() === stem);
  if (exact.length > 0 || stem.length < 3) return exact;
  return columns.filter(({ name }) => name.toLowerCase().startsWith(stem));
}
