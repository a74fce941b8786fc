import { calenderingCalibration } from './calendering.ts';
import type { CalibratedModel } from './calibrated-model.ts';
import { coatingCalibration } from './coating.ts';
import { dryingCalibration } from './drying.ts';
import { wettingCalibration } from './wetting.ts';

/** The models that can be calibrated, by name. */
export const calibratedModels: Readonly<Record<string, CalibratedModel>> = {
  calendering: calenderingCalibration,
  coating: coatingCalibration,
  drying: dryingCalibration,
  wetting: wettingCalibration,
};
