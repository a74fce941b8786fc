import type { CalibrationRequest } from '../estimation/calibration/calibrate-table.ts';
import type { CalibrationResult } from '../estimation/calibration/calibration-result.ts';
import { type OneThreadOptions, onOneThread } from '../jobs/one-thread.ts';

const script = new URL('./calibrate-worker.ts', import.meta.url);

/**
 * Fits on a thread of its own.
 * @returns undefined when the signal ended it
 * @throws CodedError as `calibrateTable`; TwinError JOB_FAILED
 */
export function calibrateOnThread(
  request: CalibrationRequest,
  options: OneThreadOptions,
): Promise<CalibrationResult | undefined> {
  return onOneThread(script, request, options);
}
