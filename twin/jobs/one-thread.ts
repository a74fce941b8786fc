import { type CodedReply, resultOf } from './coded-work.ts';
import { runWithOwnThreads } from './job-pool.ts';

/** Who asks for work on a thread hears a signal meanwhile. */
export interface OneThreadOptions {
  readonly signal: AbortSignal;
  /** Told about once a second how many parts are done. */
  readonly onProgress: (done: number) => void;
}

/**
 * Works on one task on a thread of its own.
 * @param script - file whose default export is `codedWork`
 * @returns undefined when the signal ended it
 * @throws CodedError as the work; TwinError JOB_FAILED
 */
export async function onOneThread<Task, Result>(
  script: URL,
  task: Task,
  options: OneThreadOptions,
): Promise<Result | undefined> {
  const pool = { script, threads: 1 };
  const replies = await runWithOwnThreads<Task, CodedReply<Result>>(pool, [task], options);
  const reply = replies?.[0];
  return reply === undefined ? undefined : resultOf(reply);
}
