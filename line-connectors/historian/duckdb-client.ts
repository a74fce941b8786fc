import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { TwinError } from '../../twin/domain/errors.ts';
import type { DuckdbCall, DuckdbCalls, DuckdbReply } from './duckdb-protocol.ts';

const loader = new URL('../../register.mjs', import.meta.url).href;
interface Waiting {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: TwinError) => void;
}

/** The main thread's end of the thread that owns DuckDB. */
export interface DuckdbClient {
  call<K extends DuckdbCall>(
    call: K,
    request: DuckdbCalls[K]['request'],
    moved?: readonly ArrayBuffer[],
  ): Promise<DuckdbCalls[K]['reply']>;
  /** Ends the thread once it has answered what waits: a thread must not be cut off inside DuckDB, that ends the process. */
  end(): Promise<void>;
}

/** Starts the thread. When it dies, all that waits and all that comes later is rejected with HISTORIAN_UNAVAILABLE. */
export function startDuckdbClient(
  path: string,
  script = new URL('./duckdb-worker.ts', import.meta.url),
): DuckdbClient {
  const worker = new Worker(script, {
    execArgv: ['--import', loader],
    name: 'twinline historian',
  });
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let gone: TwinError | undefined;
  const fail = (detail: string, cause?: unknown): void => {
    gone ??= new TwinError(
      'HISTORIAN_UNAVAILABLE',
      `The thread that keeps ${path} is gone: ${detail}. What it acknowledged is in the file; restart to go on.`,
      { path, detail },
      { cause },
    );
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on('message', (answer: DuckdbReply) => {
    const waiter = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('failure' in answer) {
      const { code, message, data } = answer.failure;
      waiter?.reject(new TwinError(code, message, data));
    } else waiter?.resolve(answer.reply);
  });
  worker.on('error', (error: Error) => fail(error.message, error));
  worker.on('exit', (exitCode) => fail(`it ended with code ${exitCode}`));
  return {
    call: <K extends DuckdbCall>(
      call: K,
      request: DuckdbCalls[K]['request'],
      moved: readonly ArrayBuffer[] = [],
    ) =>
      new Promise<DuckdbCalls[K]['reply']>((resolve, reject) => {
        if (gone !== undefined) {
          reject(gone);
          return;
        }
        const id = calls++;
        waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
        worker.postMessage({ id, call, request }, moved);
      }),
    async end() {
      if (gone !== undefined) return;
      const exited = once(worker, 'exit');
      worker.postMessage('end');
      await exited;
    },
  };
}
