import { z } from 'zod';
import { wholeNumber } from './bounded-number.ts';

const kinds = ['duckdb', 'influx', 'memory'] as const;
/** Keys that say where an InfluxDB is. */
const influxKeys = ['url', 'database', 'username', 'passwordFile'] as const;

/** Section `historian` of the configuration: where samples are kept. */
export const historianSchema = z
  .strictObject({
    kind: z.enum(kinds).default('duckdb'),
    /** Of DuckDB. */
    memoryLimit_MB: wholeNumber({ min: 64 }).default(1024),
    /** Whole days (UTC) that are kept; for ever where absent. */
    retention_d: wholeNumber({ min: 1, max: 36_500 }).exactOptional(),
    url: z.url({ protocol: /^https?$/, error: 'http://HOST:PORT or https://HOST' }).exactOptional(),
    /** Belongs to this twin alone. */
    database: z.string().min(1, 'the name of a database').exactOptional(),
    username: z.string().min(1, 'a user name; for a token, any').exactOptional(),
    /** File whose first line is the password, or the token. */
    passwordFile: z.string().min(1, 'the path of a file').exactOptional(),
  })
  .superRefine((historian, context) => {
    const refuse = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message });
    for (const key of influxKeys) {
      const isGiven = historian[key] !== undefined;
      const isNeeded = key === 'url' || key === 'database';
      if (historian.kind !== 'influx' && isGiven) refuse(key, 'absent, but with kind influx');
      if (historian.kind === 'influx' && !isGiven && isNeeded)
        refuse(key, 'needed with kind influx');
    }
    if (historian.kind === 'memory' && historian.retention_d !== undefined) {
      refuse('retention_d', 'absent with kind memory');
    }
    if (historian.url !== undefined && new URL(historian.url).username !== '') {
      refuse(
        'url',
        'an address without user and password: they stand in username and passwordFile',
      );
    }
  });
