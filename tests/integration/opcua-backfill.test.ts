import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createOpcuaConnector } from '../../line-connectors/opcua/connector.ts';
import type { OpcuaConnectorOptions } from '../../line-connectors/opcua/options.ts';
import { connectedSources, tagMaps } from '../../twin/connected-sources.ts';
import { configurationSchema } from '../../twin/contract/configuration.ts';
import type { LastWord, TagMapping } from '../../twin/domain/connector.ts';
import { qualityOf, type Sample, sampleFlags, type TagId } from '../../twin/domain/sample.ts';
import { idleSurroundings } from '../support/idle-surroundings.ts';
import { startTestServer } from '../support/opcua-test-server.ts';
import { startPythonServer } from '../support/python-server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { describeWith } from '../support/with-program.ts';

const clock = { now: () => Date.now() };
const gapTag = 'lab.pilot.line1.test.gap' as TagId;
const names = ['Press/Count', 'Press/Again', 'Oven/Count'] as const;
const map = names.map(
  (name, i): TagMapping => ({
    tag: `lab.pilot.line1.press.count${i}_1` as TagId,
    address: `ns=1;s=${name}`,
    samplingInterval_ms: 50,
  }),
);
const tags = map.map(({ tag }) => tag);
const period_ms = 150;

let folder: string;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinline-backfill-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function serve(options: Partial<Parameters<typeof startTestServer>[0]> = {}) {
  const server = await startTestServer({
    pkiFolder: join(folder, 'server'),
    variables: names.map((name) => ({ name })),
    ticking: { period_ms },
    history: true,
    ...options,
  });
  ends.push(() => server.kill());
  const proxy = await startTcpProxy({ port: server.port });
  ends.push(() => proxy.close());
  return { server, proxy, endpoint: `opc.tcp://127.0.0.1:${proxy.port}/line` };
}

function connect(
  endpoint: string,
  more: Partial<NonNullable<OpcuaConnectorOptions['backfill']>> = {},
  rows: readonly TagMapping[] = map,
) {
  const connector = createOpcuaConnector({
    id: 'test',
    endpoint,
    security: { mode: 'None' },
    map: rows,
    pkiFolder: join(folder, 'client'),
    clock,
    random: () => 0.5,
    backfill: { longest_ms: 3_600_000, gapTag, ...more },
  });
  const samples: Sample[] = [];
  const abort = new AbortController();
  const done = connector.run(
    {
      async offer(batch) {
        samples.push(...batch);
      },
    },
    abort.signal,
  );
  ends.push(async () => {
    abort.abort();
    await done;
  });
  const good = (tag: TagId) =>
    samples
      .filter((sample) => sample.tag === tag && qualityOf(sample.status) === 'good')
      .sort((one, other) => one.sourceTimestamp - other.sourceTimestamp);
  return { connector, samples, good, gaps: () => samples.filter(({ tag }) => tag === gapTag) };
}

function soon(check: () => void, timeout = 20_000): Promise<void> {
  return vi.waitFor(check, { timeout, interval: 25 });
}

/** The last word of a source that was heard at a time of ours. */
const wordAt = (receivedTimestamp: number, ahead_ms = 0): LastWord => ({
  receivedTimestamp,
  sourceTimestamp: receivedTimestamp + ahead_ms,
});

const isBackfilled = ({ flags }: Sample): boolean => (flags & sampleFlags.backfilled) !== 0;

/** The server counts up: one number missing is one sample lost, one twice is a repeat. */
function expectComplete(samples: readonly Sample[]): void {
  const counted = samples.map(({ value }) => value as number);
  expect(counted).toEqual(Array.from(counted, (_, i) => counted[0]! + i));
}

