import { csvTable } from '../../twin/domain/csv-table.ts';
import { TwinError } from '../../twin/domain/errors.ts';
import { splitBoundaryName } from '../../twin/domain/tag.ts';
import type { RecordEntry } from './entry.ts';

/** How a table of one kind is read. */
interface TableKind {
  /** Beginning of the name of its files. */
  readonly file: string;
  readonly kind: string;
  /** Fields of the record that are numbers. */
  readonly numbers: readonly string[];
  /** Fields of the record that are text. */
  readonly texts: readonly string[];
  /** Where all other columns `<name>_<unit>` go; absent where there are none. */
  readonly quantities?: 'parameters' | 'values';
}

const tables: readonly TableKind[] = [
  {
    file: 'work-orders',
    kind: 'workOrder',
    numbers: ['quantity_m'],
    texts: ['id', 'product', 'recipe', 'plannedStart', 'plannedEnd', 'status'],
  },
  {
    file: 'recipes',
    kind: 'recipe',
    numbers: [],
    texts: ['id', 'product', 'version'],
    quantities: 'parameters',
  },
  {
    file: 'batches',
    kind: 'batch',
    numbers: ['mass_kg'],
    texts: ['id', 'order', 'recipe', 'product', 'mixedAt'],
    quantities: 'parameters',
  },
  {
    file: 'coils',
    kind: 'coil',
    numbers: ['length_m'],
    texts: ['id', 'unit', 'from', 'to', 'order', 'batch', 'parent'],
  },
  {
    file: 'defects',
    kind: 'defect',
    numbers: ['metre_m', 'lane', 'width_mm', 'length_mm'],
    texts: ['id', 'seenAt', 'coil', 'side', 'class', 'picture', 'system'],
  },
  {
    file: 'lab-results',
    kind: 'labResult',
    numbers: ['metre_m', 'lane'],
    texts: [
      ...['id', 'takenAt', 'reportedAt', 'order', 'batch', 'coil', 'cell'],
      ...['method', 'instrument', 'operator'],
    ],
    quantities: 'values',
  },
];

/** Ending of the name of a quantity whose column holds a standard uncertainty, before the unit. */
const uncertainty = 'StandardUncertainty';

/**
 * The records of a CSV file, whose name begins with what it holds; an empty field is a missing one.
 * @throws TwinError TABLE_INVALID where the name says no kind, or the header has a column that the kind does not know
 */
export function csvEntries(file: string, text: string): RecordEntry[] {
  const table = tables.find((known) => file.startsWith(known.file));
  if (table === undefined) {
    const allowed = tables.map((known) => `${known.file}*.csv`).join(', ');
    throw new TwinError(
      'TABLE_INVALID',
      `${file}: the name does not say what the table holds; allowed are ${allowed}`,
      { file, allowed },
    );
  }
  const { header, rows } = csvTable(text.replace(/^\uFEFF/, ''), file);
  for (const column of header) checkColumn(table, column, file);
  return rows.map(({ line, fields }) => ({
    place: `line ${line}`,
    kind: table.kind,
    content: contentOf(table, header, fields),
  }));
}

function checkColumn(table: TableKind, column: string, file: string): void {
  const own = [...table.texts, ...table.numbers];
  if (own.includes(column)) return;
  const isQuantity =
    splitBoundaryName(column.slice(column.lastIndexOf('.') + 1)).unit !== undefined;
  if (table.quantities !== undefined && isQuantity) return;
  const others = table.quantities === undefined ? '' : ' and <name>_<unit>';
  throw new TwinError(
    'TABLE_INVALID',
    `${file}, line 1: column '${column}' is unknown; allowed are ${own.join(', ')}${others}`,
    { file, column, allowed: own },
  );
}

function contentOf(
  table: TableKind,
  header: readonly string[],
  fields: readonly string[],
): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  const quantities: Record<string, unknown> = {};
  const uncertainties: Record<string, unknown> = {};
  for (const [i, column] of header.entries()) {
    const field = fields[i]!.trim();
    if (field === '') continue;
    if (table.texts.includes(column)) content[column] = field;
    else if (table.numbers.includes(column)) content[column] = numberOf(field);
    else if (column.includes(`${uncertainty}_`)) {
      uncertainties[column.replace(uncertainty, '')] = numberOf(field);
    } else quantities[column] = numberOf(field);
  }
  if (table.quantities === undefined) return content;
  content[table.quantities] = quantities;
  if (Object.keys(uncertainties).length > 0) content['standardUncertainty'] = uncertainties;
  return content;
}

/** The number, or the text where it is none: the check of the record then says so. */
function numberOf(field: string): number | string {
  const value = Number(field);
  return Number.isFinite(value) ? value : field;
}
