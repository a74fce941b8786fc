import { csvTable } from './csv-table.ts';
import { TwinError } from './errors.ts';

/**
 * The rows of a CSV text with a header line, by column name; fields in double quotes may hold commas and line ends. Blank
 * lines count for nothing.
 * @throws TwinError TABLE_INVALID when a row has another number of fields than the header (data: file, row), or when two
 *   columns have one name (data: file, column)
 */
export function csvRows(text: string, file: string): Record<string, string>[] {
  const { header, rows } = csvTable(text, file);
  return rows.map(({ fields }) => Object.fromEntries(header.map((name, i) => [name, fields[i]!])));
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

/** A text as a field of CSV: in quotes where it holds a separator or a quote. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
