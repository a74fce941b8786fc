import { parentPort, workerData } from 'node:worker_threads';
import { openInbox } from './inbox.ts';
import type { ParquetReply, ParquetStart } from './parquet-protocol.ts';
import { writeParquet } from './parquet-store.ts';

// The thread that owns DuckDB while files of tables are written; it ends with them.
const { options, port, sent }: ParquetStart = workerData;
const say = (reply: ParquetReply): void => parentPort!.postMessage(reply);

try {
  const files = await writeParquet(options, openInbox(port, sent), () => say({ kind: 'taken' }));
  say(files === undefined ? { kind: 'aborted' } : { kind: 'finished', files });
} catch (error) {
  say({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
} finally {
  port.close();
}
