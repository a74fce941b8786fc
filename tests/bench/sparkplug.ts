import { decodePayload, encodePayload } from '../../line-connectors/mqtt/sparkplug-codec.ts';
import { createSparkplugHost } from '../../line-connectors/mqtt/sparkplug-host.ts';
import { createOutbox } from '../../line-connectors/source/outbox.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { atLeast, type BenchRow } from './bench-row.ts';

const metrics = 50;
const messages = 20_000;
/** Samples that the whole way to the historian must carry; reading them may take a tenth of a core at most [1/s]. */
const bar_per_s = 10 * 50_000;
const start = 1_767_225_600_000;

function payload(kind: 'birth' | 'data', n: number): Buffer {
  return Buffer.from(
    encodePayload({
      timestamp: start + n,
      seq: n % 256,
      metrics: Array.from({ length: metrics }, (_, i) => ({
        ...(kind === 'birth' ? { name: `Unit/Signal${i}`, engUnit: 'N', type: 'Double' } : {}),
        alias: i,
        timestamp: start + n,
        value: 100 + i + n / 1000,
      })),
    }),
  );
}

/** Reading messages of 50 metrics: decoding alone, and the host with its outbox behind it. */
export async function run(): Promise<BenchRow[]> {
  const birth = payload('birth', 0);
  const data = Array.from({ length: messages }, (_, i) => payload('data', i + 1));
  const decoding = rateOf(() => {
    let found = 0;
    for (const bytes of data) {
      const message = decodePayload(bytes);
      if (typeof message !== 'string') found += message.metrics.length;
    }
    return found;
  });
  let taken = 0;
  const tags = Array.from(
    { length: metrics },
    (_, i) => `site.area.line.unit.signal${i}_N` as TagId,
  );
  const outbox = createOutbox(
    {
      async offer(batch) {
        taken += batch.length;
      },
    },
    tags,
    () => undefined,
  );
  const host = createSparkplugHost(
    {
      map: tags.map((tag, i) => ({
        tag,
        address: `group/node#Unit/Signal${i}`,
        samplingInterval_ms: 1000,
      })),
      reorder_ms: 5000,
      rebirth: false,
      random: () => 0.5,
    },
    {
      put: (sample) => outbox.put(sample),
      pass: (sample) => outbox.pass(sample),
      isWaveform: () => false,
      take: () => undefined,
      admit: () => undefined,
      hole: () => undefined,
      gap: ({ reason }) => {
        throw new Error(reason);
      },
      offset: () => undefined,
      flags: () => 0,
      refuse: (_, __, reason) => {
        throw new Error(reason);
      },
      publish: () => undefined,
    },
  );
  const send = (kind: string, bytes: Buffer, n: number): void =>
    host.take({
      topic: `spBv1.0/group/${kind}/node`,
      payload: bytes,
      retained: false,
      received: start + n,
    });
  send('NBIRTH', birth, 0);
  const hosting = rateOf(() => {
    for (const [i, bytes] of data.entries()) {
      send('NDATA', bytes, i + 1);
      if (i % 100 === 99) outbox.flush();
    }
    outbox.flush();
    return messages * metrics;
  });
  await outbox.settled();
  if (taken !== (messages + 1) * metrics) throw new Error(`${taken} samples came out`);
  return [
    atLeast(
      'Sparkplug decoding, metrics per second of CPU (50 a message)',
      decoding,
      'per_s',
      bar_per_s,
    ),
    atLeast(
      'Sparkplug host to outbox, metrics per second of CPU (50 a message)',
      hosting,
      'per_s',
      bar_per_s,
    ),
  ];
}

/** Things done per second of CPU by work that tells how many it did. */
function rateOf(work: () => number): number {
  const before = process.cpuUsage();
  const done = work();
  const { user, system } = process.cpuUsage(before);
  return (1e6 * done) / (user + system);
}
