import type { CellOutcome, SheetCoating } from '../domain/planned-cell.ts';
import { JobPool } from '../jobs/job-pool.ts';
import { jobRanges } from '../jobs/ranges.ts';
import type { SolveCells } from '../quality/cell-queue.ts';
import type { CellSource } from './cell-source.ts';

/** Solves the cells of one line on threads of its own. */
export interface LineCellThreads {
  readonly solve: SolveCells;
  close(): Promise<void>;
}

/** Threads that start at once and stay. */
export function lineCellThreads(source: CellSource, threads: number): LineCellThreads {
  const pool = new JobPool<readonly SheetCoating[], readonly CellOutcome[]>({
    script: new URL('./line-cell-worker.ts', import.meta.url),
    threads,
    data: source,
  });
  return {
    async solve(coatings, signal) {
      const parts = jobRanges(coatings.length, threads);
      const tasks = parts.map(({ from, to }) => coatings.slice(from, to));
      return (await pool.run(tasks, { signal }))?.flat();
    },
    close: () => pool.close(),
  };
}
