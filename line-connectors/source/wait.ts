import { setTimeout as wait } from 'node:timers/promises';

/** Waits, but not past the signal. */
export async function pause(time_ms: number, signal: AbortSignal): Promise<void> {
  await wait(time_ms, undefined, { signal }).catch(() => undefined);
}

/** Settles with the task, or rejects after the time; the task then ends unseen. */
export async function within<T>(limit_ms: number, task: Promise<T>): Promise<T> {
  task.catch(() => undefined);
  const timer = new AbortController();
  try {
    return await Promise.race([
      task,
      wait(limit_ms, undefined, { signal: timer.signal }).then(() => {
        throw new Error(`no answer within ${limit_ms} ms`);
      }),
    ]);
  } finally {
    timer.abort();
  }
}
