import { workerData } from 'node:worker_threads';
import { jobControl } from '../jobs/job-control.ts';
import type { JobMessage } from '../jobs/job-pool.ts';
import { type BatchRow, type CellRange, cellBatch } from './cell-batch.ts';

/** Solves ranges of one batch in a thread. */

const solve = cellBatch(workerData);

export default ({ task, memory }: JobMessage<CellRange>): readonly BatchRow[] =>
  solve(task, jobControl(memory));
