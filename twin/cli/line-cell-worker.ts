import { workerData } from 'node:worker_threads';
import type { CellOutcome, SheetCoating } from '../domain/planned-cell.ts';
import { jobControl } from '../jobs/job-control.ts';
import type { JobMessage } from '../jobs/job-pool.ts';
import { solveCell } from '../quality/solve-cell.ts';
import { cellRecipe } from './cell-recipe.ts';

/** Solves cells of one line in a thread. */

const recipe = cellRecipe(workerData);

export default ({ task, memory }: JobMessage<readonly SheetCoating[]>): readonly CellOutcome[] => {
  const { cancelled } = jobControl(memory);
  return task.map((coating) => solveCell(recipe, coating, cancelled));
};
