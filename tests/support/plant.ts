import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { GivenReadings } from './given-readings.ts';
import type { TestServer } from './opcua-test-server.ts';
import { root, type ServedTwin, startTwinProcess } from './served-twin.ts';
import { onDiskOf } from './small-disk.ts';
import { type ToldSample, toldBy } from './twin-history.ts';

/** A row of the tag map of a twin. */
interface MapRow {
  readonly tag: string;
  readonly connector: string;
  readonly address: string;
  /** 100 where absent. */
  readonly samplingInterval_ms?: number;
}

/** How a twin is configured. */
interface PlantOptions {
  /** Sections of the configuration; connectors get their tags from `map`. */
  readonly connectors: readonly ({ readonly id: string } & Readonly<Record<string, unknown>>)[];
  readonly map: readonly MapRow[];
  readonly historian: Readonly<Record<string, unknown>>;
  readonly spool?: Readonly<Record<string, unknown>>;
  /** What its sources give, where another twin reads them too. */
  readonly given?: GivenReadings;
  /** The folder of the data is a disk of this size, which ends with the twin. */
  readonly onDisk_MB?: number;
}

const band = { min: 1, target: 2, max: 3 };
const recipe = {
  name: 'test',
  material: 'nmc622-demonstration',
  porosity_frac: { min: 0.29, target: 0.31, max: 0.33 },
  loading_g_per_m2: band,
  thickness_um: band,
};
/** Longer than a sampling interval of a row that names none [ms]. */
const stands_ms = 150;
/** Longest wait for the history to hold what was given [ms]. */
const patience_ms = 30_000;
const look_ms = 100;
/** Clocks of sources are wrong by less [ms]. */
const mostSkew_ms = 120_000;

/** A twin as a user starts it, with a folder and a configuration of its own, and what its sources have given. */
export class Plant {
  readonly folder = mkdtempSync(join(tmpdir(), 'twinline-plant-'));
  readonly data = join(this.folder, 'data');
  readonly given: GivenReadings;
  readonly #options: PlantOptions;
  #twin: ServedTwin | undefined;

  constructor(options: PlantOptions) {
    this.#options = options;
    this.given = options.given ?? new GivenReadings();
    const { connectors, map, historian, spool } = options;
    const mapFile = join(this.folder, 'tags.csv');
    const rows = map.map(
      ({ tag, connector, address, samplingInterval_ms = 100 }) =>
        `${tag},${connector},${address},,${samplingInterval_ms}`,
    );
    writeFileSync(
      mapFile,
      ['tag,connector,address,sourceUnit,samplingInterval_ms', ...rows, ''].join('\n'),
    );
    const configuration = {
      plant: { line: { path: 'short' } },
      connectors: connectors.map((connector) => ({ map: mapFile, ...connector })),
      historian,
      ...(spool === undefined ? {} : { spool }),
      recipes: [recipe],
    };
    writeFileSync(join(this.folder, 'twinline.yaml'), JSON.stringify(configuration));
  }

  get tags(): readonly string[] {
    return this.#options.map.map(({ tag }) => tag);
  }

