import { PhysicsError, type PhysicsErrorCode } from '../../physics/core/errors.ts';
import { TwinError, type TwinErrorCode } from '../domain/errors.ts';
import {
  type CalibrationRequest,
  calibrateTable,
} from '../estimation/calibration/calibrate-table.ts';
import type { CalibrationResult } from '../estimation/calibration/calibration-result.ts';
import { jobControl } from '../jobs/job-control.ts';
import type { JobMessage } from '../jobs/job-pool.ts';

/** Fits in a thread, of which this is the root. */

/** A result, or why the input could not be taken: an error that crosses threads as such loses its code. */
export type CalibrateReply =
  | { readonly result: CalibrationResult }
  | {
      readonly refused: {
        readonly code: TwinErrorCode | PhysicsErrorCode;
        readonly message: string;
        readonly data: Readonly<Record<string, unknown>>;
      };
    };

export default ({ task, memory }: JobMessage<CalibrationRequest>): CalibrateReply => {
  try {
    return { result: calibrateTable(task, () => jobControl(memory).advance()) };
  } catch (error) {
    if (!(error instanceof PhysicsError || error instanceof TwinError)) throw error;
    const { code, message, data } = error;
    return { refused: { code, message, data } };
  }
};
