import { PhysicsError } from '../../physics/core/errors.ts';
import type { P2dAnswer, P2dRequest } from '../contract/p2d.ts';
import { TwinError } from '../domain/errors.ts';
import { JobPool, runWithOwnThreads } from '../jobs/job-pool.ts';
import type { P2dJob } from './p2d-service.ts';
import type { P2dReply } from './p2d-worker.ts';

const script = new URL('./p2d-worker.ts', import.meta.url);
/** How long a thread stays warm for the next request [ms]. */
const idleTime = 60_000;
/** Requests that wait for a thread, over which none is taken. */
const waiting = 32;
/**
 * How long a request may take in all [ms], with waiting and with what the limits of the solver do not see, such as the
 * reading of its parameters.
 */
const longest = 30_000;
/** Steps of the solver that a request may take; fewer with profiles, each of which is answered. */
const mostSteps = { plain: 50_000, withFields: 5_000 } as const;

/** How far one request may go. Others wait for the same threads, so the time is short. */
export function requestLimits({ fields }: P2dRequest): P2dJob['limits'] {
  return {
    steps: fields ? mostSteps.withFields : mostSteps.plain,
    rows: 100_000,
    time: 5_000,
  };
}

/** Solves requests for single cells beside the line. */
export interface P2dThreads {
  /**
   * @returns undefined when the signal ended it
   * @throws PhysicsError for input that cannot be taken; TwinError JOB_QUEUE_FULL, JOB_FAILED
   */
  solve(request: P2dRequest, signal: AbortSignal): Promise<P2dAnswer | undefined>;
  close(): Promise<void>;
}

/** Threads that start with the first request. */
export function p2dThreads(threads: number): P2dThreads {
  const pool = new JobPool<P2dJob, P2dReply>({ script, threads, idleTime, waiting });
  return {
    async solve(request, signal) {
      const ended = AbortSignal.any([signal, AbortSignal.timeout(longest)]);
      const job = { request, limits: requestLimits(request) };
      const replies = await pool.run([job], { signal: ended });
      if (replies !== undefined) return answerOf(replies);
      if (signal.aborted) return undefined;
      const message = `the cell was not solved within ${longest / 1000} s`;
      throw new TwinError('JOB_FAILED', message, { message });
    },
    close: () => pool.close(),
  };
}

/**
 * Solves one cell on a thread of its own, so that the thread that asks can hear a signal meanwhile.
 * @returns undefined when the signal ended it
 * @throws PhysicsError for input that cannot be taken; TwinError JOB_FAILED
 */
export async function solveOnThread(
  job: P2dJob,
  signal: AbortSignal,
): Promise<P2dAnswer | undefined> {
  const options = { script, threads: 1 };
  const replies = await runWithOwnThreads<P2dJob, P2dReply>(options, [job], { signal });
  return replies && answerOf(replies);
}

function answerOf(replies: readonly P2dReply[]): P2dAnswer {
  const reply = replies[0]!;
  if ('answer' in reply) return reply.answer;
  const { code, message, data } = reply.refused;
  throw new PhysicsError(code, message, data);
}
