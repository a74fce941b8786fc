import { setTimeout as wait } from 'node:timers/promises';
import { connect, type MqttClient } from 'mqtt';
import { afterEach, expect, it } from 'vitest';
import { quarantineAnswerSchema } from '../../twin/contract/connections.ts';
import { sampleFlags } from '../../twin/domain/sample.ts';
import { startEdgeNode } from '../support/edge-node.ts';
import { type Broker, startBroker } from '../support/mosquitto.ts';
import { Plant, writeOpcua } from '../support/plant.ts';
import { startPythonServer } from '../support/python-server.ts';
import type { ToldSample } from '../support/twin-history.ts';
import { forces, forceVariables, WholeChain } from '../support/whole-chain.ts';
import { describeWith } from '../support/with-program.ts';

/** What sources of every make send wrongly, twice, late or anew, as the history of a served twin tells it. */
const line = 'demo.electrode.line1';
/** Longest from the return of what was away to the first value [s]. */
const mostAway_s = 15;
const nothing = { lost: [], doubled: [], invented: [] };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function withBroker(): Promise<Broker> {
  const broker = await startBroker(['autosave_on_changes false', 'autosave_interval 0']);
  ends.push(() => broker.dispose());
  return broker;
}

async function plantOf(options: Omit<ConstructorParameters<typeof Plant>[0], 'historian'>) {
  const made = new Plant({ ...options, historian: { kind: 'duckdb', memoryLimit_MB: 256 } });
  ends.push(() => made.dispose());
  await made.start();
  return made;
}

/** Why values of a connector are in its quarantine, with their codes. */
async function quarantined(made: Plant, connector: string) {
  const answer = await fetch(`${made.twin.url}/api/v1/quarantine?connector=${connector}&limit=100`);
  return quarantineAnswerSchema.parse(await answer.json()).entries;
}

