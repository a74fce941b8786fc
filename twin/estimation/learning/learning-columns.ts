import { featureTable } from '../../../ml/data/feature-table.ts';
import { momentsOf } from '../../../ml/data/moments.ts';
import type { LearningRows } from '../../../ml/training/nested-cross-validation.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';

/** A column as its header names it, `<name>_<unit>`; a header without a unit is a number without one. */
export interface LearnedColumn {
  readonly header: string;
  readonly name: string;
  readonly unit: string;
  /** Of a column of text that the physics reads: its texts, each told by its place in the list. */
  readonly texts?: readonly string[];
}

/** What a physics says of the columns of a table. */
export interface PhysicsColumns {
  /** Headers of its inputs, which it needs also where they are the same in every row. */
  readonly inputs: readonly string[];
  /** Headers of text that it reads. */
  readonly texts: readonly string[];
  /** Headers of what it predicts, which are no inputs. */
  readonly outputs: readonly string[];
}

/** A table read for learning. */
export interface LearningTable {
  readonly rows: LearningRows;
  readonly columns: readonly LearnedColumn[];
  readonly target: LearnedColumn;
  /** Headers of columns that are the same in every row, and so tell nothing. */
  readonly constant: readonly string[];
}

/**
 * Reads target, group and all other columns of a table, which are what the target is learned from. An empty field of them is a
 * value that is missing; a target is never.
 * @param special - `inputs` stay also where they never vary, `texts` may be columns of text, `outputs` are left out
 * @throws TwinError TABLE_INVALID for a column that is missing (data: file, column, allowed), a field that is no number (data:
 *   file, line, column, found, allowed) or an empty group; for no row, or no column that varies
 */
export function learningTable(
  table: CsvTable,
  target: string,
  group: string,
  { inputs: needed, texts, outputs }: PhysicsColumns = { inputs: [], texts: [], outputs: [] },
): LearningTable {
  for (const [option, column] of [
    ['--target', target],
    ['--group', group],
  ] as const) {
    if (table.header.includes(column)) continue;
    throw refused(table, `${option}: there is no column '${column}'; allowed are`, {
      column,
      allowed: table.header,
    });
  }
  if (target === group) {
    throw refused(table, `'${target}' is both target and group; allowed are two columns of`, {
      column: target,
      allowed: table.header,
    });
  }
  if (table.rows.length === 0) throw refused(table, 'there is no row below the header', {});
  const inputs = table.header.filter(
    (header) => header !== target && header !== group && !outputs.includes(header),
  );
  const told = new Map(
    inputs.flatMap((header) => (texts.includes(header) ? [[header, textsOf(table, header)]] : [])),
  );
  const values = inputs.map((header) =>
    numbersOf(table, header, { texts: told.get(header), takesGaps: true }),
  );
  const varies = values.map((column, i) => doesVary(column) || needed.includes(inputs[i]!));
  const used = inputs.filter((_, i) => varies[i]);
  if (used.length === 0) {
    throw refused(table, 'no column varies beside target and group; allowed is at least one', {});
  }
  const columns = Object.fromEntries(used.map((name) => [name, values[inputs.indexOf(name)]!]));
  return {
    rows: {
      table: featureTable(columns),
      target: numbersOf(table, target),
      groups: groupsOf(table, group),
    },
    columns: used.map((header) => {
      const known = told.get(header);
      return { ...columnOf(header), ...(known === undefined ? {} : { texts: known }) };
    }),
    target: columnOf(target),
    constant: inputs.filter((_, i) => !varies[i]),
  };
}

/**
 * The rows that a model is asked for, column by column in its order. Columns that it does not know count for nothing.
 * @param takesGaps - whether an empty field is a value that is missing, or is refused
 * @throws TwinError TABLE_INVALID for a column of the model that is missing or has another unit, or a field that is no number
 */
export function askedColumns(
  table: CsvTable,
  columns: readonly LearnedColumn[],
  takesGaps: boolean,
): Float64Array[] {
  return columns.map(({ header, name, unit, texts }) => {
    if (table.header.includes(header)) return numbersOf(table, header, { texts, takesGaps });
    const other = table.header.find((found) => columnOf(found).name === name);
    const found =
      other === undefined
        ? `there is no column '${header}'`
        : `column '${other}' is in '${columnOf(other).unit}', the model learned it in '${unit}'`;
    throw refused(table, `${found}; allowed are the columns of the model:`, {
      column: header,
      ...(other === undefined ? {} : { found: other }),
      allowed: columns.map((column) => column.header),
    });
  });
}

export function columnOf(header: string): LearnedColumn {
  const at = header.indexOf('_');
  if (at <= 0) return { header, name: header, unit: '1' };
  return { header, name: header.slice(0, at), unit: header.slice(at + 1) };
}

/** Whether two rows of a column differ; a gap differs from a value. */
function doesVary(column: Float64Array): boolean {
  const present = column.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return false;
  return present.length < column.length || momentsOf(present).deviation > 0;
}

/** Texts of a column in the order of the alphabet. */
function textsOf({ header, rows }: CsvTable, column: string): readonly string[] {
  const at = header.indexOf(column);
  return [...new Set(rows.map(({ fields }) => fields[at]!.trim()))].sort();
}

/** How a column is read: `texts` of a column of text, each told by its place; whether an empty field is a missing value. */
interface ColumnReading {
  readonly texts?: readonly string[] | undefined;
  readonly takesGaps?: boolean;
}

function numbersOf(
  { file, header, rows }: CsvTable,
  column: string,
  { texts, takesGaps = false }: ColumnReading = {},
): Float64Array {
  const at = header.indexOf(column);
  return Float64Array.from(rows, ({ line, fields }) => {
    const found = fields[at]!.trim();
    const value = texts === undefined ? numberIn(found) : texts.indexOf(found);
    if (takesGaps && found === '' && texts === undefined) return value;
    if (Number.isFinite(value) && (texts === undefined || value >= 0)) return value;
    const allowed =
      texts === undefined
        ? 'a number; leave a column of text out of the table, and a row with a gap'
        : `one of ${texts.join(', ')}, as in training`;
    throw new TwinError(
      'TABLE_INVALID',
      `${file}, line ${line}, column '${column}': found '${found}', allowed is ${allowed}`,
      { file, line, column, found, allowed },
    );
  });
}

function numberIn(text: string): number {
  return text === '' ? Number.NaN : Number(text);
}

function groupsOf({ file, header, rows }: CsvTable, column: string): string[] {
  const at = header.indexOf(column);
  return rows.map(({ line, fields }) => {
    const group = fields[at]!.trim();
    if (group !== '') return group;
    throw new TwinError(
      'TABLE_INVALID',
      `${file}, line ${line}, column '${column}': found no group, allowed is any text`,
      { file, line, column, found: '', allowed: 'any text' },
    );
  });
}

function refused(
  { file }: CsvTable,
  what: string,
  data: Readonly<{ column?: string; found?: string; allowed?: readonly string[] }>,
): TwinError {
  const allowed = data.allowed === undefined ? '' : ` ${data.allowed.join(', ')}`;
  return new TwinError('TABLE_INVALID', `${file}: ${what}${allowed}`, { file, ...data });
}
