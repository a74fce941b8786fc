import {
  type CalibrationRequest,
  calibrateTable,
} from '../estimation/calibration/calibrate-table.ts';
import { codedWork } from '../jobs/coded-work.ts';

/** Fits in a thread, of which this is the root. */

export default codedWork((task: CalibrationRequest, { advance }) => calibrateTable(task, advance));