describe('the backfill of an OPC UA connector', { timeout: 60_000 }, () => {
  it('reads what an outage left out, once each, and none that came live', async () => {
    const { proxy, endpoint } = await serve();
    const { connector, good, gaps, samples } = connect(endpoint);
    await soon(() => expect(good(tags[2]!).length).toBeGreaterThan(3));
    proxy.set({ refusing: true });
    proxy.cut();
    // The connector gives up its session after 4 s and makes a new one: the queues of the old are gone.
    await soon(() => expect(connector.health().code).toBe('OPCUA_UNREACHABLE'));
    proxy.set({});
    await soon(() => {
      for (const tag of tags) expect(good(tag).filter(isBackfilled).length).toBeGreaterThan(5);
    });
    const live = good(tags[0]!).length;
    await soon(() => expect(good(tags[0]!).length).toBeGreaterThan(live + 5));
    for (const tag of tags) expectComplete(good(tag));
    expect(connector.health().backfillingTags).toEqual([]);
    expect(connector.health().backfilledSamples).toBe(samples.filter(isBackfilled).length);
    expect(gaps()).toEqual([]);
  });

  it('reads what the queue of the server had no room for', async () => {
    const { proxy, endpoint } = await serve({ longestQueue: 3 });
    const { connector, good } = connect(endpoint);
    await soon(() => expect(good(tags[2]!).length).toBeGreaterThan(3));
    proxy.set({ silent: true });
    await soon(() => expect(connector.health().state).toBe('stale'));
    const stale = performance.now();
    // Long enough for every queue to run over, too short for a new subscription.
    await soon(() => expect(performance.now() - stale).toBeGreaterThan(1500));
    proxy.set({});
    await soon(() => {
      for (const tag of tags) expect(good(tag).filter(isBackfilled).length).toBeGreaterThan(0);
    });
    const live = good(tags[0]!).length;
    await soon(() => expect(good(tags[0]!).length).toBeGreaterThan(live + 5));
    expect(connector.health().reconnects).toBe(0);
    for (const tag of tags) expectComplete(good(tag));
  });

  it('begins where the store ends, newest block first, and tells what is too long ago', async () => {
    const { endpoint } = await serve();
    const began = Date.now();
    await soon(() => expect(Date.now() - began).toBeGreaterThan(4000));
    const { good, gaps } = connect(endpoint, {
      longest_ms: 2000,
      lastStored: (wanted) => new Map(wanted.map((tag) => [tag, wordAt(began - 60_000)])),
    });
    await soon(() => expect(good(tags[0]!).filter(isBackfilled).length).toBeGreaterThan(8));
    await soon(() => expect(gaps()).toHaveLength(1));
    expectComplete(good(tags[0]!));
    const [first] = good(tags[0]!);
    const live = good(tags[0]!).find((sample) => !isBackfilled(sample))!;
    expect(live.sourceTimestamp - first!.sourceTimestamp).toBeLessThanOrEqual(2000);
    const gap = JSON.parse(gaps()[0]!.value as string) as Record<string, string>;
    expect(gap).toMatchObject({
      from: new Date(began - 60_000).toISOString(),
      reason: 'longer ago than is filled',
      source: expect.stringMatching(/3 tags/),
    });
    expect(Date.parse(gap['to']!)).toBeLessThan(first!.sourceTimestamp + 1);
  });

  it('begins where the store ends also when that is known late', async () => {
    const { endpoint } = await serve();
    const began = Date.now();
    await soon(() => expect(Date.now() - began).toBeGreaterThan(1500));
    let tell: (held: ReadonlyMap<TagId, LastWord>) => void = () => undefined;
    const held = new Promise<ReadonlyMap<TagId, LastWord>>((resolve) => {
      tell = resolve;
    });
    const { good } = connect(endpoint, { lastStored: () => new Map(), heldUntil: () => held });
    await soon(() => expect(good(tags[0]!).length).toBeGreaterThan(5));
    expect(good(tags[0]!).filter(isBackfilled)).toEqual([]);
    tell(new Map([[tags[0]!, wordAt(began)]]));
    await soon(() => expect(good(tags[0]!).filter(isBackfilled).length).toBeGreaterThan(5));
    expectComplete(good(tags[0]!));
    expect(good(tags[0]!)[0]!.sourceTimestamp - began).toBeLessThan(3 * period_ms);
    expect(good(tags[1]!).filter(isBackfilled)).toEqual([]);
  });

  it('tells the gap where the server keeps no history', async () => {
    const { proxy, endpoint } = await serve({ history: false });
    const { connector, good, gaps } = connect(endpoint);
    await soon(() => expect(good(tags[0]!).length).toBeGreaterThan(3));
    proxy.set({ refusing: true });
    proxy.cut();
    await soon(() => expect(connector.health().code).toBe('OPCUA_UNREACHABLE'));
    const last = good(tags[0]!).at(-1)!.sourceTimestamp;
    proxy.set({});
    await soon(() => expect(gaps()).toHaveLength(1));
    const gap = JSON.parse(gaps()[0]!.value as string) as Record<string, string>;
    expect(gap['reason']).toMatch(/history/i);
    expect(Math.abs(Date.parse(gap['from']!) - last)).toBeLessThan(2 * period_ms);
    expect(connector.health().backfillingTags).toEqual([]);
  });
});

describeWith('uaserver', 'the backfill from an asyncua server', () => {
  it('reads what an outage left out, once each', async () => {
    const server = await startPythonServer('asyncua-server');
    ends.push(() => server.kill());
    const proxy = await startTcpProxy({ port: server.port });
    ends.push(() => proxy.close());
    const tag = tags[0]!;
    const rows = [{ tag, address: 'Line/Count', samplingInterval_ms: 50 }];
    const { connector, good, gaps } = connect(`opc.tcp://127.0.0.1:${proxy.port}/line`, {}, rows);
    await soon(() => expect(good(tag).length).toBeGreaterThan(3));
    proxy.set({ refusing: true });
    proxy.cut();
    await soon(() => expect(connector.health().code).toBe('OPCUA_UNREACHABLE'));
    proxy.set({});
    await soon(() => expect(good(tag).filter(isBackfilled).length).toBeGreaterThan(5));
    const live = good(tag).length;
    await soon(() => expect(good(tag).length).toBeGreaterThan(live + 5));
    expectComplete(good(tag));
    expect(gaps()).toEqual([]);
  }, 60_000);
});

