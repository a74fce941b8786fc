import type { TwinErrorCode } from '../../twin/domain/errors.ts';
import type { DuckdbCall, DuckdbFailure } from './duckdb-protocol.ts';

/** Words by which DuckDB says that the file, not the query, is at fault. */
const damaged =
  /not a valid DuckDB|corrupt|checksum|could not read enough bytes|replaying WAL|not a Twinline history|No files found|No magic bytes/i;
const codeOfCall: Partial<Record<DuckdbCall, TwinErrorCode>> = {
  write: 'HISTORIAN_WRITE_FAILED',
  upkeep: 'HISTORIAN_WRITE_FAILED',
};

/** What a failure inside DuckDB means to the engineer, and what to do. */
export function explainFailure(cause: unknown, call: DuckdbCall, path: string): DuckdbFailure {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const data = { path, detail };
  if (/could not set lock/i.test(detail)) {
    const pid = /\(PID (\d+)\)/.exec(detail)?.[1];
    const holder = pid === undefined ? 'another process' : `process ${pid}`;
    return {
      code: 'HISTORIAN_LOCKED',
      message: `The history file ${path} is in use by ${holder}. Stop that process, or start with another --data folder.`,
      data: pid === undefined ? data : { ...data, pid: Number(pid) },
    };
  }
  if (damaged.test(detail)) {
    return {
      code: 'HISTORIAN_DAMAGED',
      message: `The history file ${path} cannot be read: ${detail}. It was left as it is. To start with an empty history, move it and ${path}.wal (if there is one) to another folder.`,
      data,
    };
  }
  return {
    code: codeOfCall[call] ?? 'HISTORIAN_UNAVAILABLE',
    message: `The history file ${path} failed at ${call}: ${detail}`,
    data,
  };
}
