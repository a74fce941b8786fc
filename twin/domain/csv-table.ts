import { TwinError } from './errors.ts';

/** A CSV text with a header line, as it stands in the file. */
export interface CsvTable {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** One row of the table. */
export interface CsvRow {
  /** Line of the file on which the row begins, from 1; the header is on line 1 where nothing stands before it. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Header and rows of a CSV text; fields in double quotes may hold commas and line ends. Blank lines count for nothing,
 * neither do a byte-order mark, the kind of line end, and spaces around a name of the header.
 * @param file - for messages
 * @throws TwinError TABLE_INVALID when a row has another number of fields than the header (data: file, row, line, found,
 *   allowed), when two columns have one name (data: file, column), or when the columns are not parted by commas (data: file, line, found, allowed)
 */
export function csvTable(text: string, file: string): CsvTable {
  const [first, ...rows] = rowsOf(text.replace(/^\uFEFF/, '')).filter(
    ({ fields }) => fields.length > 1 || (fields[0] ?? '').trim() !== '',
  );
  const header = (first?.fields ?? []).map((name) => name.trim());
  if (first !== undefined) checkSeparator(file, first.line, header);
  const twice = header.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined) {
    throw new TwinError(
      'TABLE_INVALID',
      `${file}: the header names the column '${twice}' twice; allowed is once`,
      { file, column: twice },
    );
  }
  for (const [index, { line, fields }] of rows.entries()) {
    const [found, allowed] = [fields.length, header.length];
    if (found === allowed) continue;
    const parted = fields.some((field, i) => i > 0 && isSplitNumber(fields[i - 1]!, field));
    const hint =
      found > allowed && parted
        ? "; a number with a decimal comma would do this: write '1.5', not '1,5'"
        : '';
    throw new TwinError(
      'TABLE_INVALID',
      `${file}, line ${line}: row ${index + 1} has ${found} fields; allowed are ${allowed}, as in the header${hint}`,
      { file, row: index + 1, line, found, allowed },
    );
  }
  return { file, header, rows };
}

/** Whether two neighbours may be one number with a decimal comma. */
function isSplitNumber(left: string, right: string): boolean {
  return /^\s*[+-]?\d+$/.test(left) && /^\d+\s*$/.test(right);
}

const otherSeparators = { ';': 'semicolons', '\t': 'tabs' } as const;

function checkSeparator(file: string, line: number, header: readonly string[]): void {
  const [only] = header;
  if (header.length !== 1 || only === undefined) return;
  for (const [separator, found] of Object.entries(otherSeparators)) {
    if (!only.includes(separator)) continue;
    const allowed = "commas between columns, and a point in numbers ('1.5')";
    throw new TwinError(
      'TABLE_INVALID',
      `${file}, line ${line}: found columns parted by ${found}; allowed are ${allowed}`,
      { file, line, found, allowed },
    );
  }
}

function rowsOf(text: string): { line: number; fields: string[] }[] {
  const rows: { line: number; fields: string[] }[] = [{ line: 1, fields: [] }];
  let line = 1;
  for (const [field, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/g,
  )) {
    const row = rows.at(-1)!;
    if (end === '' && quoted === undefined && plain === '' && row.fields.length === 0) break;
    row.fields.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    line += field.split(/\r\n|\n|\r/).length - 1;
    if (end !== ',') rows.push({ line, fields: [] });
  }
  return rows;
}
