import { z } from 'zod';

/** A calibration as `calibrate --out` writes it, as far as `--start` reads it. */
export const calibrationStartSchema = z.object({
  formatVersion: z.literal(1).default(1),
  model: z.string(),
  parameters: z.record(
    z.string(),
    z.object({ value: z.number(), unit: z.string(), sd: z.number().nonnegative() }),
  ),
  /** What the constants refer to, `<name>_<unit>`. */
  references: z.record(z.string(), z.number()).default({}),
});
