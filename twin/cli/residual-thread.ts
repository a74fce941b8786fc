import type { ResidualTask } from '../estimation/correction/residual-rows.ts';
import type { ResidualOutcome } from '../estimation/correction/train-residual.ts';
import { runWithOwnThreads } from '../jobs/job-pool.ts';

const script = new URL('./residual-worker.ts', import.meta.url);

/**
 * Trains residuals on a thread of its own, so that samples never wait for it.
 * @returns undefined when the signal ended it
 * @throws TwinError JOB_FAILED
 */
export async function trainResidualsOnThread(
  task: ResidualTask,
  signal: AbortSignal,
): Promise<readonly ResidualOutcome[] | undefined> {
  const pool = { script, threads: 1 };
  const replies = await runWithOwnThreads<ResidualTask, readonly ResidualOutcome[]>(pool, [task], {
    signal,
  });
  return replies?.[0];
}
