import { CodedError } from '../../physics/core/errors.ts';
import type { CalibrationRequest } from '../estimation/calibration/calibrate-table.ts';
import type { CalibrationResult } from '../estimation/calibration/calibration-result.ts';
import { runWithOwnThreads } from '../jobs/job-pool.ts';
import type { CalibrateReply } from './calibrate-worker.ts';

const script = new URL('./calibrate-worker.ts', import.meta.url);

/**
 * Fits on a thread of its own, so that the thread that asks can hear a signal meanwhile.
 * @returns undefined when the signal ended it
 * @throws CodedError as `calibrateTable`; TwinError JOB_FAILED
 */
export async function calibrateOnThread(
  request: CalibrationRequest,
  options: { readonly signal: AbortSignal; readonly onProgress: (fits: number) => void },
): Promise<CalibrationResult | undefined> {
  const pool = { script, threads: 1 };
  const replies = await runWithOwnThreads<CalibrationRequest, CalibrateReply>(
    pool,
    [request],
    options,
  );
  const reply = replies?.[0];
  if (reply === undefined || 'result' in reply) return reply?.result;
  const { code, message, data } = reply.refused;
  throw new CodedError(code, message, data);
}
