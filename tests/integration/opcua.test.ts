import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { decideOnCertificate, metCertificates } from '../../line-connectors/opcua/certificates.ts';
import { createOpcuaConnector } from '../../line-connectors/opcua/connector.ts';
import type { OpcuaSecurity } from '../../line-connectors/opcua/options.ts';
import { proposeTagMap } from '../../line-connectors/opcua/propose-tag-map.ts';
import { proposeMapping } from '../../line-connectors/source/propose-mapping.ts';
import type { BrowseItem, TagMapping } from '../../twin/domain/connector.ts';
import { type Sample, sampleFlags, statusCodes, type TagId } from '../../twin/domain/sample.ts';
import { LatestValues } from '../../twin/ingest/latest-values.ts';
import { expectClose } from '../support/close.ts';
import { serverLag_ms, startTestServer, type TestServer } from '../support/opcua-test-server.ts';

const clock = { now: () => Date.now() };
const fahrenheit = { code: 'FAH', label: '°F' };
const newton = { code: 'NEW', label: 'N' };
const line = 'lab.pilot.line1';
const temperature = `${line}.oven.air_degC` as TagId;
const force = `${line}.press.force_N` as TagId;
const fixed = `${line}.press.recipe` as TagId;
const late = `${line}.press.late_N` as TagId;
const wrong = `${line}.press.force_degC` as TagId;
const variables = [
  { name: 'Oven/Air', unit: fahrenheit, description: 'air above the web' },
  { name: 'Press/Force', unit: newton },
  { name: 'Press/Recipe', type: 'String' },
] as const;

let folder: string;
/** Stays up through all tests; a test that kills one starts its own. */
let server: TestServer;
const started: TestServer[] = [];
const running: { abort: AbortController; done: Promise<void> }[] = [];

function row(tag: TagId, address: string): TagMapping {
  return { tag, address, samplingInterval_ms: 100 };
}
const map = [
  row(temperature, 'ns=1;s=Oven/Air'),
  row(force, 'Line/Press/Force'),
  row(fixed, 'ns=1;s=Press/Recipe'),
];

async function serve(options: Partial<Parameters<typeof startTestServer>[0]> = {}) {
  const server = await startTestServer({
    pkiFolder: join(folder, 'server'),
    variables,
    ...options,
  });
  started.push(server);
  return server;
}

function connect(
  endpoint: string,
  rows: readonly TagMapping[],
  more: {
    security?: OpcuaSecurity;
    pki?: string;
    offer?: (batch: readonly Sample[]) => Promise<void>;
  } = {},
) {
  const connector = createOpcuaConnector({
    id: 'test',
    endpoint,
    security: more.security ?? { mode: 'None' },
    map: rows,
    pkiFolder: join(folder, more.pki ?? 'client'),
    clock,
    random: () => 0.5,
  });
  const samples: Sample[] = [];
  const abort = new AbortController();
  const offer = async (batch: readonly Sample[]): Promise<void> => {
    await more.offer?.(batch);
    samples.push(...batch);
  };
  const done = connector.run({ offer }, abort.signal);
  running.push({ abort, done });
  return {
    connector,
    samples,
    abort,
    done,
    of: (tag: TagId) => samples.filter((s) => s.tag === tag),
  };
}

/** Polls until `check` does not throw. */
function soon(check: () => void, timeout = 10_000): Promise<void> {
  return vi.waitFor(check, { timeout, interval: 25 });
}

/** Waits until the tag's last good value is this. */
function arrives(samples: () => readonly Sample[], value: number | string, timeout?: number) {
  return soon(() => expect(samples().at(-1)).toMatchObject({ value, status: 0 }), timeout);
}

const set = (server: TestServer, name: string, value: number | string, status?: string) =>
  server.send({
    kind: 'set',
    name,
    value,
    sourceTimestamp: Date.now(),
    ...(status === undefined ? {} : { status }),
  });

function expectNoRepeats(samples: readonly Sample[]): void {
  const keys = samples.map((s) => `${s.tag} ${s.sourceTimestamp} ${s.status} ${s.value}`);
  expect(new Set(keys).size).toBe(keys.length);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinline-opcua-'));
  server = await startTestServer({
    pkiFolder: join(folder, 'server'),
    variables,
    acceptClients: false,
  });
}, 60_000);
afterEach(async () => {
  for (const { abort } of running) abort.abort();
  await Promise.all(running.splice(0).map(({ done }) => done));
  await Promise.all(started.splice(0).map((server) => server.kill()));
});
afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

