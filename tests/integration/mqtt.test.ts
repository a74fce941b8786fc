import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect as connectClient, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { browseBroker } from '../../line-connectors/mqtt/browse.ts';
import { createMqttConnector } from '../../line-connectors/mqtt/connector.ts';
import type { MqttConnectorOptions } from '../../line-connectors/mqtt/options.ts';
import { encodePayload, type MetricToSend } from '../../line-connectors/mqtt/sparkplug-codec.ts';
import { proposeMapping } from '../../line-connectors/source/propose-mapping.ts';
import type { TagMapping } from '../../twin/domain/connector.ts';
import { parseTopicAddress } from '../../twin/domain/mqtt-address.ts';
import type { QuarantineEntry } from '../../twin/domain/quarantine.ts';
import { type Sample, sampleFlags, statusCodes, type TagId } from '../../twin/domain/sample.ts';
import { gapTag } from '../../twin/domain/tag.ts';
import { type EdgeNodePeer, startEdgeNode } from '../support/edge-node.ts';
import { type Broker, freePort, startBroker } from '../support/mosquitto.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { describeWith } from '../support/with-program.ts';

const line = 'lab.pilot.line1';
const air = `${line}.oven.air_degC` as TagId;
const mode = `${line}.oven.mode` as TagId;
const pieces = `${line}.press.pieces_count` as TagId;
const gap = `${line}.mqtt1.gap` as TagId;
const sparkplugMap = [
  row(air, 'plant/gateway/oven#Air/Temperature'),
  row(mode, 'plant/gateway/oven#Mode'),
];
const born = [
  { name: 'Air/Temperature', alias: 1, type: 'Double', value: 100, engUnit: '°C' },
  { name: 'Mode', type: 'String', value: 'run' },
] as const;
const topicsMap = [row(pieces, 'press#/n;time=/t')];

function row(tag: TagId, address: string): TagMapping {
  return { tag, address, samplingInterval_ms: 1000 };
}

// Real brokers, killed and frozen, on a machine that does other things besides.
vi.setConfig({ testTimeout: 60_000 });

let broker: Broker;
let folder: string;
const ends: (() => Promise<unknown>)[] = [];

function connect(
  options: Partial<MqttConnectorOptions> & {
    offer?: (batch: readonly Sample[]) => Promise<void>;
  } = {},
) {
  const refusals: QuarantineEntry[] = [];
  const connector = createMqttConnector({
    id: 'mqtt1',
    endpoint: broker.endpoint,
    version: '5',
    clientId: 'twinline-mqtt1',
    security: {},
    mode: { kind: 'sparkplug', reorder_ms: 1000, rebirth: true },
    map: sparkplugMap,
    gapTag: gapTag('lab.pilot.line1', 'mqtt1'),
    quarantine: { put: (entry) => refusals.push(entry), counts: () => ({}) },
    clock: { now: () => Date.now() },
    random: () => 0.5,
    ...options,
  });
  const samples: Sample[] = [];
  const abort = new AbortController();
  const offer = async (batch: readonly Sample[]): Promise<void> => {
    await options.offer?.(batch);
    samples.push(...batch);
  };
  const done = connector.run({ offer }, abort.signal);
  const end = async (): Promise<void> => {
    abort.abort();
    await done;
  };
  ends.push(end);
  return {
    connector,
    samples,
    refusals,
    end,
    of: (tag: TagId) => samples.filter((sample) => sample.tag === tag),
  };
}

function topics(
  options: Partial<MqttConnectorOptions> & {
    offer?: (batch: readonly Sample[]) => Promise<void>;
  } = {},
) {
  return connect({ mode: { kind: 'topics', sessionExpiry_s: 3600 }, map: topicsMap, ...options });
}

async function edgeNode(name = 'gateway'): Promise<EdgeNodePeer> {
  const node = await startEdgeNode(broker.endpoint, name, born);
  ends.push(() => node.end());
  return node;
}

async function publisher(endpoint = broker.endpoint): Promise<MqttClient> {
  const client = connectClient(endpoint, { reconnectPeriod: 200 });
  client.on('error', () => undefined);
  ends.push(() => client.endAsync(true).catch(() => undefined));
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  return client;
}

