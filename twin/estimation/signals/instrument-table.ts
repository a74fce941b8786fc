import { type CsvRow, type CsvTable, csvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';

/** What wrote a file, told by its first lines. */
export type SignalFormat = 'csv' | 'gamry' | 'biologic' | 'zplot';

/** A file of an instrument as a table: lines are those of the file. */
export interface InstrumentTable extends CsvTable {
  readonly format: SignalFormat;
  /** Line of the file that names the columns. */
  readonly headerLine: number;
}

/** Where something is wrong in a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  readonly found: string;
  readonly allowed: string;
}

export function invalidAt(place: Place): TwinError {
  const { file, line, column, found, allowed } = place;
  const message = `${file}, line ${line}, column '${column}': found '${found}', allowed is ${allowed}`;
  return new TwinError('TABLE_INVALID', message, { ...place });
}

/**
 * The table in a file:
 *
 * - CSV, with commas
 * - Gamry's .DTA: the tab-parted table behind a line that begins with ZCURVE, a line of units below its header
 * - BioLogic's .mpt: tab-parted, behind as many header lines as the second line tells
 * - Scribner's .z: behind the line `End Comments`, or a line with Freq(Hz); columns by place
 *
 * The three are read as the preprocessing of impedance.py 1.7 documents them. Tab-parted numbers may have a decimal comma.
 * @throws TwinError TABLE_INVALID where the table is missing, or a row has too few fields (data: file, line, found, allowed)
 */
export function instrumentTable(text: string, file: string): InstrumentTable {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (/^EC-Lab ASCII FILE/.test(lines[0] ?? '')) return biologic(lines, file);
  if (/^EXPLAIN\b/.test(lines[0] ?? '') || lines.some((line) => /^ZCURVE\b/.test(line))) {
    return gamry(lines, file);
  }
  if (
    /^ZPLOT2? ASCII/i.test(lines[0] ?? '') ||
    lines.some((line) => /^\s*End Comments/.test(line))
  ) {
    return zplot(lines, file);
  }
  return { ...csvTable(text, file), format: 'csv', headerLine: 1 };
}

function gamry(lines: readonly string[], file: string): InstrumentTable {
  const at = lines.findIndex((line) => /^ZCURVE\b/.test(line));
  if (at < 0)
    throw missing(file, lines.length, 'no line ZCURVE', 'an impedance table behind ZCURVE');
  const header = tabbed(lines[at + 1]);
  const units = tabbed(lines[at + 2]);
  for (const [name, allowed] of [
    ['Freq', 'Hz'],
    ['Zreal', 'ohm'],
    ['Zimag', 'ohm'],
  ] as const) {
    const found = units[header.indexOf(name)];
    if (found === undefined || found.toLowerCase() === allowed.toLowerCase()) continue;
    throw invalidAt({ file, line: at + 3, column: name, found, allowed: `the unit ${allowed}` });
  }
  const behind = lines.findIndex((line, i) => i > at + 2 && !/^\t/.test(line));
  const end = behind < 0 ? lines.length : behind;
  return table({ format: 'gamry', file, header, headerLine: at + 2 }, lines, [at + 3, end], tabbed);
}

function biologic(lines: readonly string[], file: string): InstrumentTable {
  const count = Number(/^Nb header lines\s*:\s*(\d+)/.exec(lines[1] ?? '')?.[1]);
  if (!(count >= 3 && count <= lines.length)) {
    throw missing(
      file,
      2,
      lines[1] ?? '',
      `'Nb header lines : ' and a number from 3 to ${lines.length}`,
    );
  }
  const header = tabbed(lines[count - 1]);
  return table(
    { format: 'biologic', file, header, headerLine: count },
    lines,
    [count, lines.length],
    tabbed,
  );
}

const zplotHeader = ['Freq(Hz)', 'Ampl', 'Bias', 'Time(Sec)', "Z'(a)", "Z''(b)"];

function zplot(lines: readonly string[], file: string): InstrumentTable {
  const comments = lines.findIndex((line) => /^\s*End Comments/.test(line));
  const at = comments >= 0 ? comments : lines.findIndex((line) => line.includes('Freq(Hz)'));
  if (at < 0)
    throw missing(file, 1, lines[0] ?? '', "a line 'End Comments' in front of the points");
  const parted = (line = ''): string[] => line.trim().split(/\s*,\s*|\t+/);
  return table(
    { format: 'zplot', file, header: zplotHeader, headerLine: at + 1 },
    lines,
    [at + 1, lines.length],
    parted,
  );
}

function tabbed(line = ''): string[] {
  return line.split('\t').map((field) => field.trim().replace(/^([+-]?\d+),(\d+)/, '$1.$2'));
}

/** Rows of the lines from one to another, without blank ones; a row may have more fields than the header. */
function table(
  { file, format, header, headerLine }: Omit<InstrumentTable, 'rows'>,
  lines: readonly string[],
  [from, to]: readonly [number, number],
  parted: (line: string) => string[],
): InstrumentTable {
  const rows: CsvRow[] = [];
  for (let i = from; i < to; i++) {
    if (lines[i]!.trim() === '') continue;
    const fields = parted(lines[i]!);
    if (fields.length < header.filter((name) => name !== '').length) {
      throw missing(
        file,
        i + 1,
        `${fields.length} fields`,
        `${header.length} fields, as in the header`,
      );
    }
    rows.push({ line: i + 1, fields });
  }
  return { file, format, headerLine, header, rows };
}

function missing(file: string, line: number, found: string, allowed: string): TwinError {
  const message = `${file}, line ${line}: found '${found}', allowed is ${allowed}`;
  return new TwinError('TABLE_INVALID', message, { file, line, found, allowed });
}

/**
 * Which of some columns stands for a quantity.
 * @param names - accepted, the first that there is counts
 * @throws TwinError TABLE_INVALID where there is none (data: file, line, column, found, allowed)
 */
export function columnAt(
  { file, header, headerLine }: InstrumentTable,
  names: readonly string[],
): number {
  const at = optionalColumn({ header }, names);
  if (at >= 0) return at;
  throw invalidAt({
    file,
    line: headerLine,
    column: names[0]!,
    found: header.filter((name) => name !== '').join(', '),
    allowed: `a column ${names.join(' or ')}`,
  });
}

export function optionalColumn(
  { header }: Pick<CsvTable, 'header'>,
  names: readonly string[],
): number {
  const name = names.find((asked) => header.includes(asked));
  return name === undefined ? -1 : header.indexOf(name);
}

/**
 * A number of a row.
 * @throws TwinError TABLE_INVALID (data: file, line, column, found, allowed)
 */
export function numberAt({ file, header }: CsvTable, { line, fields }: CsvRow, at: number): number {
  const found = (fields[at] ?? '').trim();
  const value = found === '' ? Number.NaN : Number(found);
  if (Number.isFinite(value)) return value;
  throw invalidAt({ file, line, column: header[at]!, found, allowed: 'a number' });
}

/** What a table tells of one cell in one measurement. */
export interface CellRows {
  readonly cell: string;
  /** Tells measurements of one cell apart; empty where there is one. */
  readonly measurement: string;
  readonly rows: readonly CsvRow[];
}

/**
 * Rows by cell and measurement: by the columns `cell` and `measurement` where there are, else all of a cell that the name of
 * the file tells, `CELL.csv` or `CELL@MEASUREMENT.csv`.
 * @throws TwinError TABLE_INVALID for an empty name of a cell, or no row
 */
export function rowsByCell(table: CsvTable): readonly CellRows[] {
  const { file, rows, header } = table;
  if (rows.length === 0) throw missing(file, 1, 'no row', 'rows below the header');
  const at = header.indexOf('cell');
  const measured = header.indexOf('measurement');
  const stem = file.replace(/^.*[/\\]/, '').replace(/(\.bdf)?\.[^.]*$/, '');
  const [ofFile, ofMeasurement = ''] = stem.split('@');
  const groups = new Map<string, CellRows & { readonly rows: CsvRow[] }>();
  for (const row of rows) {
    const cell = at < 0 ? ofFile! : row.fields[at]!.trim();
    if (cell === '') {
      throw invalidAt({
        file,
        line: row.line,
        column: 'cell',
        found: '',
        allowed: 'the name of a cell',
      });
    }
    const measurement = measured < 0 ? ofMeasurement : row.fields[measured]!.trim();
    const key = JSON.stringify([cell, measurement]);
    const group = groups.get(key) ?? { cell, measurement, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}