describeWith('mosquitto', 'the whole chain behind a broker', () => {
  it('keeps every reading once among repeats, disorder and what is no reading', async () => {
    const tag = `${line}.press.turns_count`;
    const [count, note] = [`${line}.cutter.pieces_count`, `${line}.camera.note`];
    const named = `${line}.scale.kept_count`;
    const broker = await withBroker();
    const made = await plantOf({
      connectors: [
        { id: 'mqtt1', kind: 'mqtt', endpoint: broker.endpoint, mode: { kind: 'topics' } },
      ],
      map: [
        { tag, connector: 'mqtt1', address: 'press#/n;time=/t' },
        { tag: count, connector: 'mqtt1', address: 'ahead#/n;time=/t' },
        { tag: note, connector: 'mqtt1', address: 'note#/n;time=/t' },
        { tag: `${line}.scale.{1}_count`, connector: 'mqtt1', address: 'scale/+#/n;time=/t' },
      ],
    });
    await made.live();
    const client: MqttClient = connect(broker.endpoint);
    ends.push(() => client.endAsync(true));
    const send = (topic: string, payload: string): Promise<unknown> =>
      client.publishAsync(topic, payload, { qos: 1 });
    const begun = Date.now();
    const json = (n: unknown, t: number): string => JSON.stringify({ n, t });
    const wrong: readonly (readonly [topic: string, payload: string])[] = [
      ['press', '{"n":NaN,"t":1}'],
      ['press', '{"n":-Infinity,"t":1}'],
      ['press', '{"n":1e999,"t":1767225600000}'],
      ['press', json('NaN', begun)],
      ['press', json('Infinity', begun)],
      ['press', json('12', begun)],
      ['press', json(true, begun)],
      ['press', json({ value: 1 }, begun)],
      ['press', json(5, begun + 3_600_000)],
      ['press', json(5, -1)],
      ['press', 'x'.repeat(10_000_000)],
      ['note', json('x'.repeat(10_000_000), begun)],
      ['note', json('x'.repeat(1_000_000), begun)],
      ['note', json(1, begun + 1)],
      [`scale/a'; DROP TABLE sample; --`, json(1, begun)],
      ['scale/..', json(1, begun)],
      ['scale/a.b,c=d e\\', json(1, begun)],
      ['scale/__proto__', json(1, begun)],
      [`scale/${'x'.repeat(5000)}`, json(1, begun)],
      ['scale/<img src=x onerror=alert(1)>', json(1, begun)],
    ];
    made.given.add({ tag: note, sourceTimestamp: begun, value: 'first' });
    await send('note', json('first', begun));
    for (const [i, [topic, payload]] of wrong.entries()) {
      // Four readings around each, from behind and each twice.
      for (let n = 4 * i + 3; n >= 4 * i; n -= 1) {
        const [t, ahead] = [begun - 10_000 + n, begun + 90_000 + n];
        made.given.add({ tag, sourceTimestamp: t, value: n });
        made.given.add({ tag: count, sourceTimestamp: ahead, value: n });
        made.given.add({ tag: named, sourceTimestamp: t, value: n });
        const once = (): Promise<unknown>[] => [
          send('press', json(n, t)),
          send('ahead', json(n, ahead)),
          send('scale/kept', json(n, t)),
        ];
        await Promise.all([...once(), ...once()]);
        if (n === 4 * i + 2) await send(topic, payload);
      }
    }
    const tags = [tag, count, note, named];
    const found = await made.until(
      'all is stored',
      async () => made.given.against(await made.told(tags)),
      ({ lost }) => lost === 0,
    );
    expect(found.difference).toEqual({ compared: 12 * wrong.length + 1, ...nothing });
    const entries = await quarantined(made, 'mqtt1');
    // Names are cut; this is as much as tells them apart.
    const start = (name: string): string => name.slice(0, 200);
    expect(entries.map(({ source }) => start(source)).sort()).toEqual(
      wrong.map(([topic]) => start(topic)).sort(),
    );
    for (const { reason, code } of entries) {
      expect(reason).not.toBe('');
      expect(code).toMatch(/^MQTT_(VALUE|MESSAGE)_REFUSED$/);
    }
    expect((await made.status()).connectors).toMatchObject([{ id: 'mqtt1', state: 'live' }]);
    // No tag was made of a hostile name.
    const told = await (await fetch(`${made.twin.url}/api/v1/tags?limit=1000`)).text();
    for (const name of ['DROP', '__proto__', 'onerror', 'xxxx']) expect(told).not.toContain(name);
  }, 90_000);

  it('takes each reading of a Sparkplug node once, over repeats, a broker and a twin that are killed', async () => {
    const [air, mode] = [`${line}.oven.air_degC`, `${line}.oven.mode`];
    const broker = await withBroker();
    const born = Date.now() - 1000;
    const made = await plantOf({
      connectors: [
        {
          id: 'mqtt1',
          kind: 'mqtt',
          endpoint: broker.endpoint,
          mode: { kind: 'sparkplug', reorder_ms: 500 },
        },
      ],
      map: [
        { tag: air, connector: 'mqtt1', address: 'plant/gateway/oven#Air/Temperature' },
        { tag: mode, connector: 'mqtt1', address: 'plant/gateway/oven#Mode' },
      ],
    });
    const node = await startEdgeNode(broker.endpoint, 'gateway', [
      {
        ...{ name: 'Air/Temperature', alias: 1, type: 'Double', value: -1, engUnit: '°C' },
        timestamp: born,
      },
      { name: 'Mode', type: 'String', value: 'run', timestamp: born },
    ]);
    ends.push(() => node.end());
    made.given.add({ tag: air, sourceTimestamp: born, value: -1 });
    made.given.add({ tag: mode, sourceTimestamp: born, value: 'run' });
    let n = 0;
    let last = born;
    const give = (count: number): void => {
      for (const until = n + count; n < until; n += 1) {
        last = Math.max(last + 1, Date.now());
        node.data({ 'Air/Temperature': n }, { timestamp: last });
        made.given.add({ tag: air, sourceTimestamp: last, value: n });
        // The same again under the next sequence number.
        if (n % 3 === 0) node.data({ 'Air/Temperature': n }, { timestamp: last });
      }
    };
    const whole = async (): Promise<void> => {
      const { compared, ...difference } = await made.compared();
      expect(difference).toEqual(nothing);
      expect(compared).toBe(made.given.count);
    };
    const tell = (text: string): void => {
      last = Math.max(last + 1, Date.now());
      node.data({ Mode: text }, { timestamp: last });
      made.given.add({ tag: mode, sourceTimestamp: last, value: text });
    };
    await whole();
    give(50);
    node.data({ 'Air/Temperature': Number.NaN, Mode: 'x'.repeat(5000) });
    // Births repeat the last values, which are those again.
    give(1);
    tell('after');
    await whole();
    const asked = node.rebirths();
    node.lose();
    give(50);
    await made.until(
      'the node was asked for its birth',
      async () => node.rebirths(),
      (rebirths) => rebirths > asked,
    );
    await whole();
    const connected = new Promise<void>((resolve) => node.client.once('connect', () => resolve()));
    await broker.kill();
    await broker.start();
    const returned = Date.now();
    await connected;
    await made.live();
    give(50);
    await made.firstValuesAfter(returned, [air]);
    expect((Date.now() - returned) / 1000).toBeLessThan(mostAway_s);
    await whole();
    await made.kill();
    const before = node.rebirths();
    await made.start();
    await made.until(
      'the new twin has asked for a birth',
      async () => node.rebirths(),
      (rebirths) => rebirths > before,
    );
    give(20);
    await whole();
    const codes = (await quarantined(made, 'mqtt1')).map(({ code }) => code);
    expect(codes).toEqual(['MQTT_VALUE_REFUSED', 'MQTT_VALUE_REFUSED']);
  }, 90_000);
});

