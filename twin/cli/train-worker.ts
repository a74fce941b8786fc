import { type TrainingRequest, trainTable } from '../estimation/learning/train-table.ts';
import { codedWork } from '../jobs/coded-work.ts';

/** Trains in a thread, of which this is the root. */

export default codedWork((task: TrainingRequest, { advance }) => trainTable(task, advance));
