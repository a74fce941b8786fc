import { afterAll, expect, it } from 'vitest';
import { JobPool, runWithOwnThreads } from '../../../../twin/jobs/job-pool.ts';
import type { Task } from './job-worker.ts';

const script = new URL('./job-worker.ts', import.meta.url);
const open: JobPool<Task, number>[] = [];
afterAll(() => Promise.all(open.map((pool) => pool.close())));

function poolOf(threads: number, more: { data?: unknown; waiting?: number } = {}) {
  const pool = new JobPool<Task, number>({ script, threads, ...more });
  open.push(pool);
  return pool;
}

const squares = Array.from({ length: 50 }, (_, of): Task => ({ kind: 'square', of }));

it.each([1, 2, 3])('gives the results in the order of the tasks on %d threads', async (threads) => {
  const pool = poolOf(threads, { data: { more: 1 } });
  expect(await pool.run(squares)).toEqual(squares.map((_, i) => i ** 2 + 1));
});

it('tells of the parts that are done while others are not', async () => {
  const stop = new AbortController();
  const told: number[] = [];
  const onProgress = (done: number): void => {
    told.push(done);
    if (done === 3) stop.abort();
  };
  const tasks: readonly Task[] = [...squares.slice(0, 2), { kind: 'listen' }];
  expect(await poolOf(2).run(tasks, { signal: stop.signal, onProgress })).toBeUndefined();
  expect(told.at(-1)).toBe(3);
});

it.each([
  ['that listen', 'listen', 1],
  ['that do not listen', 'deaf', 1],
  ['that do not listen, with tasks that wait for a thread', 'deaf', 20],
] as const)('ends threads %s within a second of the signal', async (_, kind, count) => {
  const pool = poolOf(2);
  const stop = new AbortController();
  let asked = 0;
  const onProgress = (done: number): void => {
    if (done === 0 || stop.signal.aborted) return;
    asked = performance.now();
    stop.abort();
  };
  const tasks = Array.from({ length: count }, (): Task => ({ kind }));
  expect(await pool.run(tasks, { signal: stop.signal, onProgress })).toBeUndefined();
  expect(performance.now() - asked).toBeLessThan(1_000);
  expect(await pool.run(squares.slice(0, 3))).toEqual([0, 1, 4]);
});

it('ends a job whose threads have not started yet, and begins none that was cancelled before', async () => {
  const pool = poolOf(2);
  const stop = new AbortController();
  const job = pool.run(squares, { signal: stop.signal });
  stop.abort();
  expect(await job).toBeUndefined();
  expect(await pool.run(squares, { signal: stop.signal })).toBeUndefined();
});

it.each([
  ['throws', 'throw', 'as asked'],
  ['ends', 'exit', 'exit'],
] as const)('tells of a thread that %s, and goes on with another', async (_, kind, words) => {
  const pool = poolOf(1);
  await expect(pool.run([{ kind }, ...squares])).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: expect.stringContaining(words),
  });
  expect(await pool.run(squares.slice(0, 3))).toEqual([0, 1, 4]);
});

it('tells of a script that cannot be loaded', async () => {
  const missing = new JobPool<Task, number>({
    script: new URL('./no-such-worker.ts', import.meta.url),
    threads: 1,
  });
  open.push(missing);
  for (const _ of [1, 2]) {
    await expect(missing.run(squares)).rejects.toMatchObject({
      code: 'JOB_FAILED',
      message: expect.stringContaining('no-such-worker'),
    });
  }
});

it('refuses more than may wait, and fails what runs when it is closed', async () => {
  const pool = poolOf(1, { waiting: 1 });
  const first = pool.run([{ kind: 'deaf' }, { kind: 'deaf' }]);
  const failed = expect(first).rejects.toMatchObject({ code: 'JOB_FAILED' });
  await expect(pool.run(squares)).rejects.toMatchObject({
    code: 'JOB_QUEUE_FULL',
    data: { limit: 1 },
  });
  await pool.close();
  await failed;
});

it('gives a job threads of its own, which end with it and at once with its signal', async () => {
  const options = { script, threads: 2 };
  const { signal: never } = new AbortController();
  const run = (
    tasks: readonly Task[],
    signal: AbortSignal,
    onProgress = (_: number): void => undefined,
  ) => runWithOwnThreads<Task, number>(options, tasks, { signal, onProgress });
  expect(await run(squares.slice(0, 3), never)).toEqual([0, 1, 4]);
  await expect(run([{ kind: 'throw' }], never)).rejects.toMatchObject({ code: 'JOB_FAILED' });
  const stop = new AbortController();
  let asked = 0;
  const deaf = run([{ kind: 'deaf' }], stop.signal, () => {
    asked = performance.now();
    stop.abort();
  });
  expect(await deaf).toBeUndefined();
  expect(performance.now() - asked).toBeLessThan(1_000);
});
