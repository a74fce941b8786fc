import type { z } from 'zod';
import type { coilRangeSchema } from '../contract/queries.ts';
import type { CoilRange } from './line-view.ts';
import { badQuery } from './parse-query.ts';

/**
 * The range that `/segments` and `/cells` are asked for, as the line view takes it.
 * @throws TwinError HTTP_BAD_QUERY when the range is empty
 */
export function segmentRange(query: z.infer<typeof coilRangeSchema>): CoilRange {
  const { coil, from_m, to_m } = query;
  if (from_m !== undefined && to_m !== undefined && from_m >= to_m) {
    throw badQuery('to_m', to_m, `a number above from_m (${from_m})`);
  }
  return {
    ...(coil === undefined ? {} : { coil }),
    ...(from_m === undefined ? {} : { from_m }),
    ...(to_m === undefined ? {} : { to_m }),
  };
}
