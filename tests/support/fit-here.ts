import { setImmediate } from 'node:timers/promises';
import type { CalibrateSurroundings } from '../../twin/cli/calibrate.ts';
import { calibrateTable } from '../../twin/estimation/calibration/calibrate-table.ts';

/** Fits on the thread of the test, as `calibrateOnThread` does on one of its own. */
export const fitHere: CalibrateSurroundings['fitTable'] = async (request, { signal }) => {
  const result = calibrateTable(request);
  await setImmediate();
  return signal.aborted ? undefined : result;
};
