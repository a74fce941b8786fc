import { z } from 'zod';
import { faultSchema } from './fault-schedule.ts';

/** Shape of `manifest.json` of a simulated run: what it was made with, and the check sums of its files. */
export const runManifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  /** Nothing in the folder was measured. */
  virtual: z.literal(true),
  line: z.string(),
  seed: z.int(),
  hours: z.number(),
  /** Time 0 of the line, ISO 8601 UTC. */
  start: z.iso.datetime(),
  interval_s: z.number(),
  /** Version of the program. */
  version: z.string(),
  /** Whether the truth follows laws of another form than the twin's models, or of the same. */
  truth: z.enum(['mismatched', 'matched']),
  /** Laws of the truth and constants that were drawn for it. */
  models: z.unknown(),
  /** Every fault that was played. */
  faults: z.array(faultSchema),
  /** Faults, by their place from 0, that could not change anything in this run, and why. */
  warnings: z.array(z.strictObject({ fault: z.int(), message: z.string() })),
  /** SHA-256 of each file, in hexadecimal digits. */
  files: z.record(z.string(), z.string()),
});

export type RunManifest = z.infer<typeof runManifestSchema>;
