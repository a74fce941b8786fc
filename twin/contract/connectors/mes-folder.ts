import { z } from 'zod';
import { wholeNumber } from '../bounded-number.ts';
import { identifier } from '../identifier.ts';

/** A folder into which the MES or the laboratory puts files: orders, recipes, batches, coils and results. */
export const mesFolderConnectorSchema = z.strictObject({
  id: identifier,
  kind: z.literal('mes-folder'),
  /** Looked into; what was read goes to `done` or `error` in it. */
  folder: z.string().min(1),
  pollInterval_ms: wholeNumber({ min: 100, max: 3_600_000 }).default(1000),
  /** True when what it tells is of a simulation: its samples are marked so for ever. */
  virtual: z.boolean().default(false),
});
