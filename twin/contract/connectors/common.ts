import { z } from 'zod';
import { identifier } from '../identifier.ts';

/** What every connector has, whatever it speaks. */
export const commonKeys = {
  id: identifier,
  /** A CSV file with columns tag, connector, address, sourceUnit, samplingInterval_ms. */
  map: z.string().min(1),
  /** True when the source simulates: its samples are marked so for ever. */
  virtual: z.boolean().default(false),
};
