import { setImmediate } from 'node:timers/promises';
import type { ExplainSurroundings } from '../../twin/cli/explain.ts';
import { explainTable } from '../../twin/estimation/learning/explain-table.ts';

/** Explains on the thread of the test, as `explainOnThread` does on one of its own. */
export const explainHere: ExplainSurroundings['explain'] = async (
  request,
  { signal, onProgress },
) => {
  if (signal.aborted) return undefined;
  let parts = 0;
  const result = explainTable(request, () => {
    parts += 1;
    onProgress(parts);
  });
  await setImmediate();
  return signal.aborted ? undefined : result;
};
