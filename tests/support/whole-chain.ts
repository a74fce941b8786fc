import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GivenReadings } from './given-readings.ts';
import { type Influxd, startInfluxd } from './influxd.ts';
import { type Broker, startBroker } from './mosquitto.ts';
import { startTestServer, type TestServer } from './opcua-test-server.ts';
import { Plant, type Writer, writeMqtt, writeOpcua } from './plant.ts';

const line = 'demo.electrode.line1';
/** Variables of the OPC UA server that feed tags. */
export const forces = [0, 1, 2].map((i) => ({
  tag: `${line}.press.force${i}_N`,
  name: `Press/Force${i}`,
}));
/** These variables as the server makes them. */
export const forceVariables = forces.map(({ name }) => ({
  name,
  unit: { code: 'NEW', label: 'N' },
}));
/** Topics of the broker that feed tags. */
export const pieces = [0, 1].map((i) => ({
  tag: `${line}.cutter.pieces${i}_count`,
  topic: `cut/${i}`,
}));

type HistorianKind = 'duckdb' | 'influx';

/** Ports of what stands between the twin and its peers. */
interface Between {
  readonly opcua?: number;
  readonly mqtt?: number;
  readonly influx?: number;
}

/** An OPC UA server that keeps its history, a broker, an InfluxDB, and twins that use them. */
export class WholeChain {
  readonly #folder = mkdtempSync(join(tmpdir(), 'twinline-peers-'));
  readonly #ends: (() => Promise<unknown>)[] = [];
  readonly broker: Broker;
  readonly influx: Influxd;
  #server: TestServer | undefined;

  private constructor(broker: Broker, influx: Influxd) {
    this.broker = broker;
    this.influx = influx;
    this.defer(() => broker.dispose());
    this.defer(() => influx.stop());
  }

  /** @param server - of the OPC UA server, where it is not the usual one */
  static async start(
    server: Partial<Parameters<typeof startTestServer>[0]> = {},
  ): Promise<WholeChain> {
    const [broker, influx] = await Promise.all([startBroker(), startInfluxd()]);
    const chain = new WholeChain(broker, influx);
    await chain.serveOpcua(server);
    return chain;
  }

  get server(): TestServer {
    return this.#server!;
  }

  /** Starts the OPC UA server, again on its port. */
  async serveOpcua(more: Partial<Parameters<typeof startTestServer>[0]> = {}): Promise<void> {
    const started = await startTestServer({
      pkiFolder: join(this.#folder, 'server'),
      variables: forceVariables,
      history: true,
      ...(this.#server === undefined ? {} : { port: this.#server.port }),
      ...more,
    });
    this.#server = started;
    this.defer(() => started.kill());
  }

  /** Runs before everything that was there before it ends. */
  defer(end: () => Promise<unknown>): void {
    this.#ends.push(end);
  }

  /** A running twin of the server and the broker, with every connector live. */
  async twin(
    historian: HistorianKind,
    {
      between = {},
      given,
      clientId,
      ...more
    }: {
      readonly between?: Between;
      readonly security?: Readonly<Record<string, string>>;
      readonly given?: GivenReadings;
      /** At the broker, where another twin reads it too. */
      readonly clientId?: string;
    } = {},
  ): Promise<Plant> {
    const { security = { mode: 'None' } } = more;
    const made = new Plant({
      connectors: [
        {
          id: 'opcua1',
          kind: 'opcua',
          endpoint: by(this.server.endpoint, between.opcua),
          security,
        },
        {
          id: 'mqtt1',
          kind: 'mqtt',
          endpoint: by(this.broker.endpoint, between.mqtt),
          mode: { kind: 'topics' },
          ...(clientId === undefined ? {} : { clientId }),
        },
      ],
      map: [
        ...forces.map(({ tag, name }) => ({ tag, connector: 'opcua1', address: `ns=1;s=${name}` })),
        ...pieces.map(({ tag, topic }) => ({
          tag,
          connector: 'mqtt1',
          address: `${topic}#/n;time=/t`,
        })),
      ],
      historian: this.historian(historian, between),
      ...(given === undefined ? {} : { given }),
    });
    this.defer(() => made.dispose());
    await made.start();
    return made;
  }

  /** The section `historian` of a configuration. */
  historian(kind: HistorianKind, { influx }: Between = {}): Readonly<Record<string, unknown>> {
    return kind === 'duckdb'
      ? { kind, memoryLimit_MB: 256 }
      : { kind, url: by(this.influx.url, influx), database: 'plant' };
  }

  /** Lets both sources give readings steadily; the clock of the server is ahead of ours. */
  async write(made: Plant, { ahead_ms = 0 } = {}): Promise<Writer> {
    const writers = [
      writeOpcua(made.given, () => this.server, forces, {
        period_ms: 250,
        ahead_ms: () => ahead_ms,
      }),
      await writeMqtt(made.given, this.broker.endpoint, pieces),
    ];
    return {
      pause: async () => void (await Promise.all(writers.map((writer) => writer.pause()))),
      resume: () => writers.forEach((writer) => void writer.resume()),
      end: async () => void (await Promise.all(writers.map((writer) => writer.end()))),
    };
  }

  async dispose(): Promise<void> {
    this.broker.thaw();
    this.influx.signal('SIGCONT');
    this.server.thaw();
    for (const end of this.#ends.splice(0).reverse()) await end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** An address by another port of this machine. */
function by(url: string, port: number | undefined): string {
  return port === undefined ? url : url.replace(/:\d+(?=\/|$)/, `:${port}`);
}
