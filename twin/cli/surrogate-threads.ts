import type {
  SurrogateResults,
  SurrogateTask,
  SurrogateWorkers,
} from '../estimation/surrogate/surrogate-work.ts';
import {
  type SurrogateRequest,
  type TrainedSurrogate,
  trainSurrogate,
} from '../estimation/surrogate/train-surrogate.ts';
import { type CodedReply, resultOf } from '../jobs/coded-work.ts';
import { JobPool } from '../jobs/job-pool.ts';

type SurrogateReply = CodedReply<SurrogateResults[keyof SurrogateResults]>;

const script = new URL('./surrogate-worker.ts', import.meta.url);

/** How a surrogate is trained on threads. */
interface SurrogateThreads {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Told what begins. */
  readonly onStage: (stage: string) => void;
  /** Told about once a second how many designs or folds of the stage are done. */
  readonly onProgress: (done: number) => void;
}

/**
 * Trains on threads of its own. They end with the work, and at once when the signal ends it.
 * @returns undefined when the signal ended it
 * @throws CodedError as `trainSurrogate`; TwinError JOB_FAILED
 */
export async function trainSurrogateOnThreads(
  request: SurrogateRequest,
  { threads, signal, onStage, onProgress }: SurrogateThreads,
): Promise<TrainedSurrogate | undefined> {
  if (signal.aborted) return undefined;
  const pool = new JobPool<SurrogateTask, SurrogateReply>({ script, threads });
  const end = (): void => void pool.close();
  signal.addEventListener('abort', end, { once: true });
  const workers: SurrogateWorkers = {
    run: async <K extends SurrogateTask['kind']>(
      tasks: readonly Extract<SurrogateTask, { kind: K }>[],
    ) => {
      const replies = await pool.run(tasks, { signal, onProgress });
      return replies?.map((reply) => resultOf(reply) as SurrogateResults[K]);
    },
  };
  try {
    return await trainSurrogate(request, workers, onStage);
  } finally {
    signal.removeEventListener('abort', end);
    await pool.close();
  }
}
