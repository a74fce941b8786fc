import { type ExplainRequest, explainTable } from '../estimation/learning/explain-table.ts';
import { codedWork } from '../jobs/coded-work.ts';

/** Explains in a thread, of which this is the root. */

export default codedWork((task: ExplainRequest, { advance }) => explainTable(task, advance));
