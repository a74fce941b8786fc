import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Influxd, startInfluxd } from '../support/influxd.ts';
import { type Broker, startBroker } from '../support/mosquitto.ts';
import { startTestServer, type TestServer } from '../support/opcua-test-server.ts';
import { Plant, writeMqtt, writeOpcua } from '../support/plant.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { describeWith } from '../support/with-program.ts';

/**
 * Source, connector, spool, historian and API together, the twin as a user starts it. What each connector, the spool and the
 * historians do by themselves stands in their own tests.
 */
const line = 'demo.electrode.line1';
const forces = [0, 1, 2].map((i) => ({
  tag: `${line}.press.force${i}_N`,
  name: `Press/Force${i}`,
}));
const pieces = [0, 1].map((i) => ({ tag: `${line}.cutter.pieces${i}_count`, topic: `cut/${i}` }));
const variables = forces.map(({ name }) => ({ name, unit: { code: 'NEW', label: 'N' } }));
/** Longest from the return of what was away to the first value [s]. */
const mostAway_s = 15;

let peers: string;
let broker: Broker;
let server: TestServer;
let influx: Influxd;
const ends: (() => Promise<unknown>)[] = [];

async function serveOpcua(more: Partial<Parameters<typeof startTestServer>[0]> = {}) {
  const started = await startTestServer({
    pkiFolder: join(peers, 'server'),
    variables,
    history: true,
    ...more,
  });
  ends.push(() => started.kill());
  return started;
}

/** A twin of the OPC UA server and the broker; `ports` where something stands between. */
async function plant(
  historian: 'duckdb' | 'influx',
  ports: { readonly opcua?: number; readonly mqtt?: number; readonly influx?: number } = {},
): Promise<Plant> {
  const opcua = new URL(server.endpoint);
  const local = (url: string, port: number | undefined): string =>
    port === undefined ? url : url.replace(/:\d+(?=\/|$)/, `:${port}`);
  const made = new Plant({
    connectors: [
      {
        id: 'opcua1',
        kind: 'opcua',
        endpoint: local(opcua.href, ports.opcua),
        security: { mode: 'None' },
      },
      {
        id: 'mqtt1',
        kind: 'mqtt',
        endpoint: local(broker.endpoint, ports.mqtt),
        mode: { kind: 'topics' },
      },
    ],
    map: [
      ...forces.map(({ tag, name }) => ({
        tag,
        connector: 'opcua1',
        address: `ns=1;s=${name}`,
      })),
      ...pieces.map(({ tag, topic }) => ({
        tag,
        connector: 'mqtt1',
        address: `${topic}#/n;time=/t`,
      })),
    ],
    historian:
      historian === 'duckdb'
        ? { kind: 'duckdb', memoryLimit_MB: 256 }
        : { kind: 'influx', url: local(influx.url, ports.influx), database: 'plant' },
  });
  ends.push(() => made.dispose());
  await made.start();
  await made.live();
  return made;
}

/** Both sources, giving readings steadily. */
async function writeBoth(made: Plant) {
  const opcua = writeOpcua(made.given, () => server, forces, { period_ms: 250 });
  const mqtt = await writeMqtt(made.given, broker.endpoint, pieces);
  return {
    opcua,
    mqtt,
    async end() {
      await Promise.all([opcua.end(), mqtt.end()]);
    },
  };
}

const wait = (time_ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, time_ms));

/** Nothing lost, doubled or invented, of as many readings as a test must have given at least. */
async function expectWhole(made: Plant, least: number): Promise<void> {
  const { compared, ...difference } = await made.compared();
  expect(difference).toEqual({ lost: [], doubled: [], invented: [] });
  expect(compared).toBeGreaterThan(least);
}

beforeEach(async () => {
  peers = mkdtempSync(join(tmpdir(), 'twinline-peers-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(peers, { recursive: true, force: true });
});

describeWith('mosquitto', 'the whole chain', () => {
  describeWith('influxd', 'from sources to the API', () => {
    beforeEach(async () => {
      [broker, server, influx] = await Promise.all([startBroker(), serveOpcua(), startInfluxd()]);
      ends.push(
        () => broker.dispose(),
        () => influx.stop(),
      );
    });

    it.each(['duckdb', 'influx'] as const)(
      'loses and doubles nothing over %s when the twin is killed again and again',
      async (historian) => {
        const made = await plant(historian);
        const writers = await writeBoth(made);
        for (const while_ms of [1500, 700]) {
          await wait(while_ms);
          await made.kill();
          const returned = Date.now();
          await made.start();
          expect(await made.firstValuesAfter(returned)).toBeLessThan(mostAway_s);
        }
        await writers.end();
        await expectWhole(made, 100);
        // A start from the disk alone answers the same.
        await made.kill();
        await made.start();
        await expectWhole(made, 100);
      },
      90_000,
    );
  });
});
