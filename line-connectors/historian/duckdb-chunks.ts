import {
  BIGINT,
  DOUBLE,
  type DuckDBAppender,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  UINTEGER,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import { type SampleColumns, valueKinds } from './sample-columns.ts';

/** Rows of a DuckDB chunk. */
export const chunkRows = 2048;
const number = (value: number): DuckDBValue => (Number.isNaN(value) ? null : value);

/** Columns of the table `samples` in its order, each with its value in row i; text is passed apart. */
const columnTypes: readonly DuckDBType[] = [
  BIGINT,
  INTEGER,
  DOUBLE,
  DOUBLE,
  DOUBLE,
  UTINYINT,
  DOUBLE,
  VARCHAR,
  UINTEGER,
  UINTEGER,
];

/** The select list that `readChunk` expects. */
export const selectList =
  'CAST(sequence AS DOUBLE), tag, sourceTimestamp_ms, serverTimestamp_ms, receivedTimestamp_ms, kind, number, text, status, flags';

/** Hands columns to an appender; they are stored when it is flushed and its transaction committed. */
export function appendColumns(appender: DuckDBAppender, columns: SampleColumns): void {
  const chunk = DuckDBDataChunk.create(columnTypes);
  let texts = 0;
  for (let start = 0; start < columns.count; start += chunkRows) {
    const rows = Math.min(chunkRows, columns.count - start);
    const fill = (valueAt: (i: number) => DuckDBValue): DuckDBValue[] =>
      Array.from({ length: rows }, (_, row) => valueAt(start + row));
    const isNumber = (i: number): boolean =>
      columns.kind[i] === valueKinds.number || columns.kind[i] === valueKinds.boolean;
    chunk.reset();
    chunk.setColumns([
      fill((i) => BigInt(columns.sequence[i]!)),
      fill((i) => columns.tag[i]!),
      fill((i) => columns.sourceTimestamp[i]!),
      fill((i) => number(columns.serverTimestamp[i]!)),
      fill((i) => columns.receivedTimestamp[i]!),
      fill((i) => columns.kind[i]!),
      fill((i) => (isNumber(i) ? columns.number[i]! : null)),
      fill((i) => (columns.kind[i] === valueKinds.text ? columns.text[texts++]! : null)),
      fill((i) => columns.status[i]!),
      fill((i) => columns.flags[i]!),
    ]);
    appender.appendDataChunk(chunk);
  }
}

/** Copies a chunk of `selectList` behind the last row of columns, which must have room. */
export function readChunk(chunk: DuckDBDataChunk, columns: SampleColumns): void {
  const targets = [
    columns.sequence,
    columns.tag,
    columns.sourceTimestamp,
    columns.serverTimestamp,
    columns.receivedTimestamp,
    columns.kind,
    columns.number,
    undefined,
    columns.status,
    columns.flags,
  ];
  const start = columns.count;
  for (const [column, target] of targets.entries()) {
    const vector = chunk.getColumnVector(column);
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const value = vector.getItem(row);
      if (target !== undefined) target[start + row] = value === null ? Number.NaN : Number(value);
      else if (value !== null) columns.text.push(String(value));
    }
  }
  columns.count += chunk.rowCount;
}
