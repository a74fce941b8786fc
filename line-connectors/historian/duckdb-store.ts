import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DOUBLE, type DuckDBConnection } from '@duckdb/node-api';
import { appendColumns, chunkRows, wholeList } from './duckdb-chunks.ts';
import { openFile, readLedger, rowsOf } from './duckdb-file.ts';
import type { DuckdbCall, DuckdbCalls, OpenedFile } from './duckdb-protocol.ts';
import { aggregate, openCursor } from './duckdb-query.ts';
import { RangeReader, readPage } from './duckdb-range.ts';
import { upkeep, writeManifest } from './duckdb-seal.ts';
import { columnNames, readSealed, sealedTotal } from './duckdb-sealed.ts';
import { SealedIndex } from './sealed-index.ts';

/** Answers to the calls, inside the thread that owns DuckDB. */
export type DuckdbStore = {
  readonly [K in Exclude<DuckdbCall, 'open'>]: (
    request: DuckdbCalls[K]['request'],
  ) => Promise<DuckdbCalls[K]['reply']>;
};

/** Of the rows in the hot table and of those that were sealed: `newest` holds one row a tag of these. */
const lastOfEachTag = `
  WITH known AS (SELECT ${columnNames} FROM samples UNION ALL SELECT ${columnNames} FROM newest),
    latest AS (SELECT tag, max(sourceTimestamp_ms) AS sourceTimestamp_ms FROM known GROUP BY tag)
  SELECT ${wholeList} FROM known JOIN latest USING (tag, sourceTimestamp_ms)
  QUALIFY row_number() OVER (PARTITION BY tag ORDER BY sequence DESC) = 1`;

async function readOpened(connection: DuckDBConnection): Promise<OpenedFile> {
  const tags = (await rowsOf(connection, 'SELECT name FROM tags ORDER BY number'))
    .flat()
    .map(String);
  const result = await connection.run(lastOfEachTag);
  let chunks = 0;
  const nextChunk = async () => (chunks < result.chunkCount ? result.getChunk(chunks++) : null);
  const last = await readPage({ nextChunk, numbersOf: undefined }, tags.length + chunkRows);
  const [ledger, sealed] = [await readLedger(connection), await sealedTotal(connection)];
  return { tags, ledger, last, sealed };
}

/** Deletes what a crash left beside the sealed files, and lists those that count. */
async function clearLeftovers(connection: DuckDBConnection, folder: string): Promise<void> {
  const found = await readdir(folder, { recursive: true }).catch(() => undefined);
  if (found === undefined) return;
  const counted = new Set((await readSealed(connection)).map(({ path }) => path));
  for (const path of found) {
    if (/\.parquet(\.part)?$/.test(path) && !counted.has(path)) await rm(join(folder, path));
  }
  await writeManifest(connection, folder);
}

async function write(
  connection: DuckDBConnection,
  { columns, newTags, gaps }: DuckdbCalls['write']['request'],
): Promise<void> {
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
}

/** Opens the file and answers for it. One write runs at a time; reads and upkeep have connections of their own beside it. */
export async function openStore(
  request: DuckdbCalls['open']['request'],
): Promise<{ readonly store: DuckdbStore; readonly opened: OpenedFile }> {
  const { sealedFolder } = request;
  const { instance, connection } = await openFile(request);
  const index = new SealedIndex();
  const place = { sealedFolder, index };
  const ranges = new Map<number, RangeReader>();
  let reading = 0;
  const obsolete: string[] = [];
  /** Files that were merged or have expired go once nobody reads. */
  const clearObsolete = async (): Promise<void> => {
    if (reading > 0) return;
    for (const path of obsolete.splice(0)) await rm(path, { force: true });
  };
  const whileReading = async <T>(read: () => Promise<T>): Promise<T> => {
    reading += 1;
    try {
      return await read();
    } finally {
      reading -= 1;
      await clearObsolete();
    }
  };
  const closeRange = async (range: number): Promise<null> => {
    const reader = ranges.get(range);
    if (reader === undefined) return null;
    ranges.delete(range);
    await reader.close();
    reading -= 1;
    await clearObsolete();
    return null;
  };
  const store: DuckdbStore = {
    async write(batch) {
      index.widen(batch.columns);
      await write(connection, batch);
      index.widen(batch.columns);
      return null;
    },
    async openRange({ range, ...query }) {
      reading += 1;
      const reader = new RangeReader(openCursor(instance, place, query));
      ranges.set(range, reader);
      await reader.opened;
      return null;
    },
    nextPage: async ({ range, room }) => ranges.get(range)?.next(room) ?? null,
    closeRange,
    aggregate: (query) => whileReading(() => aggregate(instance, place, query)),
    async upkeep(order) {
      const { report, sealed, obsolete: left } = await upkeep(instance, sealedFolder, order);
      await index.read(instance);
      obsolete.push(...left);
      await clearObsolete();
      return { report, sealed };
    },
    async close() {
      for (const range of ranges.keys()) await closeRange(range);
      await connection.run('CHECKPOINT');
      connection.closeSync();
      instance.closeSync();
      return null;
    },
  };
  try {
    await clearLeftovers(connection, sealedFolder);
    await index.read(instance);
    return { store, opened: await readOpened(connection) };
  } catch (cause) {
    instance.closeSync();
    throw cause;
  }
}
