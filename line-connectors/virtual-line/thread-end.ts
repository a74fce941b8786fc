import type { Worker } from 'node:worker_threads';
import { TwinError } from '../../twin/domain/errors.ts';

/** The error of a thread that could not start, or ended. */
export function threadFailure(message: string, code = 'VIRTUAL_LINE_FAILED'): TwinError {
  return new TwinError('VIRTUAL_LINE_FAILED', message, { code, message });
}

/** The end of a thread, asked for or not. */
interface ThreadEnd {
  /** Resolves when the thread is gone; never rejects. */
  readonly over: Promise<void>;
  /** Why it ended without being asked to; undefined while it runs, and where it was asked. */
  failure(): TwinError | undefined;
  /** The end that comes now is asked for. */
  expected(): void;
}

/**
 * Waits for the end of a thread. An error in it is listened to as long as it runs: nobody else does, and an error that
 * nobody hears would end this process too.
 */
export function watchEnd(worker: Worker): ThreadEnd {
  let error: Error | undefined;
  let asked = false;
  let failure: TwinError | undefined;
  worker.on('error', (thrown: unknown) => {
    error = thrown instanceof Error ? thrown : new Error(String(thrown));
  });
  const over = new Promise<void>((resolve) => {
    worker.once('exit', (exitCode) => {
      if (!asked) {
        const why = error === undefined ? `with code ${exitCode}` : `by an error: ${error.message}`;
        failure = threadFailure(`the thread of the virtual line ended ${why}`, codeOf(error));
      }
      resolve();
    });
  });
  return {
    over,
    failure: () => failure,
    expected: () => {
      asked = true;
    },
  };
}

function codeOf(error: Error | undefined): string | undefined {
  return error !== undefined && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
