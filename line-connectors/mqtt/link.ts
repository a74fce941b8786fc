import { readFile } from 'node:fs/promises';
import type { IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import { TwinError } from '../../twin/domain/errors.ts';
import { connectError, subscriptionError } from './connection-error.ts';
import type { MqttSource } from './options.ts';
import { stateTopic } from './sparkplug-topic.ts';

/** Longest that a broker may take to answer a connection or a subscription [ms]. */
const answer_ms = 4000;
/** Time after which a broker may take us for dead [s]; we speak far more often. */
const keepAlive_s = 15;
/** Filters in one request. */
const filtersPerRequest = 500;

/** What a link does with what it receives. */
interface LinkListener {
  /** Any packet of the broker. */
  heard(): void;
  /** A message; the next one comes after `next`. */
  message(packet: IPublishPacket, next: () => void): void;
  closed(): void;
}

/** A connection to a broker. */
export interface Link {
  /** The broker knew our session from before. */
  readonly sessionPresent: boolean;
  /** Lets messages through; those of a session that was kept may have come before. */
  begin(): void;
  /** @throws TwinError MQTT_SUBSCRIPTION_REFUSED */
  subscribe(filters: readonly string[]): Promise<void>;
  publish(topic: string, payload: Uint8Array): void;
  /** Tells the broker that a message of quality of service 1 is safe with us. */
  acknowledge(messageId: number): void;
  ping(): void;
  /** A primary host tells edge nodes that it is there (tck-id-message-flow-phid-sparkplug-state-publish). */
  announce(): Promise<void>;
  /** Leaves in order; a primary host says so first. */
  close(): Promise<void>;
  /** Leaves at once. */
  destroy(): void;
}

async function fileText(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new TwinError(
      'CONFIG_UNREADABLE',
      `the ${what} ${file} cannot be read: ${(cause as Error).message}`,
      { file },
      { cause },
    );
  }
}

/** Whether a host is there, as edge nodes read it; birth and death of a connection have one time (tck-id-payloads-state-birth-payload). */
function state(online: boolean, timestamp: number): Buffer {
  return Buffer.from(JSON.stringify({ online, timestamp }));
}

async function clientOptions(source: MqttSource, now: number): Promise<IClientOptions> {
  const { version, clientId, security, mode } = source;
  const { username, passwordFile, caFile, certFile, keyFile } = security;
  const persistent = mode.kind === 'topics';
  const primaryHost = primaryHostOf(source);
  return {
    manualConnect: true,
    // Every attempt is a new client: how long to wait between them is decided in one place.
    reconnectPeriod: 0,
    connectTimeout: answer_ms,
    keepalive: keepAlive_s,
    protocolVersion: version === '5' ? 5 : 4,
    clientId,
    clean: !persistent,
    ...(version === '5' && persistent
      ? { properties: { sessionExpiryInterval: mode.sessionExpiry_s } }
      : {}),
    ...(username === undefined ? {} : { username }),
    ...(passwordFile === undefined
      ? {}
      : { password: (await fileText(passwordFile, 'password file')).trimEnd() }),
    ...(caFile === undefined ? {} : { ca: await fileText(caFile, 'certificate file') }),
    ...(certFile === undefined ? {} : { cert: await fileText(certFile, 'certificate file') }),
    ...(keyFile === undefined ? {} : { key: await fileText(keyFile, 'key file') }),
    ...(primaryHost === undefined
      ? {}
      : {
          will: {
            topic: stateTopic(primaryHost),
            payload: state(false, now),
            qos: 1,
            retain: true,
          },
        }),
  };
}

/**
 * Opens a connection. Messages of quality of service 1 are not acknowledged by the client library but by `acknowledge`:
 * only who has made them safe may do so.
 * @throws TwinError MQTT_UNREACHABLE, MQTT_REFUSED, MQTT_TLS_FAILED, CONFIG_UNREADABLE
 */
export async function openLink(
  source: MqttSource,
  listener: LinkListener,
  now: number,
): Promise<Link> {
  const { connect } = await import('mqtt');
  const client = connect(source.endpoint, await clientOptions(source, now));
  client.on('packetreceive', () => listener.heard());
  let begun = false;
  /** The first message, if it comes early: the library waits with all others. */
  let early = (): void => undefined;
  client.handleMessage = (packet, callback) => {
    // An error as an answer keeps the library from acknowledging and lets it go on with the next packet.
    const withheld = packet.qos === 0 ? undefined : new Error('acknowledged when it is safe');
    const pass = (): void => listener.message(packet, () => callback(withheld));
    if (begun) pass();
    else early = pass;
  };
  const connack = await connected(client).catch((error: unknown) => {
    // A certificate that cannot be read fails before there is a stream, and the library cannot end without one.
    if ((client.stream as unknown) !== undefined) client.end(true);
    throw connectError(source.endpoint, error);
  });
  client.on('close', () => listener.closed());
  const { stream } = client;
  // The library goes on reading behind bytes that are no packet: whatever follows would mean nothing.
  client.on('error', () => stream.destroy());
  const host = primaryHostOf(source);
  async function tellState(online: boolean): Promise<void> {
    if (host === undefined || !client.connected) return;
    await client.publishAsync(stateTopic(host), state(online, now), { qos: 1, retain: true });
  }
  return {
    sessionPresent: connack.sessionPresent,
    begin() {
      begun = true;
      early();
    },
    async subscribe(filters) {
      for (let at = 0; at < filters.length; at += filtersPerRequest) {
        const part = filters.slice(at, at + filtersPerRequest);
        const granted = await client.subscribeAsync(part, { qos: 1 }).catch(() => undefined);
        const refused = part.filter((_, i) => (granted?.[i]?.qos ?? 128) >= 128);
        if (refused.length > 0) throw subscriptionError(source.endpoint, refused);
      }
    },
    publish(topic, payload) {
      client.publish(topic, Buffer.from(payload), { qos: 0 }, () => undefined);
    },
    acknowledge(messageId) {
      // PUBACK of MQTT 3.1.1 and, with reason 0, of MQTT 5 (section 3.4 of both): the library has no public call for it.
      if (!stream.destroyed) stream.write(Buffer.of(0x40, 2, messageId >> 8, messageId & 255));
    },
    ping() {
      client.sendPing();
      // Answers may wait behind messages that we have not taken yet: the library shall not judge the broker by them.
      client.reschedulePing(true);
    },
    announce: () => tellState(true),
    async close() {
      await tellState(false);
      await client.endAsync();
    },
    destroy() {
      stream.destroy();
    },
  };
}

function primaryHostOf({ mode }: MqttSource): string | undefined {
  return mode.kind === 'sparkplug' ? mode.primaryHost : undefined;
}

function connected(client: MqttClient): Promise<{ sessionPresent: boolean }> {
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.once('close', () => reject(new Error('the connection was closed')));
    client.once('connect', ({ sessionPresent }) => resolve({ sessionPresent }));
    client.connect();
  });
}
