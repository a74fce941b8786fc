import type { ResidualTask } from '../estimation/correction/residual-rows.ts';
import { type ResidualOutcome, trainResiduals } from '../estimation/correction/train-residual.ts';
import { jobControl } from '../jobs/job-control.ts';
import type { JobMessage } from '../jobs/job-pool.ts';

/** Trains residuals in a thread, of which this is the root. */
export default ({ task, memory }: JobMessage<ResidualTask>): readonly ResidualOutcome[] => {
  const outcomes = trainResiduals(task);
  jobControl(memory).advance();
  return outcomes;
};