/** What is not one more than the value before. */
function breaksOf(values: readonly number[]): number[] {
  return values.flatMap((value, i) => (i > 0 && value !== values[i - 1]! + 1 ? [value] : []));
}

/** Good values of a tag in the order of the source. */
function goodOf(told: readonly ToldSample[]): number[] {
  return told
    .filter(({ quality, flags }) => quality === 'good' && (flags & 4) === 0)
    .sort((one, other) => one.sourceTimestamp - other.sourceTimestamp)
    .map(({ value }) => Number(value));
}

describeWith('uaserver', 'the whole chain behind an asyncua server', () => {
  describeWith('pymodbus.simulator', 'and a pymodbus server', () => {
    it('misses no count of either, over kills of both and of the twin', async () => {
      const [counted, polled] = [`${line}.press.turns_count`, `${line}.cutter.polls_count`];
      const servers = await Promise.all([
        startPythonServer('asyncua-server'),
        startPythonServer('pymodbus-server'),
      ]);
      for (const server of servers) ends.push(() => server.kill());
      const [opcua, modbus] = servers;
      const made = await plantOf({
        connectors: [
          {
            id: 'opcua1',
            kind: 'opcua',
            endpoint: `opc.tcp://127.0.0.1:${opcua.port}/line`,
            security: { mode: 'None' },
          },
          {
            id: 'plc',
            kind: 'modbus',
            endpoint: `tcp://127.0.0.1:${modbus.port}`,
            firstRegister: 0,
          },
        ],
        map: [
          {
            tag: counted,
            connector: 'opcua1',
            address: 'Line/Count',
            samplingInterval_ms: 50,
          },
          { tag: polled, connector: 'plc', address: '1 holding 10 uint16' },
        ],
      });
      await made.live();
      await made.firstValuesAfter(Date.now());
      // The history of this server is its own: what the twin was away for is read from it.
      await made.kill();
      await made.start();
      await made.live();
      // The servers die when nothing is left to read from them.
      const turnsWith = (breaks: number): Promise<number[]> =>
        made.until(
          `the history is whole but for ${breaks} breaks`,
          async () => goodOf(await made.told([counted])),
          (turns) =>
            turns.length > 20 &&
            breaksOf(turns).length === breaks &&
            breaksOf(turns).every((anew) => anew <= 1),
        );
      await turnsWith(0);
      await made.firstValuesAfter(Date.now(), [polled]);
      await Promise.all(servers.map((server) => server.kill()));
      const again = await Promise.all([
        startPythonServer('asyncua-server', opcua.port),
        startPythonServer('pymodbus-server', modbus.port),
      ]);
      for (const server of again) ends.push(() => server.kill());
      const returned = Date.now();
      expect(await made.firstValuesAfter(returned)).toBeLessThan(mostAway_s);
      // It begins anew, and nothing else is a break.
      await turnsWith(1);
      const polls = goodOf(await made.told([polled]));
      expect(polls.length).toBeGreaterThan(10);
      // A reading that was under way when the twin was killed was counted and told nobody.
      const answers = breaksOf(polls);
      expect(answers.at(-1)).toBe(1);
      for (const value of answers.slice(0, -1)) expect(polls).toContain(value - 2);
      expect(answers.length).toBeLessThanOrEqual(2);
    }, 90_000);
  });
});

