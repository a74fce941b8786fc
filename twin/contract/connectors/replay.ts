import { z } from 'zod';
import { number } from '../bounded-number.ts';
import { commonKeys } from './common.ts';

/** Source of a replay that stands for the history of the twin itself. */
export const ownHistory = 'history';

const time = () =>
  z.iso
    .datetime({ offset: true, error: 'a time by ISO 8601 with its zone, as 2026-01-01T00:00:00Z' })
    .exactOptional();

/** A connector that plays what was recorded as if it came now. */
export const replayConnectorSchema = z
  .strictObject({
    id: commonKeys.id,
    kind: z.literal('replay'),
    /** A CSV or Parquet file, a folder of Parquet days, the data folder of another twin, or `history`: that of this one. */
    source: z.string().min(1),
    /** Which names of the source are which tags; without it they are tags themselves. */
    map: commonKeys.map.exactOptional(),
    /** Times the speed at which it was recorded, or `max`: as fast as the spool takes it. */
    speed: z
      .union([z.literal('max'), number({ above: 0, max: 1_000_000 })], {
        error: 'max, or a number above 0 to 1000000',
      })
      .default(1),
    /** Range [from, to) of source time. */
    from: time(),
    to: time(),
    /** `now` moves all times so that they are never ahead of the clock: the end of a fast replay is the present. */
    shift: z.literal('now').exactOptional(),
    virtual: commonKeys.virtual,
  })
  .refine(
    ({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to),
    { path: ['to'], message: 'a time after from' },
  );
