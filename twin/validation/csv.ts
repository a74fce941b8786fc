import { TwinError } from '../domain/errors.ts';

/**
 * The rows of a CSV text with a header line, by column name; fields in double quotes may hold commas and line ends. Blank
 * lines count for nothing.
 * @throws TwinError TABLE_INVALID when a row has another number of fields than the header (data: file, row), or when two
 *   columns have one name (data: file, column)
 */
export function csvRows(text: string, file: string): Record<string, string>[] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    if (end === '' && quoted === undefined && plain === '' && lines.at(-1)!.length === 0) break;
    lines.at(-1)!.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== ',') lines.push([]);
  }
  const [header, ...rows] = lines.filter(
    (fields) => fields.length > 1 || (fields[0] ?? '').trim() !== '',
  );
  const twice = header?.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined) {
    throw new TwinError(
      'TABLE_INVALID',
      `${file}: the header names the column '${twice}' twice; allowed is once`,
      { file, column: twice },
    );
  }
  return rows.map((fields, index) => {
    if (fields.length !== header?.length) {
      throw new TwinError(
        'TABLE_INVALID',
        `${file}: row ${index + 1} has ${fields.length} fields`,
        {
          file,
          row: index + 1,
        },
      );
    }
    return Object.fromEntries(header.map((name, i) => [name, fields[i]!]));
  });
}

/**
 * A number of a CSV row.
 * @throws TwinError TABLE_INVALID when the column is missing or not a number (data: column, value)
 */
export function csvNumber(row: Record<string, string>, column: string): number {
  const text = row[column];
  const value = Number(text);
  if (text !== undefined && text.trim() !== '' && Number.isFinite(value)) return value;
  throw new TwinError(
    'TABLE_INVALID',
    `column ${column} holds '${text ?? ''}', a number is needed`,
    {
      column,
      value: text ?? null,
    },
  );
}
