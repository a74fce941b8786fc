import type { ThreadFailure } from '../source/thread-calls.ts';
import { HeldElsewhere } from './held-elsewhere.ts';

/** Words by which LMDB, or our look at its file, says that the file, not the disk, is at fault. */
const damaged = /MDB_(INVALID|CORRUPTED|PAGE_NOTFOUND|VERSION_MISMATCH|PANIC)|its format is/;

/** What a failure of the spool's file means to the engineer, and what to do. */
export function explainFailure(cause: unknown, folder: string): ThreadFailure {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const data = { path: folder, detail };
  if (cause instanceof HeldElsewhere) {
    return {
      code: 'SPOOL_LOCKED',
      message: `The spool ${folder} is in use by process ${cause.pid}. Stop that process, or start with another --data folder.`,
      data: { ...data, pid: cause.pid },
    };
  }
  if (damaged.test(detail)) {
    return {
      code: 'SPOOL_DAMAGED',
      message: `The spool ${folder} cannot be read: ${detail}. It was left as it is. To start with an empty spool, move the folder away: samples in it that the history lacks stay in it.`,
      data,
    };
  }
  return {
    code: 'SPOOL_UNAVAILABLE',
    message: `The disk does not take what the spool ${folder} writes: ${detail}. See disk space and rights.`,
    data,
  };
}
