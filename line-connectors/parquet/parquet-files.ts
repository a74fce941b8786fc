import { MessageChannel, Worker } from 'node:worker_threads';
import { TwinError } from '../../twin/domain/errors.ts';
import type {
  TableBatch,
  TableFiles,
  TableFilesOptions,
  WrittenFile,
} from '../../twin/domain/table-file.ts';
import { sendTo } from './inbox.ts';
import type { ParquetReply, ParquetRequest, ParquetStart } from './parquet-protocol.ts';

/** Batches that wait for the thread before the caller must: enough that neither runs dry. */
const mostWaiting = 8;

/**
 * Begins Parquet files, one a table, that a thread of their own writes by DuckDB. The same rows in the same batches give
 * the same bytes, whatever the threads.
 * @throws TwinError by the methods: OUTPUT_UNWRITABLE (data: folder, detail), JOB_FAILED (data: message)
 */
export function openParquetFiles(options: TableFilesOptions): TableFiles {
  const { folder, tables } = options;
  const { port1: port, port2 } = new MessageChannel();
  const sent = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const workerData: ParquetStart = { options, port: port2, sent };
  const worker = new Worker(new URL('./parquet-worker.ts', import.meta.url), {
    workerData,
    transferList: [port2],
    execArgv: ['--import', new URL('../../register.mjs', import.meta.url).href],
    name: 'twinline parquet',
  });
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  let waiting = 0;
  let failure: TwinError | undefined;
  let hasRoom: (() => void) | undefined;
  const ended = new Promise<readonly WrittenFile[] | undefined>((resolve) => {
    const fail = (error: TwinError): void => {
      failure ??= error;
      resolve(undefined);
      hasRoom?.();
    };
    worker.on('message', (reply: ParquetReply) => {
      if (reply.kind === 'taken') {
        waiting--;
        hasRoom?.();
      } else if (reply.kind === 'failed') fail(unwritable(folder, reply.detail));
      else resolve(reply.kind === 'finished' ? reply.files : undefined);
    });
    worker.on('error', (error: Error) => fail(lost(error.message, error)));
    worker.on('exit', (code) => fail(lost(`it ended with code ${code}`)));
  });
  const send = (message: ParquetRequest, moved?: readonly ArrayBuffer[]): void =>
    sendTo(port, sent, message, moved);
  const over = async (): Promise<void> => {
    port.close();
    await exited;
  };
  return {
    async write(table, batch) {
      if (failure !== undefined) throw failure;
      waiting++;
      const place = tables.findIndex(({ name }) => name === table);
      send({ kind: 'rows', table: place, batch }, buffersOf(batch));
      while (waiting >= mostWaiting && failure === undefined) {
        await new Promise<void>((resolve) => {
          hasRoom = resolve;
        });
      }
    },
    async finish() {
      send({ kind: 'finish' });
      const files = await ended;
      await over();
      if (files === undefined) throw failure ?? lost('it wrote nothing');
      return files;
    },
    async abort() {
      send({ kind: 'abort' });
      await ended;
      await over();
    },
  };
}

function buffersOf({ columns }: TableBatch): ArrayBuffer[] {
  return columns.map((values) => ('places' in values ? values.places : values).buffer);
}

function unwritable(folder: string, detail: string): TwinError {
  return new TwinError(
    'OUTPUT_UNWRITABLE',
    `files in ${folder} cannot be written: ${detail}; allowed is a folder that may be written to, on a disk with room`,
    { folder, detail },
  );
}

function lost(message: string, cause?: unknown): TwinError {
  return new TwinError(
    'JOB_FAILED',
    `the thread that writes the files is gone: ${message}`,
    { message },
    { cause },
  );
}
