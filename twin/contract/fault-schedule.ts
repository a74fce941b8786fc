import { z } from 'zod';
import { number, positive, wholeNumber } from './bounded-number.ts';

/** Shape of one scheduled fault; which kinds, units, lanes and magnitudes there are, the line says. */
export const faultSchema = z.strictObject({
  kind: z.string(),
  unit: z.string(),
  lane: wholeNumber({ min: 1 }).optional(),
  /** Variable of the unit that a sensor fault is limited to; all its sensors where absent. */
  variable: z.string().min(1, 'the name of a variable').exactOptional(),
  at_s: number({ min: 0 }),
  ramp_s: number({ min: 0 }).default(0),
  duration_s: positive().optional(),
  magnitude: number(),
});

/** Shape of a file of scheduled faults. */
export const faultScheduleSchema = z.strictObject({
  formatVersion: z.literal(1),
  faults: z.array(faultSchema),
});

export type FaultSchedule = z.infer<typeof faultScheduleSchema>;
