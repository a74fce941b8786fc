import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { DuckdbCalls } from './duckdb-protocol.ts';
import type { SequenceLedger } from './sequence-ledger.ts';

const formatVersion = 2;
/** Timestamps are doubles: exact for any source, and compressed as well as whole numbers. */
const sampleColumns = `sequence BIGINT NOT NULL, tag INTEGER NOT NULL,
    sourceTimestamp_ms DOUBLE NOT NULL, serverTimestamp_ms DOUBLE, receivedTimestamp_ms DOUBLE NOT NULL,
    kind UTINYINT NOT NULL, number DOUBLE, text VARCHAR, status UINTEGER NOT NULL, flags UINTEGER NOT NULL`;
/**
 * What sealed days need: the files that count (all others in the folder are leftovers), the newest sample of each tag
 * among what was sealed, and one above the greatest sequence that ever left the hot table.
 */
const sealing = `
  CREATE TABLE sealed (path VARCHAR NOT NULL, line VARCHAR NOT NULL, day VARCHAR NOT NULL, isLate BOOLEAN NOT NULL,
    samples DOUBLE NOT NULL, bytes DOUBLE NOT NULL, sha256 VARCHAR NOT NULL,
    fromTimestamp_ms DOUBLE NOT NULL, toTimestamp_ms DOUBLE NOT NULL);
  CREATE TABLE newest (${sampleColumns});
  CREATE TABLE passed (nextSequence DOUBLE NOT NULL);
  INSERT INTO passed VALUES (0);`;
const schema = `
  CREATE TABLE history (formatVersion INTEGER NOT NULL);
  INSERT INTO history VALUES (${formatVersion});
  CREATE TABLE tags (number INTEGER NOT NULL, name VARCHAR NOT NULL);
  CREATE TABLE gaps (fromSequence DOUBLE NOT NULL, toSequence DOUBLE NOT NULL);
  CREATE TABLE samples (${sampleColumns});
  ${sealing}`;

/** From each older version to the next. */
const migrations: Readonly<Record<number, string>> = {
  1: `${sealing} UPDATE history SET formatVersion = 2;`,
};

/** Opens the file, or makes it; brings an older one to this version, and refuses a database that is not ours. */
export async function openFile({
  path,
  memoryLimit_MB,
  threads,
}: DuckdbCalls['open']['request']): Promise<{
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}> {
  const instance = await DuckDBInstance.create(path, {
    memory_limit: `${memoryLimit_MB}MB`,
    threads: String(threads),
    autoinstall_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    const tables = (await rowsOf(connection, 'SELECT table_name FROM duckdb_tables()')).flat();
    if (tables.length === 0) await connection.run(`BEGIN; ${schema} COMMIT;`);
    else if (!tables.includes('history')) throw new Error('it is not a Twinline history file');
    await migrate(connection);
    // Sealed files never change: their footers, a quarter of the time of a short query, are read once.
    await connection.run('SET GLOBAL parquet_metadata_cache = true');
    return { instance, connection };
  } catch (cause) {
    instance.closeSync();
    throw cause;
  }
}

async function migrate(connection: DuckDBConnection): Promise<void> {
  for (;;) {
    const [[found] = []] = await rowsOf(connection, 'SELECT formatVersion FROM history');
    if (found === formatVersion) return;
    const migration = migrations[Number(found)];
    if (migration === undefined) {
      throw new Error(
        `it is not a Twinline history file of this program: its format version is ${found}, this program reads up to ${formatVersion}`,
      );
    }
    await connection.run(`BEGIN; ${migration} COMMIT;`);
  }
}

/** All rows of a query that gives few. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRows();
}

/** Which sequence numbers the file holds. */
export async function readLedger(connection: DuckDBConnection): Promise<SequenceLedger> {
  const [[next] = []] = await rowsOf(
    connection,
    `SELECT greatest((SELECT CAST(max(sequence) AS DOUBLE) + 1 FROM samples), (SELECT max(nextSequence) FROM passed))`,
  );
  const gaps = await rowsOf(connection, 'SELECT * FROM gaps ORDER BY fromSequence');
  return {
    next: Number(next ?? 0),
    gaps: gaps.map(([from, to]) => ({ from: Number(from), to: Number(to) })),
  };
}
