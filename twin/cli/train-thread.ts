import { CodedError } from '../../physics/core/errors.ts';
import type { TrainingRequest, TrainingResult } from '../estimation/learning/train-table.ts';
import { runWithOwnThreads } from '../jobs/job-pool.ts';
import type { TrainReply } from './train-worker.ts';

const script = new URL('./train-worker.ts', import.meta.url);

/**
 * Trains on a thread of its own, so that the thread that asks can hear a signal meanwhile.
 * @returns undefined when the signal ended it
 * @throws CodedError as `trainTable`; TwinError JOB_FAILED
 */
export async function trainOnThread(
  request: TrainingRequest,
  options: { readonly signal: AbortSignal; readonly onProgress: (folds: number) => void },
): Promise<TrainingResult | undefined> {
  const pool = { script, threads: 1 };
  const replies = await runWithOwnThreads<TrainingRequest, TrainReply>(pool, [request], options);
  const reply = replies?.[0];
  if (reply === undefined || 'result' in reply) return reply?.result;
  const { code, message, data } = reply.refused;
  throw new CodedError(code, message, data);
}
