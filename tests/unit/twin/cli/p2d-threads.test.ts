import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { p2dThreads, solveOnThread } from '../../../../twin/cli/p2d-threads.ts';
import { p2dAnswerSchema, p2dRequestSchema } from '../../../../twin/contract/p2d.ts';

const threads = p2dThreads(1);
afterAll(() => threads.close());

const never = new AbortController().signal;

const requestOf = (more: object) =>
  p2dRequestSchema.parse({
    parameters: 'Chen2020',
    protocol: 'discharge 1C until 2.5V',
    preset: 'fast',
    ...more,
  });

it('answers as the contract says, with time that the solver took', async () => {
  const answer = await threads.solve(requestOf({ set: { 'negative.thickness_um': 90 } }), never);
  expect(p2dAnswerSchema.strict().parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({
    status: 'event',
    set: { 'negative.thickness_um': 90 },
    parameters: { name: 'Chen2020' },
  });
  expect(answer?.elapsed_ms).toBeGreaterThan(0);
});

it('keeps code and data of input that cannot be taken', async () => {
  const refused = threads.solve(requestOf({ set: { 'negative.porosity_frac': 0.9 } }), never);
  await expect(refused).rejects.toMatchObject({
    name: 'PhysicsError',
    code: 'PHY_PARAMETER_OUT_OF_RANGE',
    data: { parameter: expect.any(String) },
  });
});

it('leaves the thread that asks free while a long request is solved', async () => {
  const protocol = 'repeat 100 { discharge 1C for 30min; charge 1C for 30min }';
  let isSolved = false;
  const solved = threads
    .solve(requestOf({ protocol, grid_s: 100, preset: 'accurate' }), never)
    .finally(() => {
      isSolved = true;
    });
  for (let turn = 0; turn < 100; turn++) await setImmediate();
  expect(isSolved).toBe(false);
  expect((await solved)?.status).toBe('end');
});

it('takes no more than may wait, and fails those that run when it ends', async () => {
  const crowded = p2dThreads(1);
  const requests = Array.from({ length: 40 }, () => crowded.solve(requestOf({}), never));
  const ends = Promise.allSettled(requests);
  await crowded.close();
  const codes = (await ends).map((end) =>
    end.status === 'rejected' ? (end.reason as { code: string }).code : end.status,
  );
  expect(new Set(codes)).toEqual(new Set(['JOB_FAILED', 'JOB_QUEUE_FULL']));
});

it('ends a request, and a thread of its own, within a second of the signal', async () => {
  const protocol = 'repeat 20000 { discharge 1C for 30min; charge 1C for 30min }';
  const request = requestOf({ protocol, grid_s: 1000, parameters: 'Chen2020' });
  const job = { request, limits: { steps: 1e6, rows: 1e6 } };
  for (const solve of [
    (signal: AbortSignal) => threads.solve(request, signal),
    (signal: AbortSignal) => solveOnThread(job, signal),
  ]) {
    const stop = new AbortController();
    const solved = solve(stop.signal);
    await setImmediate();
    const asked = performance.now();
    stop.abort();
    expect(await solved).toBeUndefined();
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect(await solve(stop.signal)).toBeUndefined();
  }
  expect((await threads.solve(requestOf({}), never))?.status).toBe('event');
});
