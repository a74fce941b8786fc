import { setImmediate } from 'node:timers/promises';
import type { TrainSurroundings } from '../../twin/cli/train.ts';
import { trainTable } from '../../twin/estimation/learning/train-table.ts';

/** Trains on the thread of the test, as `trainOnThread` does on one of its own. */
export const trainHere: TrainSurroundings['train'] = async (request, { signal, onProgress }) => {
  if (signal.aborted) return undefined;
  let folds = 0;
  const result = trainTable(request, () => {
    folds += 1;
    onProgress(folds);
  });
  await setImmediate();
  return signal.aborted ? undefined : result;
};
