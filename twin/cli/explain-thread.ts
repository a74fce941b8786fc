import type { ExplainedTable, ExplainRequest } from '../estimation/learning/explain-table.ts';
import { type OneThreadOptions, onOneThread } from '../jobs/one-thread.ts';

const script = new URL('./explain-worker.ts', import.meta.url);

/**
 * Explains on a thread of its own.
 * @returns undefined when the signal ended it
 * @throws CodedError as `explainTable`; TwinError JOB_FAILED
 */
export function explainOnThread(
  request: ExplainRequest,
  options: OneThreadOptions,
): Promise<ExplainedTable | undefined> {
  return onOneThread(script, request, options);
}
