import { join } from 'node:path';
import {
  DOUBLE,
  type DuckDBConnection,
  type DuckDBInstance,
  type DuckDBResult,
} from '@duckdb/node-api';
import { selectList } from './duckdb-chunks.ts';
import { rowsOf } from './duckdb-file.ts';
import type { AggregateRequest, BucketRow, RangeRequest } from './duckdb-protocol.ts';
import { allRows, readSealed } from './duckdb-sealed.ts';
import { valueKinds } from './sample-columns.ts';

/** A query that is being read, with the connection and the transaction that it sees the files by. */
export interface Cursor {
  readonly connection: DuckDBConnection;
  readonly result: DuckDBResult;
}

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

/** Bounds as they stand in SQL: a double by its shortest digits, which give the same double. */
function conditionOf({ tags, from, to }: Bounds): string {
  const bound = (value: number): string =>
    Number.isFinite(value) ? `CAST(${value} AS DOUBLE)` : `CAST('${value}' AS DOUBLE)`;
  const times = `sourceTimestamp_ms >= ${bound(from)} AND sourceTimestamp_ms < ${bound(to)}`;
  return tags === undefined ? times : `tag IN (${tags.join(', ')}) AND ${times}`;
}

/** Hot and sealed rows within bounds, by a transaction that has begun: what it sees does not change while it reads. */
async function rowsWithin(
  connection: DuckDBConnection,
  sealedFolder: string,
  bounds: Bounds,
): Promise<{ readonly rows: string; readonly isInOrder: boolean }> {
  const { tags, from, to } = bounds;
  const where = conditionOf(bounds);
  const files = (await readSealed(connection)).filter(
    (file) => file.toTimestamp_ms >= from && file.fromTimestamp_ms < to,
  );
  const paths = files.map(({ path }) => join(sealedFolder, path));
  const isOneByOne = files.every(
    (file, i) => i === 0 || files[i - 1]!.toTimestamp_ms < file.fromTimestamp_ms,
  );
  if (tags?.length === 1 && files.length > 0 && isOneByOne) {
    const hot = await rowsOf(connection, `SELECT 1 FROM samples WHERE ${where} LIMIT 1`);
    // Files are sorted by tag and time, so that one tag comes in its order without sorting.
    if (hot.length === 0) return { rows: allRows(paths, where), isInOrder: true };
  }
  return { rows: allRows(paths, where), isInOrder: false };
}

/** Opens a connection with a transaction of its own. */
async function beginRead(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run('BEGIN');
  return connection;
}

/** Begins to read a range. The cursor's connection must be closed. */
export async function openCursor(
  instance: DuckDBInstance,
  sealedFolder: string,
  { order, ...bounds }: RangeRequest,
): Promise<Cursor> {
  const connection = await beginRead(instance);
  try {
    // Some pages ahead: with the megabyte that is usual, the query stops for its reader again and again.
    await connection.run("SET streaming_buffer_size = '8MB'");
    const { rows, isInOrder } = await rowsWithin(connection, sealedFolder, bounds);
    const isSorted = isInOrder && order === 'sourceTimestamp';
    const sql = `SELECT ${selectList} FROM ${rows}${isSorted ? '' : ` ORDER BY ${orders[order]}`}`;
    return { connection, result: await connection.stream(sql) };
  } catch (cause) {
    connection.closeSync();
    throw cause;
  }
}

/** Buckets of tags over hot and sealed rows. */
export async function aggregate(
  instance: DuckDBInstance,
  sealedFolder: string,
  { interval_ms, ...bounds }: AggregateRequest,
): Promise<readonly BucketRow[]> {
  const connection = await beginRead(instance);
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
