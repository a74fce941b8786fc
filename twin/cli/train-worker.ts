import { CodedError } from '../../physics/core/errors.ts';
import {
  type TrainingRequest,
  type TrainingResult,
  trainTable,
} from '../estimation/learning/train-table.ts';
import { jobControl } from '../jobs/job-control.ts';
import type { JobMessage } from '../jobs/job-pool.ts';

/** Trains in a thread, of which this is the root. */

/** A result, or why the input could not be taken: an error that crosses threads as such loses its code. */
export type TrainReply =
  | { readonly result: TrainingResult }
  | {
      readonly refused: {
        readonly code: string;
        readonly message: string;
        readonly data: Readonly<Record<string, unknown>>;
      };
    };

export default ({ task, memory }: JobMessage<TrainingRequest>): TrainReply => {
  try {
    return { result: trainTable(task, () => jobControl(memory).advance()) };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { code, message, data } = error;
    return { refused: { code, message, data } };
  }
};
