import { PhysicsError } from '../../physics/core/errors.ts';
import type { P2dAnswer, P2dRequest } from '../contract/p2d.ts';
import { TwinError } from '../domain/errors.ts';
import { JobPool } from '../jobs/job-pool.ts';
import type { P2dReply } from './p2d-worker.ts';

/** How long a thread stays warm for the next request [ms]. */
const idleTime = 60_000;
/** Requests that wait for a thread, over which none is taken. */
const waiting = 32;
/**
 * How long a request may take in all [ms], with waiting and with what the limits of the solver do not see, such as the
 * reading of its parameters.
 */
const longest = 30_000;

/** Solves requests for single cells beside the line. */
export interface P2dThreads {
  /**
   * @throws PhysicsError for input that cannot be taken; TwinError JOB_QUEUE_FULL, JOB_FAILED
   */
  solve(request: P2dRequest): Promise<P2dAnswer>;
  close(): Promise<void>;
}

/** Threads that start with the first request. */
export function p2dThreads(threads: number): P2dThreads {
  const script = new URL('./p2d-worker.ts', import.meta.url);
  const pool = new JobPool<P2dRequest, P2dReply>({ script, threads, idleTime, waiting });
  return {
    async solve(request) {
      const replies = await pool.run([request], { signal: AbortSignal.timeout(longest) });
      const reply = replies?.[0];
      if (reply === undefined) {
        const message = `the cell was not solved within ${longest / 1000} s`;
        throw new TwinError('JOB_FAILED', message, { message });
      }
      if ('answer' in reply) return reply.answer;
      const { code, message, data } = reply.refused;
      throw new PhysicsError(code, message, data);
    },
    close: () => pool.close(),
  };
}
