import {
  DOUBLE,
  type DuckDBConnection,
  type DuckDBInstance,
  type DuckDBResult,
} from '@duckdb/node-api';
import { appendColumns, chunkRows, readChunk, selectList } from './duckdb-chunks.ts';
import { openFile, readLedger, rowsOf } from './duckdb-file.ts';
import type { BucketRow, DuckdbCall, DuckdbCalls, OpenedFile } from './duckdb-protocol.ts';
import { makeColumns, type SampleColumns, valueKinds } from './sample-columns.ts';
import { pageSize } from './sample-table.ts';

/** Answers to the calls, inside the thread that owns DuckDB. */
export type DuckdbStore = {
  readonly [K in Exclude<DuckdbCall, 'open'>]: (
    request: DuckdbCalls[K]['request'],
  ) => Promise<DuckdbCalls[K]['reply']>;
};
interface Cursor {
  readonly connection: DuckDBConnection;
  readonly result: DuckDBResult;
}

const lastOfEachTag = `
  WITH newest AS (SELECT tag, max(sourceTimestamp_ms) AS sourceTimestamp_ms FROM samples GROUP BY tag)
  SELECT ${selectList} FROM samples JOIN newest USING (tag, sourceTimestamp_ms)
  QUALIFY row_number() OVER (PARTITION BY tag ORDER BY sequence DESC) = 1`;
/** Status codes from here on are uncertain or bad. */
const leastNotGood = 0x4000_0000;
const orders = {
  sourceTimestamp: 'sourceTimestamp_ms, samples.sequence',
  sequence: 'samples.sequence',
} as const;

/** Fills a page from a stream of chunks; its count is 0 at the end. */
async function readPage(result: DuckDBResult, capacity: number): Promise<SampleColumns> {
  const columns = makeColumns(capacity);
  while (columns.count + chunkRows <= capacity) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    readChunk(chunk, columns);
  }
  return columns;
}

async function readOpened(connection: DuckDBConnection): Promise<OpenedFile> {
  const tags = (await rowsOf(connection, 'SELECT name FROM tags ORDER BY number'))
    .flat()
    .map(String);
  const result = await connection.run(lastOfEachTag);
  const last = await readPage(result, tags.length + chunkRows);
  return { tags, ledger: await readLedger(connection), last };
}

async function write(
  connection: DuckDBConnection,
  { columns, newTags, gaps }: DuckdbCalls['write']['request'],
): Promise<null> {
  await connection.run('BEGIN');
  try {
    for (const { number, name } of newTags) {
      await connection.run('INSERT INTO tags VALUES ($1, $2)', [number, name]);
    }
    if (gaps !== undefined) {
      await connection.run('DELETE FROM gaps');
      for (const { from, to } of gaps) {
        await connection.run('INSERT INTO gaps VALUES ($1, $2)', [from, to], [DOUBLE, DOUBLE]);
      }
    }
    const appender = await connection.createAppender('samples');
    try {
      appendColumns(appender, columns);
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
    await connection.run('COMMIT');
  } catch (cause) {
    // The first error explains; after a fatal one there is nothing left to roll back.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw cause;
  }
  return null;
}

async function openCursor(
  instance: DuckDBInstance,
  { tags, from, to, order }: DuckdbCalls['openRange']['request'],
): Promise<Cursor> {
  const connection = await instance.connect();
  const ofTags = tags === undefined ? '' : `AND tag IN (${tags.join(',')})`;
  const sql = `SELECT ${selectList} FROM samples
    WHERE sourceTimestamp_ms >= $1 AND sourceTimestamp_ms < $2 ${ofTags} ORDER BY ${orders[order]}`;
  try {
    return { connection, result: await connection.stream(sql, [from, to], [DOUBLE, DOUBLE]) };
  } catch (cause) {
    connection.closeSync();
    throw cause;
  }
}

async function aggregate(
  instance: DuckDBInstance,
  { tags, from, to, interval_ms }: DuckdbCalls['aggregate']['request'],
): Promise<readonly BucketRow[]> {
  const connection = await instance.connect();
  try {
    const good = `FILTER (WHERE kind = ${valueKinds.number} AND status < ${leastNotGood})`;
    const sql = `SELECT tag, floor(sourceTimestamp_ms / $3) * $3 AS bucket,
        CAST(count(*) ${good} AS DOUBLE) AS good, CAST(count(*) FILTER (WHERE status >= ${leastNotGood}) AS DOUBLE) AS bad,
        avg(number) ${good}, min(number) ${good}, max(number) ${good}
      FROM samples WHERE sourceTimestamp_ms >= $1 AND sourceTimestamp_ms < $2 AND tag IN (${tags.join(',')})
      GROUP BY tag, bucket HAVING good > 0 OR bad > 0 ORDER BY tag, bucket`;
    const values = [from, to, interval_ms];
    const reader = await connection.runAndReadAll(sql, values, [DOUBLE, DOUBLE, DOUBLE]);
    return reader.getRows().map((row) => {
      const [tag, bucket, count, bad, mean, min, max] = row as (number | null)[];
      return {
        tag: tag!,
        from: bucket!,
        count: count!,
        bad: bad!,
        mean: mean ?? null,
        min: min ?? null,
        max: max ?? null,
      };
    });
  } finally {
    connection.closeSync();
  }
}

/** Opens the file and answers for it. One write runs at a time; reads have connections of their own beside it. */
export async function openStore(
  request: DuckdbCalls['open']['request'],
): Promise<{ readonly store: DuckdbStore; readonly opened: OpenedFile }> {
  const { instance, connection } = await openFile(request);
  const cursors = new Map<number, Cursor>();
  let cursorsOpened = 0;
  const closeRange = async (cursor: number): Promise<null> => {
    cursors.get(cursor)?.connection.closeSync();
    cursors.delete(cursor);
    return null;
  };
  const store: DuckdbStore = {
    write: (batch) => write(connection, batch),
    async openRange(range) {
      const cursor = cursorsOpened++;
      cursors.set(cursor, await openCursor(instance, range));
      return cursor;
    },
    async nextPage(cursor) {
      const open = cursors.get(cursor);
      if (open === undefined) return null;
      const page = await readPage(open.result, pageSize);
      return page.count > 0 ? page : null;
    },
    closeRange,
    aggregate: (query) => aggregate(instance, query),
    async close() {
      for (const cursor of cursors.keys()) await closeRange(cursor);
      await connection.run('CHECKPOINT');
      connection.closeSync();
      instance.closeSync();
      return null;
    },
  };
  try {
    return { store, opened: await readOpened(connection) };
  } catch (cause) {
    instance.closeSync();
    throw cause;
  }
}