/** Polls until `check` does not throw. */
function soon(check: () => void, timeout = 10_000): Promise<void> {
  return vi.waitFor(check, { timeout, interval: 25 });
}

const live = ({ connector }: ReturnType<typeof connect>) =>
  soon(() => expect(connector.health()).toMatchObject({ state: 'live' }), 15_000);

const piece = (n: number): string => JSON.stringify({ n, t: 1_767_225_600_000 + n });

function expectNoRepeats(samples: readonly Sample[]): void {
  const keys = samples.map((s) => `${s.tag} ${s.sourceTimestamp} ${s.status} ${s.value}`);
  expect(new Set(keys).size).toBe(keys.length);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twinline-mqtt-'));
  broker = await startBroker();
});
afterEach(async () => {
  broker.thaw();
  for (const end of ends.splice(0).reverse()) await end();
  await broker.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describeWith('mosquitto', 'a Sparkplug host behind mosquitto', () => {
  it('finds a node that was born before it, follows it, and ends its tags with its death', async () => {
    const node = await edgeNode();
    const host = connect();
    await soon(() => expect(host.of(air)).toMatchObject([{ value: 100, status: 0 }]));
    expect(node.rebirths()).toBe(1);
    node.data({ 'Air/Temperature': 101, Mode: 'stop' });
    await soon(() => expect(host.of(mode).at(-1)).toMatchObject({ value: 'stop' }));
    expect(host.of(air).at(-1)).toMatchObject({ value: 101, status: 0 });
    node.data({ 'Air/Temperature': 60 }, { historical: true, timestamp: Date.now() - 3600_000 });
    await soon(() =>
      expect(host.of(air).at(-1)).toMatchObject({ value: 60, flags: sampleFlags.historical }),
    );
    node.deviceDeath();
    const dead = { value: null, status: statusCodes.badNoCommunication };
    await soon(() => expect(host.of(air).at(-1)).toMatchObject(dead));
    node.deviceBirth();
    // The unchanged value stands once more behind the hole.
    await soon(() => expect(host.of(air).at(-1)).toMatchObject({ value: 101, status: 0 }));
    await node.cut();
    await soon(() => expect(host.of(air).at(-1)).toMatchObject(dead));
    expect(host.connector.health()).toMatchObject({ state: 'live', refusedTags: {} });
    expect(host.refusals).toEqual([]);
    expectNoRepeats(host.samples);
  });

  it('asks for a birth when a message is missing, keeps what came, and writes the gap into the history', async () => {
    const node = await edgeNode();
    const host = connect();
    await soon(() => expect(host.of(air)).toHaveLength(1));
    node.lose();
    node.data({ 'Air/Temperature': 102 });
    await soon(() => expect(host.of(gap)).toHaveLength(1));
    expect(JSON.parse(host.of(gap)[0]!.value as string)).toMatchObject({
      source: 'plant/gateway',
      lostMessages: 1,
    });
    expect(host.of(air).at(-1)).toMatchObject({ value: 102 });
    await soon(() => expect(node.rebirths()).toBe(2));
    expectNoRepeats(host.samples);
  });

  it('is live again within 15 s after the broker was killed and returned, with a gap record', async () => {
    const node = await edgeNode();
    const host = connect();
    await soon(() => expect(host.of(air)).toHaveLength(1));
    await broker.kill();
    await soon(
      () => expect(host.of(air).at(-1)?.status).toBe(statusCodes.badNoCommunication),
      2000,
    );
    expect(host.connector.health()).toMatchObject({ state: 'stale' });
    await soon(() => expect(host.connector.health().code).toBe('MQTT_UNREACHABLE'));
    const returned = Date.now();
    await broker.start();
    await soon(() => expect(host.of(air).at(-1)).toMatchObject({ value: 100, status: 0 }), 15_000);
    expect(Date.now() - returned).toBeLessThan(15_000);
    await soon(() => expect(host.of(gap).length).toBeGreaterThan(0));
    node.data({ 'Air/Temperature': 103 });
    await soon(() => expect(host.of(air).at(-1)).toMatchObject({ value: 103 }));
    expect(host.connector.health().state).toBe('live');
    expectNoRepeats(host.samples);
  });

  it('calls a frozen broker stale, and what was last said true again when it goes on', async () => {
    await edgeNode();
    const host = connect();
    await soon(() => expect(host.of(air)).toHaveLength(1));
    broker.freeze();
    await soon(() => expect(host.connector.health().state).toBe('stale'), 6000);
    await soon(() => expect(host.of(air).at(-1)?.status).toBe(statusCodes.badNoCommunication));
    broker.thaw();
    await soon(() => expect(host.of(air).at(-1)).toMatchObject({ value: 100, status: 0 }));
    expect(host.of(air).at(-1)?.flags).toBe(sampleFlags.substituted);
    expect(host.connector.health()).toMatchObject({ state: 'live', reconnects: 0 });
    expectNoRepeats(host.samples);
  });

  it('takes duplicates and messages in another order as the edge node meant them', async () => {
    const host = connect({ mode: { kind: 'sparkplug', reorder_ms: 5000, rebirth: false } });
    await live(host);
    const client = await publisher();
    const start = Date.now();
    const send = (kind: string, seq: number, value: number): void => {
      const topic = `spBv1.0/plant/${kind}/gateway${kind.startsWith('N') ? '' : '/oven'}`;
      const metric = { name: 'Air/Temperature', type: 'Double', value, engUnit: '°C' } as const;
      const metrics = kind === 'NBIRTH' ? [] : [{ ...metric, timestamp: start + seq }];
      client.publish(topic, Buffer.from(encodePayload({ timestamp: start + seq, seq, metrics })));
    };
    // The device first, then everything twice and from behind.
    send('DBIRTH', 1, 1);
    send('NBIRTH', 0, 0);
    for (const seq of [5, 5, 4, 3, 3, 2, 2]) send('DDATA', seq, seq);
    await soon(() => expect(host.of(air).map(({ value }) => value)).toEqual([1, 2, 3, 4, 5]));
    expect(host.refusals).toEqual([]);
  });

  it('puts what is malformed or hostile aside and goes on', async () => {
    const node = await edgeNode();
    const host = connect();
    await soon(() => expect(host.of(air)).toHaveLength(1));
    const client = await publisher();
    client.publish('spBv1.0/plant/NDATA/gateway', Buffer.from('not protobuf'));
    client.publish('spBv1.0/plant/XDATA/gateway', Buffer.alloc(0));
    client.publish('spBv1.0/plant/DDATA/gateway/a/b', Buffer.alloc(0));
    client.publish('spBv1.0/plant/NDATA/gateway', Buffer.alloc(10 * 2 ** 20));
    node.data({ 'Air/Temperature': Number.NaN });
    node.data({ 'Air/Temperature': 104 });
    await soon(() => expect(host.of(air).at(-1)).toMatchObject({ value: 104, status: 0 }));
    await soon(() => expect(host.refusals).toHaveLength(5));
    expect(host.refusals.filter(({ code }) => code === 'MQTT_VALUE_REFUSED')).toMatchObject([
      { connector: 'mqtt1', reason: 'NaN is no finite number' },
    ]);
  });

  it('tells edge nodes of a primary host that it is there, and that it is gone', async () => {
    const client = await publisher();
    const states: unknown[] = [];
    client.on('message', (_, payload) => states.push(JSON.parse(payload.toString()) as unknown));
    await client.subscribeAsync('spBv1.0/STATE/host1', { qos: 1 });
    const host = connect({
      mode: { kind: 'sparkplug', reorder_ms: 5000, rebirth: true, primaryHost: 'host1' },
    });
    await soon(() =>
      expect(states).toMatchObject([{ online: true, timestamp: expect.any(Number) }]),
    );
    await host.end();
    await soon(() => expect(states.at(-1)).toMatchObject({ online: false }));
  });
});

describeWith('mosquitto', 'plain topics behind mosquitto', () => {
  it.each(['3.1.1', '5'] as const)(
    'gets with MQTT %s what was published while it was away, once each',
    async (version) => {
      const before = topics({ version });
      await live(before);
      await before.end();
      const client = await publisher();
      await Promise.all(
        Array.from({ length: 500 }, (_, n) => client.publishAsync('press', piece(n), { qos: 1 })),
      );
      const after = topics({ version });
      await soon(() => expect(after.of(pieces)).toHaveLength(500));
      expect(after.of(pieces).map(({ value }) => value)).toEqual(
        Array.from({ length: 500 }, (_, n) => n),
      );
      expect(after.of(gap)).toEqual([]);
    },
  );

  it('acknowledges nothing that the sink has not taken, and gets it again', async () => {
    let full = true;
    const twin = topics({
      offer: async () => {
        if (full) throw new Error('the spool does not take');
      },
    });
    await live(twin);
    const client = await publisher();
    for (let n = 0; n < 50; n++) client.publish('press', piece(n), { qos: 1 });
    await soon(() => expect(twin.connector.health().reconnects).toBeGreaterThan(0));
    expect(twin.samples).toEqual([]);
    full = false;
    await soon(() => {
      const good = twin.of(pieces).filter(({ status }) => status === 0);
      expect(new Set(good.map(({ value }) => value)).size).toBe(50);
    }, 15_000);
  });

  it('loses nothing and doubles nothing when its process is killed again and again', async () => {
    const file = join(folder, 'stored.txt');
    writeFileSync(file, '');
    const script = fileURLToPath(new URL('mqtt-subscriber-process.ts', import.meta.url));
    const register = fileURLToPath(new URL('../../register.mjs', import.meta.url));
    const stored = () => new Set(readFileSync(file, 'utf8').split('\n').slice(0, -1));
    const start = () => {
      const child = spawn(process.execPath, ['--import', register, script, broker.endpoint, file]);
      const gone = once(child, 'exit');
      return async (): Promise<void> => {
        child.kill('SIGKILL');
        await gone;
      };
    };
    let kill = start();
    ends.push(() => kill());
    const client = await publisher();
    // The session exists from the first subscription on.
    await soon(() => {
      client.publish('press', piece(0), { qos: 1 });
      expect(stored().size).toBeGreaterThan(0);
    }, 20_000);
    // Steadily, so that at each moment some have arrived and are not stored yet.
    const total = 2000;
    const publishing = (async () => {
      for (let n = 0; n < total; n += 10) {
        const some = Array.from({ length: 10 }, (_, i) => n + i);
        await Promise.all([
          new Promise((resolve) => setTimeout(resolve, 10)),
          ...some.map((each) => client.publishAsync('press', piece(each), { qos: 1 })),
        ]);
      }
    })();
    for (const share of [0.2, 0.5, 0.8]) {
      await soon(() => expect(stored().size).toBeGreaterThan(share * total), 20_000);
      await kill();
      kill = start();
    }
    await publishing;
    await soon(() => expect(stored().size).toBe(total), 20_000);
    // What was stored and not yet acknowledged comes twice, to the byte: the historian knows it by that.
    const want = Array.from({ length: total }, (_, n) => `${1_767_225_600_000 + n} ${n}`);
    expect([...stored()].sort()).toEqual(want.sort());
  }, 90_000);

  it('goes on after the broker was killed, with what the broker had kept', async () => {
    const twin = topics();
    await live(twin);
    const client = await publisher();
    await client.publishAsync('press', piece(1), { qos: 1 });
    await soon(() => expect(twin.of(pieces)).toHaveLength(1));
    await broker.kill();
    await soon(
      () => expect(twin.of(pieces).at(-1)?.status).toBe(statusCodes.badNoCommunication),
      2000,
    );
    await broker.start();
    const returned = Date.now();
    await live(twin);
    client.publish('press', piece(2), { qos: 1 });
    await soon(() => expect(twin.of(pieces).at(-1)).toMatchObject({ value: 2, status: 0 }), 15_000);
    expect(Date.now() - returned).toBeLessThan(15_000);
  });

  it('says so in the history when the broker has forgotten its session', async () => {
    const twin = topics();
    await live(twin);
    await broker.kill();
    rmSync(join(broker.folder, 'mosquitto.db'), { force: true });
    await broker.start();
    await soon(() => expect(twin.of(gap)).toHaveLength(1), 15_000);
    expect(twin.of(gap)[0]?.value).toMatch(/forgotten the session/);
  });

  it('reads an encrypted broker whose certificate it was told to trust, and no other', async () => {
    const caFile = join(folder, 'broker.pem');
    const keyFile = join(folder, 'broker.key');
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject].concat([
        '-keyout',
        keyFile,
        '-out',
        caFile,
      ]),
      { stdio: 'ignore' },
    );
    const encrypted = await startBroker([`certfile ${caFile}`, `keyfile ${keyFile}`], 'mqtts');
    ends.push(() => encrypted.dispose());
    const stranger = topics({ endpoint: encrypted.endpoint });
    await soon(() => expect(stranger.connector.health().code).toBe('MQTT_TLS_FAILED'));
    const twin = topics({ endpoint: encrypted.endpoint, security: { caFile } });
    await live(twin);
  });

  it('feeds tags that captures find, and lists them', async () => {
    const twin = topics({
      map: [
        {
          ...row(`${line}.gauge.thicknessLane{1}_um` as TagId, 'gauge/+/thickness'),
          sourceUnit: 'um',
        },
      ],
    });
    await live(twin);
    const client = await publisher();
    for (const lane of [1, 2]) client.publish(`gauge/${lane}/thickness`, `${70 + lane}`);
    const tags = [1, 2].map((lane) => `${line}.gauge.thicknessLane${lane}_um` as TagId);
    await soon(() => expect(tags.map((tag) => twin.of(tag)[0]?.value)).toEqual([71, 72]));
    expect(twin.connector.tags()).toEqual(tags);
  });

  it('says why it cannot connect: nobody there, a wrong password, a file that is not there', async () => {
    const nobody = topics({ endpoint: `mqtt://127.0.0.1:${await freePort()}` });
    await soon(() =>
      expect(nobody.connector.health()).toMatchObject({
        state: 'failed',
        code: 'MQTT_UNREACHABLE',
      }),
    );
    const closed = await startBroker(['allow_anonymous false']);
    ends.push(() => closed.dispose());
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, 'wrong\n');
    const refused = topics({
      endpoint: closed.endpoint,
      security: { username: 'twin', passwordFile },
    });
    await soon(() =>
      expect(refused.connector.health()).toMatchObject({ state: 'failed', code: 'MQTT_REFUSED' }),
    );
    const unread = topics({ security: { username: 'a', passwordFile: join(folder, 'none') } });
    await soon(() => expect(unread.connector.health().code).toBe('CONFIG_UNREADABLE'));
  });
});

