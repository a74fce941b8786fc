import type { UnitName } from '../../../physics/core/units.ts';
import { fromUnit } from '../../../physics/core/units.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';

/** One column of a table of measurements. */
export interface Column {
  readonly name: string;
  /** Unit of its numbers; a column without a unit holds text. */
  readonly unit?: UnitName;
  /** `needed`: in every row; `gaps`: the column, but not in every row; `optional`: the column too may be missing. */
  readonly presence: 'needed' | 'gaps' | 'optional';
  /** Smallest and largest number, in the unit. */
  readonly min?: number;
  readonly max?: number;
  readonly description: string;
}

/** Name of a column in the header, with its unit; a count has none. */
export function headerName({ name, unit }: Pick<Column, 'name' | 'unit'>): string {
  return unit === undefined || unit === 'count' ? name : `${name}_${unit}`;
}

/** One row of measurements. */
export interface MeasuredRow {
  /** Line in the file, from 1. */
  readonly line: number;
  /** As they stand in the file, by name of the column, without unit. */
  readonly texts: Readonly<Record<string, string>>;
  /** In SI, by name of the column, without unit; absent where nothing was measured. */
  readonly numbers: Readonly<Record<string, number>>;
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
 * The rows of a table by the columns that a model takes. Units are those of the header to the letter: nothing is
 * converted, and a number must be inside the limits of its column.
 * @throws TwinError TABLE_INVALID at the first place that is wrong (data: file, line, column, found, allowed)
 */
export function measuredRows(table: CsvTable, columns: readonly Column[]): MeasuredRow[] {
  checkHeader(table, columns);
  const at = new Map(table.header.map((name, i) => [name, i]));
  const present = columns.filter((column) => at.has(headerName(column)));
  return table.rows.map(({ line, fields }) => {
    const texts: Record<string, string> = {};
    const numbers: Record<string, number> = {};
    for (const column of present) {
      const header = headerName(column);
      const text = fields[at.get(header)!]!.trim();
      if (text === '' && column.presence === 'needed') {
        const allowed = column.unit === undefined ? 'a name' : numberAllowed(column);
        throw tableError(table.file, { line, column: header }, 'nothing', allowed);
      }
      texts[column.name] = text;
      if (column.unit !== undefined && text !== '') {
        const value = numberOf(table.file, line, column, text);
        numbers[column.name] = fromUnit(value, column.unit);
      }
    }
    return { line, texts, numbers };
  });
}

function numberAllowed({ unit, min, max }: Column): string {
  return `a number from ${min} to ${max} ${unit}`;
}

function numberOf(file: string, line: number, column: Column, text: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= column.min! && value <= column.max!) return value;
  const percent =
    column.unit === 'frac' && value > 1 && value <= 100
      ? `; ${value} percent is ${value / 100}`
      : '';
  throw tableError(
    file,
    { line, column: headerName(column) },
    `'${text}'`,
    `${numberAllowed(column)}${percent}`,
  );
}

function checkHeader({ file, header, rows }: CsvTable, columns: readonly Column[]): void {
  const names = columns.map(headerName);
  if (header.length === 0) throw tableError(file, { line: 1 }, 'no header', names.join(', '));
  for (const found of header) {
    if (names.includes(found)) continue;
    const [stem] = found.split('_');
    const meant = columns.filter(({ name }) => name.toLowerCase() === stem!.trim().toLowerCase());
    const allowed =
      meant.length > 0
        ? `${meant.map(headerName).join(', ')}; units are not converted`
        : names.join(', ');
    throw tableError(file, { line: 1, column: found }, `the column '${found}'`, allowed);
  }
  for (const column of columns) {
    const name = headerName(column);
    if (column.presence === 'optional' || header.includes(name)) continue;
    throw tableError(
      file,
      { line: 1, column: name },
      `no column '${name}' in the header`,
      `a column '${name}': ${column.description}`,
    );
  }
  if (rows.length === 0) throw tableError(file, { line: 2 }, 'no row', 'a row a measurement');
}
