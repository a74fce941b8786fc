import { connect } from 'mqtt';
import { encodePayload } from '../../line-connectors/mqtt/sparkplug-codec.ts';

/**
 * A Sparkplug edge node as a process of its own: `node published-metrics.ts ENDPOINT METRICS RATE SECONDS`. At the word
 * `go` it publishes so many metrics a second, a message of all at a time, and says when it is done how many and how long it
 * took: each message has its time from the beginning, so that one that was late does not delay those behind it.
 */
const [endpoint = '', metrics = '', rate = '', seconds = ''] = process.argv.slice(2);
const perMessage = Number(metrics);
const messages = (Number(rate) * Number(seconds)) / perMessage;
const period_ms = (1000 * perMessage) / Number(rate);
const client = connect(endpoint, { queueQoSZero: false });
await new Promise<void>((resolve) => client.once('connect', () => resolve()));

const topic = (kind: string): string => `spBv1.0/bench/${kind}/node`;
const publish = (kind: string, payload: Uint8Array): Promise<unknown> =>
  client.publishAsync(topic(kind), Buffer.from(payload), { qos: 0 });
const values = (timestamp: number, n: number) =>
  Array.from({ length: perMessage }, (_, alias) => ({
    alias,
    timestamp,
    // A reading with noise in its last digits, as a gauge gives it.
    value:
      Math.round(1e3 * (20 + 5 * Math.sin((n + alias) / 1e3)) + ((n * 7919 + alias) % 100)) / 1e3,
  }));

await publish(
  'NBIRTH',
  encodePayload({
    timestamp: Date.now(),
    seq: 0,
    metrics: [
      { name: 'bdSeq', type: 'UInt64', value: 0 },
      ...values(Date.now(), 0).map((metric, i) => ({
        ...metric,
        name: `Signal${i}`,
        type: 'Double' as const,
        engUnit: 'N',
      })),
    ],
  }),
);
process.send!('born');
await new Promise((resolve) => process.once('message', resolve));
const begun = performance.now();
for (let n = 1; n <= messages; n += 1) {
  const timestamp = Date.now();
  await publish('NDATA', encodePayload({ timestamp, seq: n % 256, metrics: values(timestamp, n) }));
  const early = begun + n * period_ms - performance.now();
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
}
process.send!({
  published: messages * perMessage,
  offering_s: (performance.now() - begun) / 1000,
});
await client.endAsync();
process.disconnect();
