import {
  DOUBLE,
  type DuckDBDataChunk,
  type DuckDBType,
  USMALLINT,
  VARCHAR,
} from '@duckdb/node-api';
import type {
  TableBatch,
  TableColumn,
  TableTexts,
  TableValues,
} from '../../twin/domain/table-file.ts';

/** Rows of a DuckDB chunk. */
const chunkRows = 2048;

/** How columns come to DuckDB: cheap to hand over; `selectList` makes of them what stands in the file. */
const rawTypes: Readonly<Record<TableColumn['kind'], DuckDBType>> = {
  number: DOUBLE,
  whole: DOUBLE,
  time: DOUBLE,
  text: VARCHAR,
  choice: USMALLINT,
};

/** The type in which a column is handed over. */
export function rawType({ kind }: TableColumn): DuckDBType {
  return rawTypes[kind];
}

const quoted = (text: string, quote: string): string =>
  `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;

/** A name in SQL. */
export const sqlName = (name: string): string => quoted(name, '"');
/** A text in SQL. */
export const sqlText = (text: string): string => quoted(text, "'");

/** What stands in the file, of the raw columns. */
export function selectList(columns: readonly TableColumn[]): string {
  return columns
    .map((column) => {
      const name = sqlName(column.name);
      return `${expression(column, name)} AS ${name}`;
    })
    .join(', ');
}

function expression(column: TableColumn, name: string): string {
  switch (column.kind) {
    case 'number':
      return `CASE WHEN isnan(${name}) THEN NULL ELSE ${name} END`;
    case 'whole':
      return `CAST(${name} AS BIGINT)`;
    case 'time':
      return `CASE WHEN isnan(${name}) THEN NULL ELSE to_timestamp(${name} / 1000) END`;
    case 'text':
      return name;
    case 'choice':
      return `list_extract([${column.choices.map(sqlText).join(', ')}], ${name} + 1)`;
  }
}

/** A batch that is handed over piece by piece. */
export interface OpenBatch {
  readonly batch: TableBatch;
  /** Row that comes next. */
  at: number;
}

/** Per column, the list of its texts as far as it has come; empty where it is not of texts. */
export type KnownTexts = readonly string[][];

/** Takes up what a batch adds to the lists of texts. */
export function learnTexts({ columns }: TableBatch, known: KnownTexts): void {
  for (const [i, values] of columns.entries()) {
    if (isTexts(values)) known[i]!.push(...values.added);
  }
}

function isTexts(values: TableValues): values is TableTexts {
  return 'places' in values;
}

/** Fills a chunk with the next rows of a batch; true once the batch is at its end. */
export function fillChunk(chunk: DuckDBDataChunk, open: OpenBatch, known: KnownTexts): boolean {
  const { batch, at } = open;
  const rows = Math.min(chunkRows, batch.rows - at);
  chunk.rowCount = rows;
  for (const [i, values] of batch.columns.entries()) {
    const vector = chunk.getColumnVector(i);
    if (isTexts(values)) {
      for (let row = 0; row < rows; row++) {
        const place = values.places[at + row]!;
        vector.setItem(row, place < 0 ? null : known[i]![place]!);
      }
    } else {
      for (let row = 0; row < rows; row++) vector.setItem(row, values[at + row]!);
    }
    vector.flush();
  }
  open.at += rows;
  return open.at >= batch.rows;
}
