import { CodedError } from '../../physics/core/errors.ts';
import {
  type SurrogateResults,
  type SurrogateTask,
  surrogateWork,
} from '../estimation/surrogate/surrogate-work.ts';
import { jobControl } from '../jobs/job-control.ts';
import type { JobMessage } from '../jobs/job-pool.ts';

/** Works on a surrogate in a thread, of which this is the root. */

/** A result, or why there is none: an error that crosses threads as such loses its code. */
export type SurrogateReply =
  | { readonly result: SurrogateResults[keyof SurrogateResults] }
  | {
      readonly refused: {
        readonly code: string;
        readonly message: string;
        readonly data: Readonly<Record<string, unknown>>;
      };
    };

export default ({ task, memory }: JobMessage<SurrogateTask>): SurrogateReply => {
  try {
    return { result: surrogateWork(task, jobControl(memory)) };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { code, message, data } = error;
    return { refused: { code, message, data } };
  }
};