describe('connectors of one endpoint', { timeout: 60_000 }, () => {
  it('share a session, and each gets its own tags', async () => {
    const { server } = await serve();
    const folders = { dataFolder: join(folder, 'data'), virtualEndpoint: undefined };
    const band = { min: 1, target: 2, max: 3 };
    const header = 'tag,connector,address,sourceUnit,samplingInterval_ms';
    const file = join(folder, 'tags.csv');
    const rows = map.map(
      ({ tag, address }, i) => `${tag},${i === 2 ? 'oven' : 'press'},${address},,50`,
    );
    await writeFile(
      file,
      `${[header, ...rows, `${tags[0]}x_1,oven,ns=1;s=None,,50`].join('\n')}\n`,
    );
    const common = {
      kind: 'opcua',
      endpoint: server.endpoint,
      map: file,
      security: { mode: 'None' },
    };
    const configuration = configurationSchema.parse({
      connectors: ['press', 'oven'].map((id) => ({ ...common, id })),
      recipes: [
        {
          name: 'test',
          material: 'nmc622-demonstration',
          porosity_frac: band,
          loading_g_per_m2: band,
          thickness_um: band,
        },
      ],
    });
    const sources = connectedSources(configuration, tagMaps(configuration), {
      ...folders,
      clock,
      ...idleSurroundings,
      log: () => undefined,
    });
    const abort = new AbortController();
    const given = sources.map((): Sample[] => []);
    const runs = sources.map(({ connector }, i) =>
      connector.run({ offer: async (batch) => void given[i]!.push(...batch) }, abort.signal),
    );
    ends.push(async () => {
      abort.abort();
      await Promise.all(runs);
    });
    await soon(() => {
      for (const part of given) expect(part.length).toBeGreaterThan(5);
    });
    expect(await server.send({ kind: 'sessions' })).toBe(1);
    expect(new Set(given[0]!.map(({ tag }) => tag))).toEqual(new Set(tags.slice(0, 2)));
    expect(new Set(given[1]!.map(({ tag }) => tag))).toEqual(new Set(tags.slice(2)));
    expect(sources.map(({ connector }) => connector.id)).toEqual(['press', 'oven']);
    expect(sources.map(({ connector }) => connector.health().state)).toEqual(['live', 'live']);
    const refused = sources.map(({ connector }) => Object.keys(connector.health().refusedTags));
    expect(refused).toEqual([[], [`${tags[0]}x_1`]]);
    abort.abort();
    await Promise.all(runs);
    expect(sources.map(({ connector }) => connector.health().state)).toEqual([
      'stopped',
      'stopped',
    ]);
  });
});

describe('an OPC UA server with a wrong clock', { timeout: 60_000 }, () => {
  it.each([90_000, -90_000])('%d ms ahead: times are kept, and flagged', async (ahead_ms) => {
    const { endpoint } = await serve({ ahead_ms, history: false });
    const { connector, good } = connect(endpoint);
    await soon(() => expect(good(tags[0]!).length).toBeGreaterThan(10));
    const { sourceTimestamp, receivedTimestamp, flags } = good(tags[0]!).at(-1)!;
    // The way to us, a publishing interval and what two busy cores add.
    expect(Math.abs(sourceTimestamp - receivedTimestamp - ahead_ms)).toBeLessThan(3000);
    expect(flags & sampleFlags.clockSuspect).toBe(sampleFlags.clockSuspect);
    expect(Math.abs(connector.health().clockOffset_ms! + ahead_ms)).toBeLessThan(1000);
    expect(connector.health().state).toBe('live');
  });

  it.each(['it', 'it, while we did not run either'])(
    'set back while nobody heard %s: what it said since is read from its history',
    async (who) => {
      const ahead_ms = 90_000;
      const wrong = await serve({ ahead_ms });
      const heard = who === 'it' ? connect(wrong.endpoint) : undefined;
      await soon(() => expect(heard?.good(tags[0]!).length ?? 9).toBeGreaterThan(3));
      wrong.proxy.set({ refusing: true });
      wrong.proxy.cut();
      await wrong.server.kill();
      const said = wordAt(Date.now(), ahead_ms);
      const { endpoint } = await serve({ port: wrong.server.port });
      const anew = Date.now();
      await soon(() => expect(Date.now() - anew).toBeGreaterThan(2500));
      wrong.proxy.set({});
      const lastStored = (wanted: readonly TagId[]) => new Map(wanted.map((tag) => [tag, said]));
      const { good } = heard ?? connect(endpoint, { lastStored });
      const since = () =>
        good(tags[0]!).filter(({ sourceTimestamp: time }) => time < anew + ahead_ms / 2);
      await soon(() => expect(since().filter(isBackfilled).length).toBeGreaterThan(10));
      await soon(() => expect(since().some((sample) => !isBackfilled(sample))).toBe(true));
      expectComplete(since());
      expect(since()[0]!.value).toBeLessThanOrEqual(2);
    },
  );
});
