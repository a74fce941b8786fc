import { CodedError } from '../../physics/core/errors.ts';
import { jobControl } from './job-control.ts';
import { type JobMessage, runWithOwnThreads } from './job-pool.ts';

/** A result, or why the input could not be taken: an error that crosses threads as such loses its code. */
export type OneThreadReply<Result> =
  | { readonly result: Result }
  | {
      readonly refused: {
        readonly code: string;
        readonly message: string;
        readonly data: Readonly<Record<string, unknown>>;
      };
    };

/** Who asks for work on a thread hears a signal meanwhile. */
export interface OneThreadOptions {
  readonly signal: AbortSignal;
  /** Told about once a second how many parts are done. */
  readonly onProgress: (done: number) => void;
}

/**
 * The default export of the script of a thread that works on one task.
 * @param work - its coded errors reach who asked; `advance` counts a part as done
 */
export function oneThreadWork<Task, Result>(
  work: (task: Task, advance: () => void) => Result,
): (message: JobMessage<Task>) => OneThreadReply<Result> {
  return ({ task, memory }) => {
    try {
      return { result: work(task, () => jobControl(memory).advance()) };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      const { code, message, data } = error;
      return { refused: { code, message, data } };
    }
  };
}

/**
 * Works on one task on a thread of its own.
 * @param script - file whose default export is `oneThreadWork`
 * @returns undefined when the signal ended it
 * @throws CodedError as the work; TwinError JOB_FAILED
 */
export async function onOneThread<Task, Result>(
  script: URL,
  task: Task,
  options: OneThreadOptions,
): Promise<Result | undefined> {
  const pool = { script, threads: 1 };
  const replies = await runWithOwnThreads<Task, OneThreadReply<Result>>(pool, [task], options);
  const reply = replies?.[0];
  if (reply === undefined || 'result' in reply) return reply?.result;
  const { code, message, data } = reply.refused;
  throw new CodedError(code, message, data);
}
