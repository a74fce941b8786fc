import { simulateWithSensitivities } from '../../physics/cell/sensitivity/sensitivities.ts';
import { simulateCell } from '../../physics/cell/simulate.ts';
import { PhysicsError, type PhysicsErrorCode } from '../../physics/core/errors.ts';
import type { P2dAnswer } from '../contract/p2d.ts';
import { jobControl } from '../jobs/job-control.ts';
import type { JobMessage } from '../jobs/job-pool.ts';
import { type P2dJob, solveP2d } from './p2d-service.ts';

/** Solves single cells in a thread, of which this is the root. */

// biome-ignore lint/plugin: a thread has no caller that could hand it a stopwatch
const stopwatch = (): number => performance.now();

/** An answer, or why the input could not be taken: an error that crosses threads as such loses its code. */
export type P2dReply =
  | { readonly answer: P2dAnswer }
  | {
      readonly refused: {
        readonly code: PhysicsErrorCode;
        readonly message: string;
        readonly data: Readonly<Record<string, unknown>>;
      };
    };

export default ({ task, memory }: JobMessage<P2dJob>): P2dReply => {
  const { cancelled } = jobControl(memory);
  try {
    return {
      answer: solveP2d(task, { simulateCell, simulateWithSensitivities, stopwatch, cancelled }),
    };
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    const { code, message, data } = error;
    return { refused: { code, message, data } };
  }
};
