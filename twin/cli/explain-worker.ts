import { type ExplainRequest, explainTable } from '../estimation/learning/explain-table.ts';
import { oneThreadWork } from '../jobs/one-thread.ts';

/** Explains in a thread, of which this is the root. */

export default oneThreadWork((task: ExplainRequest, advance) => explainTable(task, advance));
