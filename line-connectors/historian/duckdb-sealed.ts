import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './duckdb-file.ts';
import type { SealedTotal } from './duckdb-protocol.ts';

/** A file of one line and day, as the table `sealed` and the manifest have it. */
export interface SealedFile {
  /** In the folder of sealed files. */
  readonly path: string;
  readonly line: string;
  /** UTC, as 2026-11-21. */
  readonly day: string;
  /** Came after the file of its day; the next seal makes one of both. */
  readonly isLate: boolean;
  readonly samples: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Least and greatest source time in it [ms]. */
  readonly fromTimestamp_ms: number;
  readonly toTimestamp_ms: number;
}

/** The files that count, as this transaction sees them. */
export async function readSealed(
  connection: DuckDBConnection,
  where = 'true',
): Promise<readonly SealedFile[]> {
  const rows = await rowsOf(
    connection,
    `SELECT path, line, day, isLate, samples, bytes, sha256, fromTimestamp_ms, toTimestamp_ms
     FROM sealed WHERE ${where} ORDER BY day, line, path`,
  );
  return rows.map((row) => {
    const [path, line, day, isLate, samples, bytes, sha256, from, to] = row as SealedRow;
    const times = { fromTimestamp_ms: from, toTimestamp_ms: to };
    return { path, line, day, isLate, samples, bytes, sha256, ...times };
  });
}

type SealedRow = [string, string, string, boolean, number, number, string, number, number];

/** How many files count, and their bytes. */
export async function sealedTotal(connection: DuckDBConnection): Promise<SealedTotal> {
  const [[files, bytes] = []] = await rowsOf(
    connection,
    'SELECT CAST(count(*) AS DOUBLE), coalesce(sum(bytes), 0) FROM sealed',
  );
  return { files: Number(files), bytes: Number(bytes) };
}

/** A text in SQL. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Columns of the hot table and of sealed files alike. */
export const columnNames =
  'sequence, tag, sourceTimestamp_ms, serverTimestamp_ms, receivedTimestamp_ms, kind, number, text, status, flags';

/** Rows of the hot table and of sealed files as one, each filtered by `where`. */
export function allRows(paths: readonly string[], where: string): string {
  const hot = `SELECT ${columnNames} FROM samples WHERE ${where}`;
  if (paths.length === 0) return `(${hot})`;
  return `(${hot} UNION ALL FROM ${sealedRows(paths, where)})`;
}

/** Rows of sealed files, of which there is at least one. */
export function sealedRows(paths: readonly string[], where: string): string {
  return `(SELECT ${columnNames} FROM read_parquet([${paths.map(sqlText).join(', ')}], hive_partitioning = false) WHERE ${where})`;
}
