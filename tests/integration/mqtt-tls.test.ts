import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createMqttConnector, type MqttConnector } from '../../line-connectors/mqtt/connector.ts';
import type { MqttSecurity } from '../../line-connectors/mqtt/options.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { type Broker, startBroker } from '../support/mosquitto.ts';
import { describeWith } from '../support/with-program.ts';

vi.setConfig({ testTimeout: 30_000 });

describeWith('mosquitto', 'a broker that asks for a certificate of ours', () => {
  let folder: string;
  let broker: Broker;
  const ends: (() => Promise<void>)[] = [];
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void =>
    void execFileSync('openssl', args, { stdio: 'ignore' });

  /** A certificate that signs itself. */
  function authority(name: string): void {
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file(`${name}.key`)],
      ...['-out', file(`${name}.pem`)],
    );
  }

  /** A certificate of a client, signed by an authority. */
  function client(name: string, by: string): Pick<MqttSecurity, 'certFile' | 'keyFile'> {
    openssl(
      ...['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`],
      ...['-keyout', file(`${name}.key`), '-out', file(`${name}.csr`)],
    );
    openssl(
      ...['x509', '-req', '-in', file(`${name}.csr`), '-days', '2', '-set_serial', '7'],
      ...['-CA', file(`${by}.pem`), '-CAkey', file(`${by}.key`), '-out', file(`${name}.pem`)],
    );
    return { certFile: file(`${name}.pem`), keyFile: file(`${name}.key`) };
  }

  function connector(security: MqttSecurity): MqttConnector {
    const abort = new AbortController();
    const made = createMqttConnector({
      id: 'edge',
      endpoint: broker.endpoint,
      version: '5',
      clientId: `twin-${ends.length}`,
      security: { caFile: file('server.pem'), ...security },
      mode: { kind: 'topics', sessionExpiry_s: 0 },
      map: [{ tag: 'a.b.c.d.x_1' as TagId, address: 't', samplingInterval_ms: 1000 }],
      gapTag: 'a.b.c.edge.gap' as TagId,
      quarantine: { put: () => undefined, counts: () => ({}) },
      clock: { now: () => Date.now() },
      random: () => 0.5,
    });
    const done = made.run({ offer: () => Promise.resolve() }, abort.signal);
    ends.push(async () => {
      abort.abort();
      await done;
    });
    return made;
  }

  const reaches = (made: MqttConnector, told: object): Promise<void> =>
    expect.poll(() => made.health(), { timeout: 15_000, interval: 50 }).toMatchObject(told);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twinline-mqtt-tls-'));
    for (const name of ['server', 'works', 'stranger']) authority(name);
    broker = await startBroker(
      [
        `certfile ${file('server.pem')}`,
        `keyfile ${file('server.key')}`,
        `cafile ${file('works.pem')}`,
        'require_certificate true',
      ],
      'mqtts',
    );
  }, 60_000);

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  afterAll(async () => {
    await broker?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes us with one that its authority has signed', async () => {
    await reaches(connector(client('twin', 'works')), { state: 'live' });
  });

  it('refuses us without one, and with one of somebody else; the state says that it is the encryption', async () => {
    await reaches(connector({}), { state: 'failed', code: 'MQTT_TLS_FAILED' });
    const other = connector(client('other', 'stranger'));
    await reaches(other, { state: 'failed', code: 'MQTT_TLS_FAILED' });
  });

  it('takes us with a renewed one without a restart, and names a file that is no certificate', async () => {
    const { keyFile } = client('late', 'works');
    const certFile = file('renewed.pem');
    writeFileSync(certFile, 'no certificate\n');
    const made = connector({ certFile, keyFile: keyFile! });
    await reaches(made, { state: 'failed', code: 'MQTT_TLS_FAILED' });
    copyFileSync(file('late.pem'), certFile);
    await reaches(made, { state: 'live' });
  });
});