describe('an OPC UA connector', { timeout: 40_000 }, () => {
  it('keeps the three times and the status, converts units once, and refuses another dimension', async () => {
    const { connector, of } = connect(server.endpoint, [...map, row(wrong, 'ns=1;s=Press/Force')]);
    const sourceTimestamp = Date.now() - 90_000;
    await server.send({ kind: 'set', name: 'Oven/Air', value: 212, sourceTimestamp });
    await server.send({
      kind: 'set',
      name: 'Press/Force',
      value: 5,
      status: 'UncertainSensorNotAccurate',
      sourceTimestamp,
    });
    await soon(() =>
      expect(of(temperature).some((s) => s.sourceTimestamp === sourceTimestamp)).toBe(true),
    );
    const sample = of(temperature).find((s) => s.sourceTimestamp === sourceTimestamp)!;
    // Round-off of one conversion through kelvin.
    expectClose(sample.value as number, 100, { rtol: 1e-12, atol: 0 });
    expect(sample.serverTimestamp).toBe(sourceTimestamp + serverLag_ms);
    expect(sample.receivedTimestamp).toBeGreaterThan(sample.serverTimestamp!);
    await soon(() => expect(of(force).at(-1)).toMatchObject({ value: 5, status: 0x4093_0000 }));
    await soon(() =>
      expect(connector.health().refusedTags[wrong]).toMatch(
        /'N' measures something else than the tag's 'degC'/,
      ),
    );
    const health = connector.health();
    expect(health.state).toBe('live');
    expect(Object.keys(health.refusedTags)).toEqual([wrong]);
    expect(Math.abs(health.clockOffset_ms!)).toBeLessThan(1000);
  });

  it('browses with units and ranges, proposes tags, and says what it cannot map', async () => {
    const { connector } = connect(server.endpoint, []);
    const items: BrowseItem[] = [];
    for await (const item of connector.browse!()) items.push(item);
    expect(items.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['Line/Oven/Air', 'Line/Press/Force', 'Line/Press/Recipe']),
    );
    expect(items.some(({ path }) => path.startsWith('Server/'))).toBe(false);
    expect(items.find(({ path }) => path === 'Line/Oven/Air')).toMatchObject({
      address: 'ns=1;s=Oven/Air',
      dataType: 'Double',
      unitCode: 'FAH',
      range: { low: 0, high: 500 },
      description: 'air above the web',
    });
    const { rows, unmapped } = proposeMapping(items, { site: 'lab', area: 'pilot', line: 'line1' });
    expect(rows.map(({ tag }) => tag)).toEqual(
      expect.arrayContaining([`${line}.oven.air_degF`, force, fixed]),
    );
    expect(rows.length + unmapped.length).toBe(items.length);
  });

  it('picks up a node that appears late without disturbing the others', async () => {
    const { connector, of } = connect(server.endpoint, [...map, row(late, 'ns=1;s=Press/Late')]);
    await soon(() => expect(connector.health().refusedTags[late]).toMatch(/BadNodeIdUnknown/));
    await set(server, 'Press/Force', 7);
    await arrives(() => of(force), 7);
    await server.send({ kind: 'add', variable: { name: 'Press/Late', unit: newton } });
    await set(server, 'Press/Late', 8);
    await arrives(() => of(late), 8, 15_000);
    await soon(() => expect(connector.health().refusedTags).toEqual({}));
  });

  it('asks for a node that appears 20 s after the server for as long as it takes', async () => {
    const begun = performance.now();
    const own = await serve({ variables: [] });
    const { connector, of } = connect(own.endpoint, map);
    await soon(() => expect(Object.keys(connector.health().refusedTags)).toHaveLength(map.length));
    await soon(() => expect(performance.now() - begun).toBeGreaterThan(20_000), 25_000);
    expect(connector.health()).toMatchObject({ state: 'live', reconnects: 0 });
    for (const variable of variables) await own.send({ kind: 'add', variable });
    const there = performance.now();
    await set(own, 'Press/Force', 9);
    await arrives(() => of(force), 9, 15_000);
    // The longest wait between attempts is 8 s.
    expect(performance.now() - there).toBeLessThan(10_000);
    await soon(() => expect(connector.health().refusedTags).toEqual({}));
  });

  it('writes the hole within 2 s of a kill, is live again after a restart, and repeats nothing', async () => {
    const own = await serve();
    const { connector, samples, of } = connect(own.endpoint, map);
    await set(own, 'Oven/Air', 212);
    await set(own, 'Press/Recipe', 'A');
    await arrives(() => of(fixed), 'A');
    await own.kill();
    const killed = Date.now();
    await soon(() => expect(of(fixed).at(-1)?.status).toBe(statusCodes.badNoCommunication), 3000);
    // The socket closes with the process: no silence has to be waited for.
    expect(Date.now() - killed).toBeLessThan(1000);
    expect(connector.health().state).toBe('stale');
    for (const { tag } of map) {
      expect(of(tag).filter((s) => s.status === statusCodes.badNoCommunication)).toHaveLength(1);
      expect(of(tag).at(-1)?.value).toBeNull();
    }
    const again = await serve({ port: own.port });
    const back = Date.now();
    await set(again, 'Oven/Air', 32);
    await soon(() => {
      const last = of(temperature).at(-1)!;
      expect(last.status).toBe(0);
      // Round-off of one conversion through kelvin.
      expectClose(last.value as number, 0, { rtol: 0, atol: 1e-9 });
    }, 15_000);
    expect(Date.now() - back).toBeLessThan(15_000);
    expect(connector.health().state).toBe('live');
    expectNoRepeats(samples);
  });

  it('goes stale when the server hangs, keeps what its queues held, and confirms unchanged values', async () => {
    const { connector, samples, of, abort, done } = connect(server.endpoint, map);
    await set(server, 'Press/Force', 1);
    await set(server, 'Press/Recipe', 'B');
    await arrives(() => of(fixed), 'B');
    await arrives(() => of(force), 1);
    server.freeze();
    const frozen = Date.now();
    await soon(() => expect(connector.health().state).toBe('stale'), 3000);
    // 1.2 s of silence and a tick of 0.1 s; the rest is what two busy cores add.
    expect(Date.now() - frozen).toBeLessThan(1700);
    await soon(() => expect(of(force).at(-1)?.status).toBe(statusCodes.badNoCommunication));
    server.thaw();
    await set(server, 'Press/Force', 2);
    await arrives(() => of(force), 2);
    await arrives(() => of(fixed), 'B');
    expect(of(fixed).at(-1)!.flags & sampleFlags.substituted).toBe(sampleFlags.substituted);
    expectNoRepeats(samples);
    server.freeze();
    const aborted = Date.now();
    abort.abort();
    await done;
    const took = Date.now() - aborted;
    server.thaw();
    expect(took).toBeLessThanOrEqual(2000);
    expect(connector.health().state).toBe('stopped');
  });

  it('shows the values of a source whose clock is 90 s behind as soon as it is back from an outage', async () => {
    const behind = 90_000;
    const setOld = (value: number) =>
      server.send({
        kind: 'set',
        name: 'Press/Force',
        value,
        sourceTimestamp: Date.now() - behind,
      });
    const { of } = connect(server.endpoint, map);
    await setOld(31);
    await arrives(() => of(force), 31);
    const spoken = of(force).at(-1)!.sourceTimestamp;
    server.freeze();
    await soon(() => expect(of(force).at(-1)?.status).toBe(statusCodes.badNoCommunication));
    expect(of(force).at(-1)!.sourceTimestamp).toBe(spoken + 1);
    server.thaw();
    await setOld(32);
    await arrives(() => of(force), 32);
    const latest = new LatestValues();
    for (const sample of of(force)) latest.take(sample);
    expect(latest.get(force)).toMatchObject({ value: 32, status: 0 });
  });

  it('proposes tags for all that a server names with a unit, and says what it leaves to a person', async () => {
    const { rows, unmapped } = await proposeTagMap(
      {
        id: 'test',
        endpoint: server.endpoint,
        security: { mode: 'None' },
        pkiFolder: join(folder, 'client'),
        clock,
        random: () => 0.5,
      },
      { site: 'lab', area: 'pilot', line: 'line1' },
    );
    expect(rows).toContainEqual({
      tag: `${line}.press.force_N`,
      address: 'ns=1;s=Press/Force',
      samplingInterval_ms: 1000,
    });
    expect(rows.map(({ tag }) => tag)).toContain(`${line}.press.recipe`);
    for (const { reason } of unmapped) expect(reason).not.toBe('');
  });

  it('tells what the server says of each tag that it describes', async () => {
    const { connector } = connect(server.endpoint, map);
    await soon(() =>
      expect([...connector.descriptions()]).toEqual([[temperature, 'air above the web']]),
    );
  });

  it('loses nothing to a slow sink', async () => {
    const { of } = connect(server.endpoint, map, {
      offer: () => new Promise((resolve) => setTimeout(resolve, 400)),
    });
    await set(server, 'Press/Force', 0);
    await arrives(() => of(force), 0);
    for (let value = 1; value <= 15; value++) {
      await set(server, 'Press/Force', value);
      // The server samples every 100 ms: each value has to stand that long to be seen.
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    await arrives(() => of(force), 15);
    const seen = of(force).map(({ value }) => value);
    expect(seen.slice(seen.indexOf(0))).toEqual(Array.from({ length: 16 }, (_, i) => i));
  });

  it('says what is wrong with an endpoint, by code, and keeps trying', async () => {
    const unknown = connect(server.endpoint.replace('/line', '/elsewhere'), map);
    const refused = connect('opc.tcp://127.0.0.1:9/line', map, { pki: 'client-2' });
    const unavailable = connect(server.endpoint, map, {
      security: { mode: 'Sign', policy: 'Basic256Sha256' },
      pki: 'client-3',
    });
    await soon(() => {
      expect(unknown.connector.health()).toMatchObject({
        state: 'failed',
        code: 'OPCUA_UNKNOWN_ENDPOINT',
      });
      expect(refused.connector.health()).toMatchObject({
        state: 'failed',
        code: 'OPCUA_UNREACHABLE',
        reason: 'OPC UA server 127.0.0.1:9 cannot be reached: nothing listens there',
      });
      expect(unavailable.connector.health().code).toBe('OPCUA_SECURITY_UNAVAILABLE');
      expect(unavailable.connector.health().reason).toMatch(/SignAndEncrypt Basic256Sha256/);
      expect(refused.connector.health().reconnects).toBeGreaterThan(1);
    }, 20_000);
  });

  it('trusts no certificate by itself: an administrator moves it, at either end', async () => {
    const { connector } = connect(server.endpoint, map, {
      security: { mode: 'SignAndEncrypt' },
      pki: 'client-4',
    });
    await soon(() => expect(connector.health().code).toBe('OPCUA_CERTIFICATE_UNTRUSTED'), 15_000);
    const pki = join(folder, 'client-4');
    const [met] = await metCertificates(pki);
    expect(met).toMatchObject({ decision: 'pending', subject: expect.stringMatching(/CN=/) });
    expect(met!.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(connector.health().pendingCertificate).toBe(met!.fingerprint);
    expect(await decideOnCertificate(pki, 'AB:CD', 'trusted')).toBeUndefined();
    await decideOnCertificate(pki, met!.fingerprint, 'refused');
    await soon(
      () => expect(connector.health().reason).toMatch(/refused by an administrator/),
      15_000,
    );
    expect(connector.health()).toMatchObject({ code: 'OPCUA_CERTIFICATE_UNTRUSTED' });
    expect(connector.health().pendingCertificate).toBeUndefined();
    const admit = async (pki: string): Promise<void> => {
      const from = join(folder, pki, 'rejected');
      for (const file of await readdir(from)) {
        await rename(join(from, file), join(folder, pki, 'trusted', 'certs', file));
      }
    };
    const plain = met!.fingerprint.replaceAll(':', '').toLowerCase();
    expect(await decideOnCertificate(pki, plain, 'trusted')).toMatchObject({ decision: 'trusted' });
    expect(await metCertificates(pki)).toHaveLength(1);
    await soon(() => expect(connector.health().code).toBe('OPCUA_CERTIFICATE_REFUSED'), 15_000);
    await admit('server');
    await soon(() => expect(connector.health().state).toBe('live'), 15_000);
  });
});
