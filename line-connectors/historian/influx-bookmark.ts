import type { IPoint } from 'influx';
import type { InfluxServer } from './influx-server.ts';

const measurement = 'bookmark';
const hour_ms = 3_600_000;

/**
 * How far the sequence has come, beside the samples: the greatest of all their numbers would be long to find. One point
 * an hour, so that it is within any retention and there are few; written before the samples, so that no number of theirs
 * is given twice.
 */
export function bookmark(next: number, now: number): IPoint {
  const time = Math.floor(now / hour_ms) * hour_ms;
  return { measurement, fields: { next }, timestamp: `${time}000000` };
}

/** One above the greatest sequence that was written, 0 where none was. */
export async function readBookmark(server: InfluxServer): Promise<number> {
  const [found] = await server.query(`SELECT max(next) AS next FROM ${measurement}`);
  const place = found?.columns.indexOf('next') ?? -1;
  return Number(found?.values[0]?.[place] ?? 0);
}