describeWith('mosquitto', 'an MQTT connector behind a bad network', () => {
  it('makes a new connection when the old one is silent, and is back within 15 s', async () => {
    const proxy = await startTcpProxy({ port: Number(new URL(broker.endpoint).port) });
    ends.push(() => proxy.close());
    const twin = topics({ endpoint: `mqtt://127.0.0.1:${proxy.port}` });
    await live(twin);
    const client = await publisher();
    proxy.set({ silent: true });
    await soon(() => expect(twin.connector.health().state).toBe('stale'), 6000);
    // QoS 1: the broker keeps it until it is acknowledged.
    await client.publishAsync('press', piece(1), { qos: 1 });
    await soon(() => expect(twin.connector.health().reconnects).toBeGreaterThan(0), 15_000);
    proxy.set({});
    const returned = Date.now();
    await soon(() => expect(twin.of(pieces).at(-1)).toMatchObject({ value: 1, status: 0 }), 15_000);
    expect(Date.now() - returned).toBeLessThan(15_000);
  });

  it('outlives bytes that are flipped on the way', async () => {
    const proxy = await startTcpProxy({ port: Number(new URL(broker.endpoint).port) });
    ends.push(() => proxy.close());
    const twin = topics({ endpoint: `mqtt://127.0.0.1:${proxy.port}` });
    await live(twin);
    const client = await publisher();
    proxy.set({ bytesPerFlip: 40 });
    let n = 0;
    await soon(() => {
      client.publish('press', piece(n++), { qos: 1 });
      expect(proxy.counts.flipped).toBeGreaterThan(50);
    }, 30_000);
    proxy.set({});
    await soon(() => {
      client.publish('press', piece(n++), { qos: 1 });
      const last = twin.of(pieces).at(-1);
      expect(last?.status).toBe(0);
      expect(last?.value).toBeGreaterThan(n - 50);
    }, 30_000);
  });

  it('lets the broker wait while the sink takes nothing, and takes up what it held back', async () => {
    let given = 0;
    let release = (): void => undefined;
    const stored = new Promise<void>((resolve) => {
      release = resolve;
    });
    const host = connect({
      mode: { kind: 'sparkplug', reorder_ms: 5000, rebirth: false },
      offer: (batch) => {
        given += batch.length;
        return stored;
      },
    });
    await live(host);
    const client = await publisher();
    const start = Date.now();
    const total = 75_000;
    const send = (kind: string, seq: number, metrics: MetricToSend[]): void => {
      const topic = `spBv1.0/plant/${kind}/gateway${kind.startsWith('N') ? '' : '/oven'}`;
      const payload = encodePayload({ timestamp: start + seq, seq: seq % 256, metrics });
      client.publish(topic, Buffer.from(payload));
    };
    send('NBIRTH', 0, []);
    send(
      'DBIRTH',
      1,
      born.map((metric) => ({ ...metric, timestamp: start })),
    );
    for (let i = 1; i <= total; i++) {
      const both = { timestamp: start + i };
      const values = [
        { ...both, alias: 1, value: i },
        { ...both, name: 'Mode', value: `m${i}` },
      ];
      send('DDATA', i + 1, values);
    }
    // Longer than a silence that would count: it is ours and not the broker's.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect(host.connector.health()).toMatchObject({ state: 'live', reconnects: 0 });
    // 100,000 may be in memory; the message that passes that is the last.
    expect(given).toBeGreaterThan(100_000);
    expect(given).toBeLessThanOrEqual(100_002);
    release();
    await soon(() => expect(host.of(air).at(-1)).toMatchObject({ value: total }), 30_000);
    expect(host.samples).toHaveLength(2 * (total + 1));
    expect(host.connector.health()).toMatchObject({ state: 'live', reconnects: 0 });
  });
});

