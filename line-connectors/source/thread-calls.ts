import { once } from 'node:events';
import { type MessagePort, Worker } from 'node:worker_threads';
import { TwinError, type TwinErrorCode } from '../../twin/domain/errors.ts';

const loader = new URL('../../register.mjs', import.meta.url).href;

/** Calls that a thread answers: name to request and reply. */
type ThreadCalls<Calls> = { [K in keyof Calls]: { request: unknown; reply: unknown } };

/** A coded error as it crosses the thread border. */
export interface ThreadFailure {
  readonly code: TwinErrorCode;
  readonly message: string;
  readonly data: Readonly<Record<string, string | number>>;
}

/** One call on its way to the thread. */
export type ThreadRequest<Calls extends ThreadCalls<Calls>> = {
  readonly [K in keyof Calls]: {
    readonly id: number;
    readonly call: K;
    readonly request: Calls[K]['request'];
  };
}[keyof Calls];

type ThreadReply =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly failure: ThreadFailure };

/** The caller's end of a thread that owns something; calls are answered in the order in which they are made. */
export interface ThreadClient<Calls extends ThreadCalls<Calls>> {
  call<K extends keyof Calls>(
    call: K,
    request: Calls[K]['request'],
    moved?: readonly ArrayBuffer[],
  ): Promise<Calls[K]['reply']>;
  /** Ends the thread once it has answered what was called. */
  end(): Promise<void>;
}

/**
 * Starts a thread whose script answers with `answerCalls`. When it dies, all that waits and all that comes later is
 * rejected with what `gone` makes of the cause.
 */
export function startThread<Calls extends ThreadCalls<Calls>>(
  script: URL,
  name: string,
  gone: (detail: string, cause?: unknown) => TwinError,
): ThreadClient<Calls> {
  const worker = new Worker(script, { execArgv: ['--import', loader], name });
  const waiting = new Map<
    number,
    { readonly resolve: (reply: never) => void; readonly reject: (error: TwinError) => void }
  >();
  let calls = 0;
  let death: TwinError | undefined;
  const fail = (detail: string, cause?: unknown): void => {
    death ??= gone(detail, cause);
    for (const { reject } of waiting.values()) reject(death);
    waiting.clear();
  };
  worker.on('message', (answer: ThreadReply) => {
    const waiter = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('failure' in answer) {
      const { code, message, data } = answer.failure;
      waiter?.reject(new TwinError(code, message, data));
    } else waiter?.resolve(answer.reply as never);
  });
  worker.on('error', (error: Error) => fail(error.message, error));
  worker.on('exit', (exitCode) => fail(`it ended with code ${exitCode}`));
  return {
    call: (call, request, moved = []) =>
      new Promise((resolve, reject) => {
        if (death !== undefined) {
          reject(death);
          return;
        }
        const id = calls++;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, call, request }, moved);
      }),
    async end() {
      if (death !== undefined) return;
      const exited = once(worker, 'exit');
      worker.postMessage('end');
      await exited;
    },
  };
}

/** Answers calls one after the other until the other end is done; an error goes back as what `explain` makes of it. */
export function answerCalls<Calls extends ThreadCalls<Calls>>(
  port: MessagePort,
  answer: (message: ThreadRequest<Calls>) => unknown,
  explain: (cause: unknown) => ThreadFailure,
): void {
  let last = Promise.resolve();
  const reply = async (message: ThreadRequest<Calls>): Promise<void> => {
    const { id } = message;
    let sent: ThreadReply;
    try {
      sent = { id, reply: await answer(message) };
    } catch (cause) {
      sent = { id, failure: explain(cause) };
    }
    port.postMessage(sent);
  };
  port.on('message', (message: ThreadRequest<Calls> | 'end') => {
    last = last.then(() => (message === 'end' ? port.close() : reply(message)));
  });
}
