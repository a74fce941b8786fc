import { fromUnit } from '../../../physics/core/units.ts';
import type { CsvRow, CsvTable } from '../../domain/csv-table.ts';
import { allowedIn, type Column, checkHeader, headerName, tableError } from './columns.ts';

/** One row of measurements. */
export interface MeasuredRow {
  /** Line in the file, from 1. */
  readonly line: number;
  /** Rows of one group are left out together. */
  readonly group: string;
  /** As they stand in the file, by name of the column, without unit; absent where nothing stands there. */
  readonly texts: Readonly<Record<string, string>>;
  /** In SI, by name of the column, without unit; absent where nothing was measured. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** A place of a row that can not be used. */
interface LeftOut {
  readonly column: string;
  readonly found: string;
  readonly allowed: string;
}

/** Says that a value, or the row, can not be used. */
export type LeaveOut = (what: LeftOut) => undefined;

/** Rows as a model reads them, and what had to be left out of the table. */
export interface UsableRows<T> {
  readonly rows: readonly MeasuredRow[];
  /** One per row. */
  readonly read: readonly T[];
  /** A sentence for each kind of value that was left out, with the lines. */
  readonly warnings: readonly string[];
}

/**
 * The rows of a table by the columns that a model takes. Units are those of the header to the letter: nothing is
 * converted, and a number must be inside the limits of its column. An empty field is a missing value.
 * @param group - column of the table whose values are the groups; undefined where each row is its own
 * @param hasMaterial - whether a material tells what columns of presence `material` would
 * @throws TwinError TABLE_INVALID at the first place that is wrong (data: file, line, column, found, allowed)
 */
export function measuredRows(
  table: CsvTable,
  columns: readonly Column[],
  group: string | undefined,
  hasMaterial: boolean,
): MeasuredRow[] {
  const isNeeded = ({ presence }: Column): boolean =>
    presence === 'needed' || (presence === 'material' && !hasMaterial);
  checkHeader(table, columns, isNeeded, group);
  const { file, header, rows } = table;
  const present = columns.filter((column) => header.includes(headerName(column)));
  return rows.map((row) => {
    const texts: Record<string, string> = {};
    const numbers: Record<string, number> = {};
    for (const column of present) {
      const text = fieldOf(row, header, headerName(column));
      if (text === '') continue;
      texts[column.name] = text;
      if (column.unit === undefined) continue;
      numbers[column.name] = fromUnit(numberOf(file, row.line, column, text), column.unit);
    }
    return { line: row.line, group: groupOf(row, header, present, group), texts, numbers };
  });
}

/** The value of the group column, numbers without regard to how they are written; a row without one is its own group. */
function groupOf(
  row: CsvRow,
  header: readonly string[],
  columns: readonly Column[],
  group: string | undefined,
): string {
  const text = group === undefined ? '' : fieldOf(row, header, group);
  if (text === '') return `line ${row.line}`;
  const isNumber = columns.some((column) => headerName(column) === group && column.unit);
  return isNumber ? String(Number(text)) : text;
}

function fieldOf({ fields }: CsvRow, header: readonly string[], name: string): string {
  return fields[header.indexOf(name)]!.trim();
}

function numberOf(file: string, line: number, column: Column, text: string): number {
  const { unit, min, max, whenBelow } = column;
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const isWhole = unit !== 'count' || Number.isInteger(value);
  if (isWhole && value >= min! && value <= max!) return value;
  const hint = (): string => {
    if (/^[+-]?\d+,\d+$/.test(text)) return `; decimals stand behind a point, not a comma`;
    if (value < min! && whenBelow !== undefined) return `; ${whenBelow}`;
    if (unit === 'frac' && value > 1 && value <= 100)
      return `; ${value} percent is ${Number((value / 100).toPrecision(12))}`;
    return '';
  };
  const place = { line, column: headerName(column) };
  throw tableError(file, place, `'${text}'`, `${allowedIn(column)}, or nothing${hint()}`);
}

/**
 * The rows that can serve a model. A row without a needed value is left out, and so is one of which `read` makes nothing.
 * @param read - calls `leaveOut` for a value that can not be used; makes undefined where the row can then serve nothing
 * @throws TwinError TABLE_INVALID where no row is left, of the first place
 */
export function usableRows<T>(
  file: string,
  rows: readonly MeasuredRow[],
  columns: readonly Column[],
  read: (row: MeasuredRow, leaveOut: LeaveOut) => T | undefined,
): UsableRows<T> {
  const needed = columns.filter(({ presence }) => presence === 'needed');
  const used: MeasuredRow[] = [];
  const found: T[] = [];
  const places: (LeftOut & { readonly line: number; readonly whole: boolean })[] = [];
  for (const row of rows) {
    const own: LeftOut[] = needed
      .filter(({ name }) => row.texts[name] === undefined)
      .map(nothingIn);
    const leaveOut: LeaveOut = (what) => void own.push(what);
    const value = own.length > 0 ? undefined : read(row, leaveOut);
    const whole = value === undefined;
    places.push(...own.map((what) => ({ ...what, line: row.line, whole })));
    if (value === undefined) continue;
    used.push(row);
    found.push(value);
  }
  const [first] = places;
  if (used.length === 0 && first !== undefined) {
    const { line, column, found: what, allowed } = first;
    throw tableError(file, { line, column }, `${what}, and no other row that can serve`, allowed);
  }
  return { rows: used, read: found, warnings: leftOutWarnings(file, places) };
}

/** An empty field of a column. */
export function nothingIn(column: Column): LeftOut {
  return { column: headerName(column), found: 'nothing', allowed: allowedIn(column) };
}

/** Lines that a warning names; more are counted. */
const mostLines = 20;

function leftOutWarnings(
  file: string,
  places: readonly (LeftOut & { readonly line: number; readonly whole: boolean })[],
): string[] {
  const lines = new Map<string, number[]>();
  for (const { column, found, allowed, line, whole } of places) {
    const text = `column ${column}: found ${found}; the ${whole ? 'row' : 'value'} is left out; needed is ${allowed}`;
    lines.set(text, [...(lines.get(text) ?? []), line]);
  }
  return [...lines].map(([text, of]) => {
    const more = of.length > mostLines ? ` and ${of.length - mostLines} more` : '';
    return `${file}, line ${of.slice(0, mostLines).join(', ')}${more}, ${text}`;
  });
}
