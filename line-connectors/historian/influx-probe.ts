import type { IPoint } from 'influx';
import { TwinError } from '../../twin/domain/errors.ts';
import { fieldTypes, measurement } from './influx-point.ts';
import { type InfluxServer, WriteRefusal } from './influx-server.ts';

/** What a server can do for us, found out by asking. */
export interface ServerAbilities {
  /** As it says; VictoriaMetrics says none. */
  readonly version: string | undefined;
  /** Why its answers are not to be believed: it does not give back what was written. */
  readonly unreadable?: string;
  /** Why samples are not forgotten when they should be. */
  readonly retentionFailure?: string;
}

/** What the probe is to set up. */
export interface ServerWish {
  readonly database: string;
  readonly retention_d?: number;
  /** Our clock [ms]. */
  readonly now: number;
}

const quotedName = (name: string): string =>
  `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const reasonOf = (error: unknown): string => (error as Error).message;

/**
 * Finds out what a server is: its version, whether it has the database (made where it can be), whether fields have our
 * types, and whether a point that is written comes back as it was.
 * @throws TwinError HISTORIAN_UNAVAILABLE; HISTORIAN_SERVER_UNFIT where samples could not be written
 */
export async function probeServer(
  server: InfluxServer,
  wish: ServerWish,
): Promise<ServerAbilities> {
  const version = await server.version();
  const madeNot = await requireDatabase(server, wish);
  const retentionFailure = await keepRetention(server, wish);
  await checkFields(server);
  const unreadable = await canary(server, wish.now, madeNot);
  return {
    version,
    ...(unreadable === undefined ? {} : { unreadable }),
    ...(retentionFailure === undefined ? {} : { retentionFailure }),
  };
}

/** InfluxDB 2 and 3 know no CREATE DATABASE: there it is mapped before, and the canary shows whether it is. */
async function requireDatabase(
  server: InfluxServer,
  { database, retention_d }: ServerWish,
): Promise<string | undefined> {
  try {
    const [found] = await server.query('SHOW DATABASES');
    if (found?.values.some(([name]) => name === database)) return undefined;
    const keeping = retention_d === undefined ? '' : ` WITH DURATION ${retention_d}d NAME "raw"`;
    await server.query(`CREATE DATABASE ${quotedName(database)}${keeping}`);
    return undefined;
  } catch (error) {
    if (!server.isAnswer(error)) throw error;
    return reasonOf(error);
  }
}

/** The default policy keeps samples as long as it should; a new one beside it would hide what is there already. */
async function keepRetention(
  server: InfluxServer,
  { database, retention_d }: ServerWish,
): Promise<string | undefined> {
  if (retention_d === undefined) return undefined;
  const name = quotedName(database);
  try {
    const [policies] = await server.query(`SHOW RETENTION POLICIES ON ${name}`);
    const place = (column: string): number => policies?.columns.indexOf(column) ?? -1;
    const standing = policies?.values.find((row) => row[place('default')] === true);
    if (standing === undefined) return 'the database shows no default retention policy';
    if (standing[place('duration')] === `${retention_d * 24}h0m0s`) return undefined;
    const policy = quotedName(String(standing[place('name')]));
    await server.query(`ALTER RETENTION POLICY ${policy} ON ${name} DURATION ${retention_d}d`);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** A measurement of this name with other types would refuse every sample. */
async function checkFields(server: InfluxServer): Promise<void> {
  const [found] = await server
    .query(`SHOW FIELD KEYS FROM ${measurement}`)
    .catch((error: unknown) => {
      if (server.isAnswer(error)) return [];
      throw error;
    });
  const foreign = found?.values.filter(([key, type]) => {
    const wanted = fieldTypes[key as keyof typeof fieldTypes];
    return wanted !== undefined && wanted !== type;
  });
  if (foreign === undefined || foreign.length === 0) return;
  const fields = foreign.map(([key, type]) => `${key} is ${type}`).join(', ');
  throw unfit(
    server,
    `its measurement ${measurement} is of another program (${fields}); take another database`,
  );
}

/**
 * Writes one point and reads it back.
 * @returns why reads are not to be believed; undefined where it came back
 */
async function canary(
  server: InfluxServer,
  now: number,
  withoutDatabase: string | undefined,
): Promise<string | undefined> {
  const time = Math.floor(now);
  // A number that a store which rounds would change, and a text that one which only has numbers would drop.
  const written = { v: 23.288791747374123, s: 'canary' };
  const point: IPoint = { measurement: 'canary', fields: written, timestamp: `${time}000000` };
  try {
    await server.write([point]);
  } catch (error) {
    if (!(error instanceof WriteRefusal)) {
      if (withoutDatabase === undefined) throw error;
      throw unfit(server, `${reasonOf(error)}; the database could not be made: ${withoutDatabase}`);
    }
    throw unfit(server, `it refuses a plain point: ${error.message}`);
  }
  try {
    const [found] = await server.query(`SELECT v, s FROM canary WHERE time = ${time}ms`);
    const [at, v, s] = found?.values[0] ?? [];
    if (found?.columns.join() === 'time,v,s' && at === time && v === written.v && s === written.s) {
      return undefined;
    }
    return `a point that was written did not come back as it was (found ${JSON.stringify(found?.values[0] ?? null)})`;
  } catch (error) {
    // A server that is slow or just starting may give it back later.
    if (!server.isAnswer(error)) throw error;
    return reasonOf(error);
  }
}

/** The error of a server that answers, but not as a history must. */
export function unfit({ name }: InfluxServer, detail: string): TwinError {
  return new TwinError(
    'HISTORIAN_SERVER_UNFIT',
    `The server at ${name} cannot serve as history: ${detail}`,
    { server: name, detail },
  );
}
