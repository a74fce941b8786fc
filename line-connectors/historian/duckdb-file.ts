import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { DuckdbCalls } from './duckdb-protocol.ts';
import type { SequenceLedger } from './sequence-ledger.ts';

const formatVersion = 1;
/** Timestamps are doubles: exact for any source, and compressed as well as whole numbers. */
const schema = `
  CREATE TABLE history (formatVersion INTEGER NOT NULL);
  INSERT INTO history VALUES (${formatVersion});
  CREATE TABLE tags (number INTEGER NOT NULL, name VARCHAR NOT NULL);
  CREATE TABLE gaps (fromSequence DOUBLE NOT NULL, toSequence DOUBLE NOT NULL);
  CREATE TABLE samples (
    sequence BIGINT NOT NULL, tag INTEGER NOT NULL,
    sourceTimestamp_ms DOUBLE NOT NULL, serverTimestamp_ms DOUBLE, receivedTimestamp_ms DOUBLE NOT NULL,
    kind UTINYINT NOT NULL, number DOUBLE, text VARCHAR, status UINTEGER NOT NULL, flags UINTEGER NOT NULL);`;

/** Opens the file, or makes it; refuses a database that is not ours. */
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
  });
  try {
    const connection = await instance.connect();
    const tables = (await rowsOf(connection, 'SELECT table_name FROM duckdb_tables()')).flat();
    if (tables.length === 0) await connection.run(`BEGIN; ${schema} COMMIT;`);
    else if (!tables.includes('history')) throw new Error('it is not a Twinline history file');
    const [[found] = []] = await rowsOf(connection, 'SELECT formatVersion FROM history');
    if (found !== formatVersion) {
      throw new Error(`its format version is ${found}, this program reads ${formatVersion}`);
    }
    return { instance, connection };
  } catch (cause) {
    instance.closeSync();
    throw cause;
  }
}

/** All rows of a query that gives few. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRows();
}

/** Which sequence numbers the file holds. */
export async function readLedger(connection: DuckDBConnection): Promise<SequenceLedger> {
  const [[greatest] = []] = await rowsOf(
    connection,
    'SELECT CAST(max(sequence) AS DOUBLE) FROM samples',
  );
  const gaps = await rowsOf(connection, 'SELECT * FROM gaps ORDER BY fromSequence');
  return {
    next: typeof greatest === 'number' ? greatest + 1 : 0,
    gaps: gaps.map(([from, to]) => ({ from: Number(from), to: Number(to) })),
  };
}