describeWith('mosquitto', 'browsing mosquitto', () => {
  const source = () => ({
    endpoint: broker.endpoint,
    version: '5' as const,
    clientId: 'twinline-mqtt1',
    security: {},
  });
  const clock = { now: () => Date.now() };

  it('proposes a tag for what was born, also of a node that has to be asked', async () => {
    const node = await edgeNode();
    const browsing = browseBroker(
      { ...source(), mode: { kind: 'sparkplug', reorder_ms: 5000, rebirth: true } },
      clock,
      1500,
    );
    await soon(() => {
      node.data({ 'Air/Temperature': 101 });
      expect(node.rebirths()).toBe(1);
    });
    const items = await browsing;
    const { rows, unmapped } = proposeMapping(items, { site: 'lab', area: 'pilot', line: 'line1' });
    expect(rows).toEqual([
      {
        tag: `${line}.air.temperature_degC`,
        address: 'plant/gateway/oven#Air/Temperature',
        samplingInterval_ms: 1000,
      },
      { tag: `${line}.oven.mode`, address: 'plant/gateway/oven#Mode', samplingInterval_ms: 1000 },
    ]);
    expect(unmapped).toEqual([]);
  });

  it('finds the values of plain topics with addresses that a map can use', async () => {
    const client = await publisher();
    const browsing = browseBroker(
      { ...source(), mode: { kind: 'topics', sessionExpiry_s: 60 } },
      clock,
      1500,
    );
    const message = JSON.stringify({ 'a;b': { v: 1, on: true } });
    await client.publishAsync('press/data', message, { qos: 1, retain: true });
    await client.publishAsync('press/state', 'running', { qos: 1, retain: true });
    const items = await browsing;
    expect(items.map(({ address, dataType }) => [address, dataType])).toEqual([
      ['press/data#/a%3Bb/v', 'Number'],
      ['press/data#/a%3Bb/on', 'Boolean'],
      ['press/state', 'String'],
    ]);
    expect(items.map(({ address }) => typeof parseTopicAddress(address))).toEqual(
      new Array(3).fill('object'),
    );
  });
});
