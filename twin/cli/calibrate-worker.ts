import {
  type CalibrationRequest,
  calibrateTable,
} from '../estimation/calibration/calibrate-table.ts';
import { oneThreadWork } from '../jobs/one-thread.ts';

/** Fits in a thread, of which this is the root. */

export default oneThreadWork((task: CalibrationRequest, advance) => calibrateTable(task, advance));