describeWith('mosquitto', 'the whole chain behind an OPC UA server', () => {
  describeWith('influxd', 'whose clock is 90 s ahead', () => {
    it('keeps its times, takes no value for a number that is none, and finds a node id that is late', async () => {
      const ahead_ms = 90_000;
      const [there, late] = [forces.slice(0, -1), forces.slice(-1)];
      const variables = forceVariables.slice(0, -1);
      const peers = await WholeChain.start({ ahead_ms, variables });
      ends.push(() => peers.dispose());
      const set = async (name: string, value: number, sourceTimestamp: number): Promise<number> => {
        await peers.server.send({ kind: 'set', name, value, sourceTimestamp });
        return sourceTimestamp;
      };
      // What was never set has a time of the true clock.
      const first = Date.now() + ahead_ms;
      for (const { name } of there) await set(name, -1, first);
      const made = await peers.twin('influx');
      for (const { tag } of there) made.given.add({ tag, sourceTimestamp: first, value: -1 });
      await made.live();
      const steady = writeOpcua(made.given, () => peers.server, there, {
        ahead_ms: () => ahead_ms,
      });
      const begun = Date.now();
      await made.firstValuesAfter(begun, [there[0]!.tag]);
      await wait(Math.max(0, begun + 5000 - Date.now()));
      await peers.server.send({ kind: 'add', variable: forceVariables.at(-1)! });
      const at = await set(late[0]!.name, -1, Date.now() + ahead_ms);
      made.given.add({ tag: late[0]!.tag, sourceTimestamp: at, value: -1 });
      expect(await made.firstValuesAfter(at - ahead_ms, [late[0]!.tag])).toBeLessThan(mostAway_s);
      await steady.end();
      const { tag, name } = there[0]!;
      const none = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const times: number[] = [];
      for (const value of none) {
        times.push(await set(name, value, Date.now() + ahead_ms));
        await made.until(
          `${value} is told as none`,
          () => made.told([tag]),
          (told) => told.some(({ sourceTimestamp }) => sourceTimestamp === times.at(-1)),
        );
      }
      const after = await set(name, 7, Date.now() + ahead_ms);
      made.given.add({ tag, sourceTimestamp: after, value: 7 });
      const { compared, ...difference } = await made.compared();
      expect(difference).toEqual(nothing);
      expect(compared).toBeGreaterThan(30);
      const told = await made.told([tag]);
      for (const time of times) {
        expect(told.find(({ sourceTimestamp }) => sourceTimestamp === time)).toMatchObject({
          value: null,
          quality: 'bad',
        });
      }
      const shown = told.find(({ sourceTimestamp }) => sourceTimestamp === after);
      expect(shown!.flags & sampleFlags.clockSuspect).toBe(sampleFlags.clockSuspect);
    }, 90_000);
  });
});
