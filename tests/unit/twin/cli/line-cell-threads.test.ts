import { afterAll, expect, it } from 'vitest';
import { type LineCellThreads, lineCellThreads } from '../../../../twin/cli/line-cell-threads.ts';
import { solveCell } from '../../../../twin/quality/solve-cell.ts';
import { coatingOf, recipe, source } from '../quality/demonstration-cell.ts';

const open: LineCellThreads[] = [];
afterAll(() => Promise.all(open.map((threads) => threads.close())));

function threadsOf(count: number): LineCellThreads {
  const threads = lineCellThreads(source, count);
  open.push(threads);
  return threads;
}

it('gives the same numbers on any number of threads, and on none', async () => {
  const coatings = Array.from({ length: 20 }, (_, i) =>
    coatingOf(0.175 + 5e-4 * i, 0.3 + 2e-3 * i),
  );
  const { signal } = new AbortController();
  const one = await threadsOf(1).solve(coatings, signal);
  expect(await threadsOf(2).solve(coatings, signal)).toEqual(one);
  expect(one).toEqual(coatings.map((coating) => solveCell(recipe, coating, () => false)));
});

it('is ended by its signal', async () => {
  const stop = new AbortController();
  const solved = threadsOf(1).solve([coatingOf()], stop.signal);
  stop.abort();
  expect(await solved).toBeUndefined();
});
