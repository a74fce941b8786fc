import { setMaxListeners } from 'node:events';
import { Piscina } from 'piscina';
import { TwinError } from '../domain/errors.ts';
import { jobControl, jobMemory } from './job-control.ts';

/** How long threads may take to hear that a job was cancelled before they are ended [ms]; those that start do not hear. */
const graceTime = 400;
/** How the pool's error begins when the result of a task comes that was ended before. */
const lateAnswer = 'Unexpected message from Worker';
/** How often progress is told [ms]. */
const progressInterval = 1_000;

/** What a script of a pool is called with: its default export takes it and returns the result of the task. */
export interface JobMessage<Task> {
  readonly task: Task;
  /** For `jobControl`. */
  readonly memory: SharedArrayBuffer;
}

interface PoolOptions {
  /** File of the work. It is loaded once in each thread. */
  readonly script: URL;
  readonly threads: number;
  /** Of all tasks alike: `workerData` in the threads. It is copied, so it holds no functions. */
  readonly data?: unknown;
  /** How long a thread without work stays before all but one end [ms]; without it, all stay until `close`. */
  readonly idleTime?: number;
  /** How many tasks may wait for a thread before more are refused; without it, any number. */
  readonly waiting?: number;
}

interface RunOptions {
  readonly signal?: AbortSignal;
  /** Told about once a second how many parts the threads have counted. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Threads that work on tasks. Tasks and results are copied between threads. Which thread takes a task is chance, so a
 * task may depend on nothing but itself and the data of the pool.
 */
export class JobPool<Task, Result> {
  readonly #pool: Piscina<JobMessage<Task>, Result>;
  readonly #waiting: number;
  /** Ends of the jobs that run. */
  readonly #running = new Set<(failure: Error) => void>();

  constructor({ script, threads, data, idleTime, waiting }: PoolOptions) {
    this.#waiting = waiting ?? Number.POSITIVE_INFINITY;
    this.#pool = new Piscina({
      filename: script.href,
      // One at least: where the last one failed, nothing else would make another for those that wait.
      minThreads: idleTime === undefined ? threads : 1,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      idleTimeout: idleTime ?? Number.POSITIVE_INFINITY,
      workerData: data,
      execArgv: ['--import', new URL('../../register.mjs', import.meta.url).href],
    });
    // A thread that cannot start has no task yet that would fail. An answer to a task that was ended meanwhile is none.
    this.#pool.on('error', (failure: Error) => {
      if (failure.message.startsWith(lateAnswer)) return;
      for (const end of this.#running) end(failure);
    });
  }

  /**
   * Works on the tasks of one job.
   * @returns the results in the order of the tasks; undefined where the signal ended the job
   * @throws TwinError JOB_FAILED (data: message) when a thread ends or throws; JOB_QUEUE_FULL (data: waiting, limit)
   */
  async run(
    tasks: readonly Task[],
    { signal, onProgress }: RunOptions = {},
  ): Promise<readonly Result[] | undefined> {
    if (signal?.aborted) return undefined;
    const waiting = this.#pool.queueSize;
    if (waiting >= this.#waiting) {
      throw new TwinError(
        'JOB_QUEUE_FULL',
        `${waiting} jobs wait for a thread already; no more are taken`,
        { waiting, limit: this.#waiting },
      );
    }
    const memory = jobMemory();
    const control = jobControl(memory);
    const hard = new AbortController();
    // Each task that waits listens to it.
    setMaxListeners(0, hard.signal);
    let cause: unknown;
    const end = (failure: Error): void => {
      cause = failure;
      hard.abort();
    };
    this.#running.add(end);
    let grace: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      control.cancel();
      grace = setTimeout(() => hard.abort(), graceTime);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const timer = onProgress && setInterval(() => onProgress(control.done()), progressInterval);
    try {
      const results = await Promise.all(
        tasks.map((task) => this.#pool.run({ task, memory }, { signal: hard.signal })),
      );
      return signal?.aborted ? undefined : results;
    } catch (error) {
      if (signal?.aborted) return undefined;
      // The others need not go on.
      hard.abort();
      cause ??= error;
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new TwinError(
        'JOB_FAILED',
        `a thread could not do its work: ${message}`,
        { message },
        { cause },
      );
    } finally {
      this.#running.delete(end);
      signal?.removeEventListener('abort', cancel);
      clearTimeout(grace);
      clearInterval(timer);
    }
  }

  /** Ends all threads at once; jobs that still run fail. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/**
 * Works on the tasks of one job with threads of its own. They end with the job, and at once when the signal ends it, for
 * nobody else needs them.
 * @returns as `JobPool.run`
 * @throws TwinError JOB_FAILED
 */
export async function runWithOwnThreads<Task, Result>(
  options: PoolOptions,
  tasks: readonly Task[],
  { signal, ...more }: RunOptions & { readonly signal: AbortSignal },
): Promise<readonly Result[] | undefined> {
  const pool = new JobPool<Task, Result>(options);
  const end = (): void => void pool.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await pool.run(tasks, { signal, ...more });
  } finally {
    signal.removeEventListener('abort', end);
    await pool.close();
  }
}
