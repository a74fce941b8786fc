import {
  BIGINT,
  DOUBLE,
  type DuckDBAppender,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBVector,
  INTEGER,
  UINTEGER,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import { type SampleColumns, valueKinds } from './sample-columns.ts';

/** Rows of a DuckDB chunk. */
export const chunkRows = 2048;

/** Columns of the table `samples` in its order. */
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
const textColumn = 7;

/** The columns of numbers that `readChunk` expects, each in the type of its array, and NaN for null. */
export const numberList = `CAST(sequence AS DOUBLE), sourceTimestamp_ms, coalesce(serverTimestamp_ms, 'nan'),
  receivedTimestamp_ms, kind, coalesce(number, 'nan'), status, flags`;
/** The same with texts and tags. */
export const wholeList = `${numberList}, text, tag`;
const readTextColumn = 8;
const readTagColumn = 9;

/** An array whose bytes are those of a vector of DuckDB. */
type Numbers =
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** The columns of numbers in the order of the table; those of doubles hold NaN where nothing is. */
function numbersOf(columns: SampleColumns): readonly (Numbers | undefined)[] {
  return [
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
}

/**
 * The numbers of a vector at once, which the library holds but has no public call for: asking for them one by one takes
 * as long as the query. Undefined where it holds them otherwise.
 */
function itemsOf(vector: DuckDBVector): Numbers | undefined {
  const { items } = vector as unknown as { readonly items?: Numbers };
  return ArrayBuffer.isView(items) ? items : undefined;
}

/** Hands columns to an appender; they are stored when it is flushed and its transaction committed. */
export function appendColumns(appender: DuckDBAppender, columns: SampleColumns): void {
  const chunk = DuckDBDataChunk.create(columnTypes);
  const numbers = numbersOf(columns);
  let texts = 0;
  let hasTexts = true;
  for (let start = 0; start < columns.count; start += chunkRows) {
    const rows = Math.min(chunkRows, columns.count - start);
    const isSized = chunk.rowCount === rows;
    if (!isSized) chunk.rowCount = rows;
    for (const [column, values] of numbers.entries()) {
      if (values === undefined) continue;
      const vector = chunk.getColumnVector(column);
      const items = itemsOf(vector);
      if (column === 0) {
        for (let row = 0; row < rows; row += 1) vector.setItem(row, BigInt(values[start + row]!));
      } else if (items?.constructor === values.constructor) {
        // These columns have no null, so that all their rows are valid from the start.
        items.set(values.subarray(start, start + rows));
      } else {
        for (let row = 0; row < rows; row += 1) vector.setItem(row, values[start + row]!);
      }
      vector.flush();
    }
    const hadTexts = hasTexts || !isSized;
    hasTexts = columns.kind.subarray(start, start + rows).includes(valueKinds.text);
    // A column without any text keeps its nulls from chunk to chunk: setting them costs more than all the numbers.
    if (hasTexts || hadTexts) {
      const vector = chunk.getColumnVector(textColumn);
      for (let row = 0; row < rows; row += 1) {
        const isText = columns.kind[start + row] === valueKinds.text;
        vector.setItem(row, isText ? columns.text[texts++]! : null);
      }
      vector.flush();
    }
    appender.appendDataChunk(chunk);
  }
}

/**
 * Copies a chunk of `wholeList` behind the last row of columns, which must have room; or one of `numberList`, without its
 * texts.
 * @param tag - number of the tag of all rows of a `numberList`
 * @returns how many rows have a text that is still to come
 */
export function readChunk(
  chunk: DuckDBDataChunk,
  columns: SampleColumns,
  tag: number | undefined,
): number {
  const start = columns.count;
  const rows = chunk.rowCount;
  const copy = (column: number, values: Numbers): void => {
    const vector = chunk.getColumnVector(column);
    const items = itemsOf(vector);
    if (items?.constructor === values.constructor) values.set(items.subarray(0, rows), start);
    else for (let row = 0; row < rows; row += 1) values[start + row] = Number(vector.getItem(row));
  };
  const { sequence, sourceTimestamp, serverTimestamp, receivedTimestamp } = columns;
  const { kind, number, status, flags, text } = columns;
  const inOrder = [
    sequence,
    sourceTimestamp,
    serverTimestamp,
    receivedTimestamp,
    kind,
    number,
    status,
    flags,
  ];
  for (const [column, values] of inOrder.entries()) copy(column, values);
  if (tag === undefined) copy(readTagColumn, columns.tag);
  else columns.tag.fill(tag, start, start + rows);
  columns.count += rows;
  if (!kind.subarray(start, start + rows).includes(valueKinds.text)) return 0;
  const vector = tag === undefined ? chunk.getColumnVector(readTextColumn) : undefined;
  let missing = 0;
  for (let row = 0; row < rows; row += 1) {
    if (kind[start + row] !== valueKinds.text) continue;
    if (vector === undefined) missing += 1;
    else text.push(String(vector.getItem(row)));
  }
  return missing;
}
