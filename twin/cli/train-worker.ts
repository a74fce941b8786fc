import { type TrainingRequest, trainTable } from '../estimation/learning/train-table.ts';
import { oneThreadWork } from '../jobs/one-thread.ts';

/** Trains in a thread, of which this is the root. */

export default oneThreadWork((task: TrainingRequest, advance) => trainTable(task, advance));