  get twin(): ServedTwin {
    if (this.#twin === undefined) throw new Error('the twin does not run');
    return this.#twin;
  }

  /** Starts the twin, again with what it had kept; resolves when it listens. */
  async start(): Promise<void> {
    const { onDisk_MB } = this.#options;
    const under = onDisk_MB === undefined ? [] : onDiskOf(onDisk_MB, this.data);
    const serve = [process.execPath, 'bin/twinline.mjs', 'serve'];
    const options = ['--config', join(this.folder, 'twinline.yaml'), '--data', this.data];
    const command = [...under, ...serve, ...options] as [string, ...string[]];
    this.#twin = await startTwinProcess(command, {
      cwd: root,
      environment: { ...process.env, TWINLINE_HTTP__PORT: '0' },
      wholeGroup: under.length > 0,
    });
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.twin.kill();
    this.#twin = undefined;
  }

  /** What `/api/v1/status` says. */
  async status(): Promise<PlantStatus> {
    // The server ends a connection that was idle while a test compared what it has read: this one is new.
    const headers = { connection: 'close' };
    const answer = await fetch(`${this.twin.url}/api/v1/status`, { headers });
    return (await answer.json()) as PlantStatus;
  }

  /** All that the API tells of the tags, and of others where they are named. */
  told(tags: readonly string[] = this.tags): Promise<ToldSample[]> {
    return toldBy(this.twin.url, tags);
  }

  /** Resolves when something holds; rejects with what the last look found. */
  async until<T>(
    what: string,
    look: () => Promise<T>,
    holds: (found: T) => boolean,
    longest_ms = patience_ms,
  ): Promise<T> {
    const begun = performance.now();
    let said: unknown;
    for (;;) {
      try {
        const found = await look();
        if (holds(found)) return found;
        said = found;
      } catch (error) {
        // A historian that is away answers with an error.
        said = error;
      }
      if (performance.now() - begun > longest_ms) {
        const text = said instanceof Error ? said.message : JSON.stringify(said);
        throw new Error(`after ${longest_ms} ms not: ${what}; found ${text.slice(0, 1500)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, look_ms));
    }
  }

  /** Waits until every connector is live. */
  async live(): Promise<void> {
    await this.until(
      'every connector is live',
      async () => (await this.status()).connectors,
      (connectors) => connectors.every(({ state }) => state === 'live'),
    );
  }

  /** Waits until the history holds all that was given, and tells how the two differ then. */
  async compared(): Promise<ReturnType<GivenReadings['against']>['difference']> {
    return (await this.counted()).difference;
  }

  /** As `compared`, with the numbers of what differs. */
  async counted(
    longest_ms = patience_ms,
    tags = this.tags,
  ): Promise<ReturnType<GivenReadings['against']>> {
    return this.until(
      'all that was given is stored',
      async () => this.given.against(await this.told(tags), tags),
      ({ lost }) => lost === 0,
      longest_ms,
    ).catch(async (error: unknown) => {
      // The difference says more than that it was late.
      const found = this.given.against(await this.told(tags), tags);
      if (found.lost === 0) throw error;
      return found;
    });
  }

  /** Waits for a good value of each tag that its source took at or after a time of ours; the latest of these waits [s]. */
  async firstValuesAfter(
    returned: number,
    tags: readonly string[] = this.tags,
    longest_ms = patience_ms,
  ): Promise<number> {
    const seconds = await Promise.all(
      tags.map(async (tag) => {
        await this.until(
          `${tag} has a new value`,
          () => toldBy(this.twin.url, [tag], returned - mostSkew_ms),
          (told) =>
            told.some(
              ({ receivedTimestamp, quality, flags }) =>
                receivedTimestamp >= returned && quality === 'good' && (flags & 7) === 0,
            ),
          longest_ms,
        );
        return (Date.now() - returned) / 1000;
      }),
    );
    return Math.max(...seconds);
  }

  /** Ends the twin and removes the folder. */
  async dispose(): Promise<void> {
    await this.#twin?.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The part of the status that tests look at. */
interface PlantStatus {
  readonly samplesReceived: number;
  readonly connectors: readonly {
    readonly id: string;
    readonly state: string;
    readonly pendingCertificate?: string;
  }[];
  readonly historian: {
    readonly state: string;
    readonly pendingSamples: number;
    readonly lostSamples: number;
  };
  readonly spool: { readonly state: string; readonly gaps: number };
}

/** Gives readings for as long as a test lets it; each is noted once its source answers for it. */
export interface Writer {
  /** Ends the present reading and gives no more until `resume`. */
  pause(): Promise<void>;
  resume(): void;
  /** Notes the readings that the source has answered for late, and ends. */
  end(): Promise<void>;
}

/** Calls `write` with 0, 1, ... every so often. */
function writer(period_ms: number, write: (n: number) => Promise<void>): Writer {
  let n = 0;
  let runs = false;
  let loop: Promise<void> = Promise.resolve();
  const go = async (): Promise<void> => {
    while (runs) {
      const begun = performance.now();
      await write(n);
      n += 1;
      const rest = Math.max(0, period_ms - (performance.now() - begun));
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
  };
  const pause = async (): Promise<void> => {
    runs = false;
    await loop;
  };
  const resume = (): void => {
    if (runs) return;
    runs = true;
    loop = go();
  };
  resume();
  return { pause, resume, end: pause };
}

/**
 * Sets variables of an OPC UA server to rising numbers, each for longer than a sampling interval.
 * @param server - the one that runs now; asked anew for every reading
 * @param options - `ahead_ms`: how much the clock of the server is ahead now; asked anew for every reading
 */
export function writeOpcua(
  given: GivenReadings,
  server: () => TestServer,
  variables: readonly { readonly tag: string; readonly name: string }[],
  { period_ms = 100, ahead_ms = (): number => 0 } = {},
): Writer {
  return writer(period_ms, async (n) => {
    const sourceTimestamp = Date.now() + ahead_ms();
    await Promise.all(
      variables.map(async ({ tag, name }, i) => {
        const value = 1000 * i + n;
        await server().send({ kind: 'set', name, value, sourceTimestamp, stands_ms });
        given.add({ tag, sourceTimestamp, value });
      }),
    );
  });
}

/**
 * Publishes rising numbers as JSON `{ "n": number, "t": source time }` with quality of service 1; what a broker has not
 * acknowledged is sent again after the next connection. A reading is noted when it is handed over.
 */
export async function writeMqtt(
  given: GivenReadings,
  endpoint: string,
  topics: readonly { readonly tag: string; readonly topic: string }[],
  { period_ms = 50 } = {},
): Promise<Writer & { readonly client: MqttClient }> {
  const client = connect(endpoint, { reconnectPeriod: 200, connectTimeout: 2000, keepalive: 3600 });
  client.on('error', () => undefined);
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  const underWay = new Set<Promise<unknown>>();
  const steady = writer(period_ms, async (n) => {
    const sourceTimestamp = Date.now();
    for (const { tag, topic } of topics) {
      given.add({ tag, sourceTimestamp, value: n });
      const payload = JSON.stringify({ n, t: sourceTimestamp });
      const sent: Promise<unknown> = client
        .publishAsync(topic, payload, { qos: 1 })
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
    }
  });
  return {
    ...steady,
    client,
    async end() {
      await steady.pause();
      await Promise.all(underWay);
      await client.endAsync(true);
    },
  };
}
