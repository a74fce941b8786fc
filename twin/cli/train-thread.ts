import type { TrainingResult } from '../estimation/learning/model-report.ts';
import type { TrainingRequest } from '../estimation/learning/train-table.ts';
import { type OneThreadOptions, onOneThread } from '../jobs/one-thread.ts';

const script = new URL('./train-worker.ts', import.meta.url);

/**
 * Trains on a thread of its own.
 * @returns undefined when the signal ended it
 * @throws CodedError as `trainTable`; TwinError JOB_FAILED
 */
export function trainOnThread(
  request: TrainingRequest,
  options: OneThreadOptions,
): Promise<TrainingResult | undefined> {
  return onOneThread(script, request, options);
}
