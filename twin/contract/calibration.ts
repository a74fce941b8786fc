import { z } from 'zod';

const parameter = z.object({
  value: z.number(),
  unit: z.string(),
  sd: z.number().nonnegative(),
  origin: z.enum(['fitted', 'assumed', 'start']).default('fitted'),
  /** Of a constant that was taken over: what it was there. */
  earlierOrigin: z.enum(['fitted', 'assumed']).exactOptional(),
});
const covariance = z.record(z.string(), z.record(z.string(), z.number()));

/** A calibration as `calibrate --out` writes it, as far as `--start` reads it. */
export const calibrationStartSchema = z.object({
  formatVersion: z.literal(1).default(1),
  model: z.string(),
  /** Parameter set of the product, where one was named. */
  material: z.string().exactOptional(),
  parameters: z.record(z.string(), parameter),
  /** By name and name, in the product of the units. */
  covariance: covariance.default({}),
  /** Constants that the data do not fix. */
  unidentified: z.array(z.string()).default([]),
  /** What the constants refer to, `<name>_<unit>`. */
  references: z.record(z.string(), z.number()).default({}),
});

/** A calibration as far as the line is built with it (`models.calibrations` of the configuration). */
export const usedCalibrationSchema = calibrationStartSchema.extend({
  parameters: z.record(
    z.string(),
    parameter.extend({ origin: z.enum(['fitted', 'assumed', 'start']) }),
  ),
  covariance,
});
