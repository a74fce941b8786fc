import { join } from 'node:path';
import {
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBInstance,
} from '@duckdb/node-api';
import { chunkRows, selectList } from './duckdb-chunks.ts';
import { rowsOf } from './duckdb-file.ts';
import type { AggregateRequest, BucketRow, RangeBounds } from './duckdb-protocol.ts';
import { allRows, sealedRows } from './duckdb-sealed.ts';
import { valueKinds } from './sample-columns.ts';

/** A query that is being read, with the connection and the transaction that it sees the files by. */
export interface Cursor {
  readonly connection: DuckDBConnection;
  /** Number of the tag that all rows are of, which then is not among the columns. */
  readonly tag: number | undefined;
  /** The next rows, or null at the end. */
  nextChunk(): Promise<DuckDBDataChunk | null>;
}

/** Rows that are read at once where they need no sorting, a day at 1 Hz and more: to stream them takes half as long again. */
const rowsAtOnce = 64 * chunkRows;

/** Status codes from here on are uncertain or bad. */
const leastNotGood = 0x4000_0000;
const orders = {
  sourceTimestamp: 'sourceTimestamp_ms, sequence',
  sequence: 'sequence',
} as const;

interface Bounds {
  readonly tags?: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** A double by its shortest digits, which give the same double. */
const sqlDouble = (value: number): string =>
  Number.isFinite(value) ? `CAST(${value} AS DOUBLE)` : `CAST('${value}' AS DOUBLE)`;

function conditionOf({ tags, from, to }: Bounds): string {
  const times = `sourceTimestamp_ms >= ${sqlDouble(from)} AND sourceTimestamp_ms < ${sqlDouble(to)}`;
  return tags === undefined ? times : `tag IN (${tags.join(', ')}) AND ${times}`;
}

/** Begins a transaction, and gives hot and sealed rows within bounds: what it sees does not change while it reads. */
async function rowsWithin(
  connection: DuckDBConnection,
  sealedFolder: string,
  bounds: Bounds,
): Promise<{ readonly rows: string; readonly isInOrder: boolean }> {
  const { tags, from, to } = bounds;
  const where = conditionOf(bounds);
  // In one go: each statement by itself takes some tenths of a millisecond.
  const files = await rowsOf(
    connection,
    `BEGIN;
     SELECT path, fromTimestamp_ms, toTimestamp_ms, EXISTS (SELECT 1 FROM samples WHERE ${where}) AS isHot
     FROM sealed WHERE toTimestamp_ms >= ${sqlDouble(from)} AND fromTimestamp_ms < ${sqlDouble(to)}
     ORDER BY day, line, path`,
  );
  const paths = files.map(([path]) => join(sealedFolder, String(path)));
  if (files.length === 0 || files[0]![3] === true) {
    return { rows: allRows(paths, where), isInOrder: false };
  }
  const isOneByOne = files.every(
    ([, begin], i) => i === 0 || Number(files[i - 1]![2]) < Number(begin),
  );
  // Files are sorted by tag and time, so that one tag comes in its order without sorting.
  return { rows: sealedRows(paths, where), isInOrder: tags?.length === 1 && isOneByOne };
}

/** Begins to read a range. The cursor's connection must be closed. */
export async function openCursor(
  instance: DuckDBInstance,
  sealedFolder: string,
  { order, ...bounds }: RangeBounds,
): Promise<Cursor> {
  const connection = await instance.connect();
  try {
    const { rows, isInOrder } = await rowsWithin(connection, sealedFolder, bounds);
    const [first, ...others] = bounds.tags ?? [];
    const tag = others.length === 0 ? first : undefined;
    const columns = tag === undefined ? `${selectList}, tag` : selectList;
    const read = `SELECT ${columns} FROM ${rows}`;
    const nextChunk =
      isInOrder && order === 'sourceTimestamp'
        ? await readAhead(connection, read)
        : await streamed(connection, `${read} ORDER BY ${orders[order]}`);
    return { connection, tag, nextChunk };
  } catch (cause) {
    connection.closeSync();
    throw cause;
  }
}

async function streamed(connection: DuckDBConnection, sql: string): Promise<Cursor['nextChunk']> {
  // Some pages ahead: with the megabyte that is usual, the query stops for its reader again and again.
  await connection.run("SET streaming_buffer_size = '8MB'");
  const result = await connection.stream(sql);
  return async () => {
    const chunk = await result.fetchChunk();
    return chunk !== null && chunk.rowCount > 0 ? chunk : null;
  };
}

/** The first rows at once, and what is behind them as a stream. */
async function readAhead(connection: DuckDBConnection, sql: string): Promise<Cursor['nextChunk']> {
  const head = await connection.run(`${sql} LIMIT ${rowsAtOnce}`);
  const { chunkCount, rowCount } = head;
  let chunks = 0;
  let rest: Cursor['nextChunk'] | undefined;
  return async () => {
    if (chunks < chunkCount) return head.getChunk(chunks++);
    if (rowCount < rowsAtOnce) return null;
    rest ??= await streamed(connection, `${sql} OFFSET ${rowsAtOnce}`);
    return rest();
  };
}

/** Buckets of tags over hot and sealed rows. */
export async function aggregate(
  instance: DuckDBInstance,
  sealedFolder: string,
  { interval_ms, ...bounds }: AggregateRequest,
): Promise<readonly BucketRow[]> {
  const connection = await instance.connect();
  try {
    const { rows } = await rowsWithin(connection, sealedFolder, bounds);
    const good = `FILTER (WHERE kind = ${valueKinds.number} AND status < ${leastNotGood})`;
    const newest = `number, sourceTimestamp_ms`;
    const sql = `SELECT tag, floor(sourceTimestamp_ms / $1) * $1 AS bucket,
        CAST(count(*) ${good} AS DOUBLE) AS good, CAST(count(*) FILTER (WHERE status >= ${leastNotGood}) AS DOUBLE) AS bad,
        avg(number) ${good}, min(number) ${good}, max(number) ${good}, arg_max(${newest}) ${good}
      FROM ${rows}
      GROUP BY tag, bucket HAVING good > 0 OR bad > 0 ORDER BY tag, bucket`;
    const reader = await connection.runAndReadAll(sql, [interval_ms], [DOUBLE]);
    return reader.getRows().map((row) => {
      const [tag, bucket, count, bad, mean, min, max, last] = row as (number | null)[];
      return {
        tag: tag!,
        from: bucket!,
        count: count!,
        bad: bad!,
        mean: mean ?? null,
        min: min ?? null,
        max: max ?? null,
        last: last ?? null,
      };
    });
  } finally {
    connection.closeSync();
  }
}
