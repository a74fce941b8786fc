import { type SurrogateTask, surrogateWork } from '../estimation/surrogate/surrogate-work.ts';
import { codedWork } from '../jobs/coded-work.ts';

/** Works on a surrogate in a thread, of which this is the root. */

export default codedWork((task: SurrogateTask, control) => surrogateWork(task, control));
