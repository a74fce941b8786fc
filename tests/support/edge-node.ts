import { connect, type MqttClient } from 'mqtt';
import {
  decodePayload,
  encodePayload,
  type MetricToSend,
} from '../../line-connectors/mqtt/sparkplug-codec.ts';

/** A Sparkplug edge node with one device, which is born again when asked and after each connection. */
export interface EdgeNodePeer {
  readonly client: MqttClient;
  /** How often it was asked for its birth. */
  rebirths(): number;
  /** Publishes data of the device; values of metrics by name. */
  data(
    values: Readonly<Record<string, number | boolean | string>>,
    more?: Partial<MetricToSend>,
  ): void;
  /** Uses up a sequence number without sending anything. */
  lose(): void;
  deviceDeath(): void;
  deviceBirth(): void;
  /** Ends the connection without a goodbye: the broker publishes its death. */
  cut(): Promise<void>;
  end(): Promise<void>;
}

/**
 * Connects an edge node `plant/<name>` with the device `oven`; resolves when both are born.
 * @param metrics - of the device, as they are born; births repeat the last values
 */
export async function startEdgeNode(
  endpoint: string,
  name: string,
  metrics: readonly (MetricToSend & { readonly name: string })[],
): Promise<EdgeNodePeer> {
  const topic = (kind: string, device?: string): string =>
    `spBv1.0/plant/${kind}/${name}${device === undefined ? '' : `/${device}`}`;
  const last = new Map(
    metrics.map((metric) => [metric.name, { timestamp: Date.now(), ...metric }]),
  );
  let bdSeq = 0;
  let seq = 0;
  let rebirths = 0;
  const certificate = (): MetricToSend => ({ name: 'bdSeq', type: 'UInt64', value: bdSeq });
  const death = () =>
    Buffer.from(encodePayload({ timestamp: Date.now(), metrics: [certificate()] }));
  const client = connect(endpoint, {
    reconnectPeriod: 200,
    connectTimeout: 2000,
    queueQoSZero: false,
    protocolVersion: 4,
    will: { topic: topic('NDEATH'), payload: death(), qos: 1, retain: false },
  });
  function send(kind: string, device: string | undefined, sent: readonly MetricToSend[]): void {
    const payload = encodePayload({ timestamp: Date.now(), seq, metrics: sent });
    seq = (seq + 1) % 256;
    client.publish(topic(kind, device), Buffer.from(payload), { qos: 0 }, () => undefined);
  }
  const deviceBirth = (): void => send('DBIRTH', 'oven', [...last.values()]);
  function birth(): void {
    seq = 0;
    const control: MetricToSend = { name: 'Node Control/Rebirth', type: 'Boolean', value: false };
    send('NBIRTH', undefined, [{ ...certificate(), timestamp: Date.now() }, control]);
    deviceBirth();
  }
  client.on('error', () => undefined);
  let born = (): void => undefined;
  const firstBirth = new Promise<void>((resolve) => {
    born = resolve;
  });
  client.on('connect', () => {
    client.subscribe(topic('NCMD'), { qos: 1 }, () => {
      birth();
      born();
    });
  });
  client.on('close', () => {
    // The next connection has the next certificate.
    bdSeq += 1;
    client.options.will!.payload = death();
  });
  client.on('message', (_, payload) => {
    const command = decodePayload(payload);
    if (typeof command === 'string') return;
    if (command.metrics.some((metric) => metric.name === 'Node Control/Rebirth')) {
      rebirths += 1;
      birth();
    }
  });
  await firstBirth;
  return {
    client,
    rebirths: () => rebirths,
    data(values, more = {}) {
      const sent = Object.entries(values).map(([metric, value]): MetricToSend => {
        const known = last.get(metric)!;
        const timestamp = more.timestamp ?? Date.now();
        if (more.historical !== true) last.set(metric, { ...known, value, timestamp });
        const { alias } = known;
        const by = alias === undefined ? { name: metric } : { alias };
        return {
          ...by,
          value,
          ...(known.type === undefined ? {} : { type: known.type }),
          ...more,
          timestamp,
        };
      });
      send('DDATA', 'oven', sent);
    },
    lose() {
      seq = (seq + 1) % 256;
    },
    deviceDeath: () => send('DDEATH', 'oven', []),
    deviceBirth,
    async cut() {
      client.options.reconnectPeriod = 0;
      const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
      client.stream.destroy();
      await closed;
    },
    end: () => client.endAsync(true).catch(() => undefined),
  };
}
