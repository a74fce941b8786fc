import { calenderingCalibration } from './calendering.ts';
import type { CalibratedModel } from './calibrated-model.ts';

/** The models that can be calibrated, by name. */
export const calibratedModels: Readonly<Record<string, CalibratedModel>> = {
  calendering: calenderingCalibration,
};
