import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { decideOnCertificate } from '../../line-connectors/opcua/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { startBroker } from '../support/mosquitto.ts';
import { startTestServer } from '../support/opcua-test-server.ts';
import { Plant, type Writer, writeMqtt, writeOpcua } from '../support/plant.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { forces, forceVariables, pieces } from '../support/whole-chain.ts';
import { describeWith } from '../support/with-program.ts';

/**
 * Bits that flip on the way between the sources and the twin. An encrypted line notices each of them. A plain one does not:
 * TCP's own sum is right, and a number that has become another is a number. Then all that can be promised is that the twin
 * lives, that no flip costs more than the readings it fell on, and that all that is given afterwards is stored once.
 */

const mostAway_s = 15;
const bytesPerFlip = 3000;
/** Flips on each line, at least. */
const leastFlips = 6;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Corrupted {
  readonly made: Plant;
  readonly writers: readonly Writer[];
  readonly proxies: readonly TcpProxy[];
}

/** A key and a certificate of 127.0.0.1 that signs itself. */
function selfSigned(folder: string): { readonly keyFile: string; readonly caFile: string } {
  const [keyFile, caFile] = [join(folder, 'broker.key'), join(folder, 'broker.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', keyFile, '-out', caFile];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  execFileSync('openssl', [...args, ...subject, ...files], { stdio: 'ignore' });
  return { keyFile, caFile };
}

/** A live twin behind a proxy before each of its two sources, which give readings steadily; they are written without a proxy. */
async function startLines(encrypted: boolean): Promise<Corrupted> {
  const folder = mkdtempSync(join(tmpdir(), 'twinline-corrupted-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const { keyFile, caFile } = selfSigned(folder);
  const tlsPort = await freePort();
  const [broker, server] = await Promise.all([
    startBroker([
      'autosave_on_changes false',
      'autosave_interval 0',
      ...[`listener ${tlsPort} 127.0.0.1`, `certfile ${caFile}`, `keyfile ${keyFile}`],
    ]),
    startTestServer({
      pkiFolder: join(folder, 'server'),
      variables: forceVariables,
      history: true,
    }),
  ]);
  ends.push(
    () => broker.dispose(),
    () => server.kill(),
  );
  const plainPort = Number(new URL(broker.endpoint).port);
  const [opcua, mqtt] = await Promise.all([
    startTcpProxy({ port: server.port }, { seed: 1 }),
    startTcpProxy({ port: encrypted ? tlsPort : plainPort }, { seed: 2 }),
  ]);
  ends.push(
    () => opcua.close(),
    () => mqtt.close(),
  );
  const made = new Plant({
    connectors: [
      {
        id: 'opcua1',
        kind: 'opcua',
        endpoint: `opc.tcp://127.0.0.1:${opcua.port}/line`,
        security: { mode: encrypted ? 'SignAndEncrypt' : 'None' },
      },
      {
        id: 'mqtt1',
        kind: 'mqtt',
        endpoint: `${encrypted ? 'mqtts' : 'mqtt'}://127.0.0.1:${mqtt.port}`,
        ...(encrypted ? { security: { caFile } } : {}),
        mode: { kind: 'topics' },
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
    historian: { kind: 'duckdb', memoryLimit_MB: 256 },
  });
  ends.push(() => made.dispose());
  await made.start();
  if (encrypted) await trustServer(made);
  await made.live();
  const writers = [
    writeOpcua(made.given, () => server, forces),
    await writeMqtt(made.given, broker.endpoint, pieces),
  ];
  ends.push(() => Promise.all(writers.map((writer) => writer.end())));
  await made.firstValuesAfter(Date.now());
  return { made, writers, proxies: [opcua, mqtt] };
}

/** As an administrator does who knows the fingerprint. */
async function trustServer(made: Plant): Promise<void> {
  const pending = await made.until(
    'the certificate of the server waits',
    async () => (await made.status()).connectors[0]!.pendingCertificate,
    (fingerprint) => fingerprint !== undefined,
  );
  const trusted = await decideOnCertificate(join(made.data, 'pki', 'opcua1'), pending!, 'trusted');
  expect(trusted).toMatchObject({ decision: 'trusted' });
}

/** Flips bits of both lines until there are enough of them; seconds until every tag has a new value. */
async function corrupt({ made, proxies }: Corrupted): Promise<number> {
  for (const proxy of proxies) proxy.set({ bytesPerFlip });
  await made.until(
    'enough bits are flipped',
    async () => proxies.map(({ counts }) => counts.flipped),
    (flips) => Math.min(...flips) >= leastFlips,
    60_000,
  );
  for (const proxy of proxies) proxy.set({});
  return made.firstValuesAfter(Date.now());
}

describeWith('mosquitto', 'the whole chain over lines that flip bits', () => {
  it('loses, doubles and invents nothing where OPC UA is signed and MQTT goes over TLS', async () => {
    const lines = await startLines(true);
    expect(await corrupt(lines)).toBeLessThan(mostAway_s);
    for (const writer of lines.writers) await writer.end();
    const { compared, ...difference } = await lines.made.compared();
    expect(difference).toEqual({ lost: [], doubled: [], invented: [] });
    expect(compared).toBeGreaterThan(100);
  }, 120_000);

  it('lives where the lines are plain, at the cost of what a flip fell on', async () => {
    const lines = await startLines(false);
    const { made, writers, proxies } = lines;
    expect(await corrupt(lines)).toBeLessThan(mostAway_s);
    await made.live();
    const sound = Date.now();
    await made.firstValuesAfter(sound);
    for (const writer of writers) await writer.end();
    const since = await made.until(
      'what was given since is stored',
      async () => made.given.against(await made.told(), made.tags, sound),
      ({ lost }) => lost === 0,
    );
    expect(since.difference).toMatchObject({ doubled: [], invented: [] });
    expect(since.difference.compared).toBeGreaterThan(10);
    const flips = proxies.reduce((sum, { counts }) => sum + counts.flipped, 0);
    const all = made.given.against(await made.told());
    expect(all.doubled).toBe(0);
    expect(all.invented).toBeLessThanOrEqual(flips);
    expect(all.difference.compared).toBeGreaterThan(0.8 * made.given.count);
  }, 120_000);
});
