import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startInfluxd } from '../support/influxd.ts';
import { startBroker } from '../support/mosquitto.ts';
import { Plant } from '../support/plant.ts';
import { root } from '../support/served-twin.ts';
import { hasProgram } from '../support/with-program.ts';
import { atMost, type BenchRow, information } from './bench-row.ts';
import { usage } from './process-usage.ts';
import { sustainedRow } from './sustained-rate.ts';
import { bucketsOf } from './told-buckets.ts';

const tags = 1000;
const rate_per_s = 50_000;
const duration_s = 60;
/** Longest wait for what a slow chain confirms late [ms]: its rate says more than an error. */
const patience_ms = 300_000;

/** Sparkplug edge node, broker, `twinline serve` and historian, each a process of its own, at the rate of the bar. */
async function chainTo(historian: Readonly<Record<string, unknown>>): Promise<BenchRow[]> {
  const broker = await startBroker();
  const plant = new Plant({
    connectors: [
      {
        id: 'mqtt1',
        kind: 'mqtt',
        endpoint: broker.endpoint,
        mode: { kind: 'sparkplug', rebirth: false },
      },
    ],
    map: Array.from({ length: tags }, (_, i) => ({
      tag: `demo.electrode.line1.press.signal${i}_N`,
      connector: 'mqtt1',
      address: `bench/node#Signal${i}`,
    })),
    historian,
  });
  const source = (): ReturnType<typeof fork> =>
    fork(
      fileURLToPath(new URL('published-metrics.ts', import.meta.url)),
      [broker.endpoint, tags, rate_per_s, duration_s].map(String),
      { execArgv: ['--import', join(root, 'register.mjs')] },
    );
  let node: ReturnType<typeof source> | undefined;
  try {
    await plant.start();
    await plant.live();
    node = source();
    await once(node, 'message');
    await plant.until('the birth is stored', confirmed, (count) => count >= tags);
    const [before, begun] = [await usage(plant.twin.pid), performance.now()];
    const first = await confirmed();
    node.send('go');
    let mostPending = 0;
    const watch = setInterval(() => {
      void plant.status().then(
        ({ historian: { pendingSamples } }) => {
          mostPending = Math.max(mostPending, pendingSamples);
        },
        () => undefined,
      );
    }, 500);
    const [{ published, offering_s }] = (await once(node, 'message')) as [
      { published: number; offering_s: number },
    ];
    await plant.until(
      'all is confirmed',
      confirmed,
      (count) => count - first >= published,
      patience_ms,
    );
    const elapsed_s = (performance.now() - begun) / 1000;
    clearInterval(watch);
    const { cpu_s } = await usage(plant.twin.pid);
    const stored = (await bucketsOf(plant)).reduce((sum, { count, bad }) => sum + count + bad, 0);
    const name = (what: string): string =>
      `whole chain, Sparkplug to ${String(historian['kind'])}: ${what}`;
    return [
      sustainedRow(name(`confirmed of ${rate_per_s} samples/s for ${duration_s} s`), {
        rate_per_s,
        duration_s,
        offering_s,
        elapsed_s,
      }),
      atMost(name('missing in the historian'), published + tags - stored, '1', 0),
      information(
        name('CPU of serve, share of one core'),
        (100 * (cpu_s - before.cpu_s)) / elapsed_s,
        'percent',
      ),
      information(name('most samples on the way'), mostPending, '1'),
    ];
  } finally {
    node?.kill('SIGKILL');
    await plant.dispose();
    await broker.dispose();
  }

  /** Samples that the historian has confirmed since the start. */
  async function confirmed(): Promise<number> {
    const { samplesReceived, historian: health } = await plant.status();
    return samplesReceived - health.pendingSamples - health.lostSamples;
  }
}

/** 50,000 samples a second through the whole product, as a user starts it, for DuckDB and for InfluxDB. */
export async function run(): Promise<BenchRow[]> {
  if (!hasProgram('mosquitto')) {
    process.stderr.write('whole-chain: mosquitto is not installed, so nothing is measured\n');
    return [information('whole chain: not measured, mosquitto is missing', 0, '1')];
  }
  const rows = await chainTo({ kind: 'duckdb' });
  if (!hasProgram('influxd')) {
    process.stderr.write('whole-chain: influxd is not installed, so it is not measured\n');
    return rows;
  }
  const influx = await startInfluxd();
  try {
    return [...rows, ...(await chainTo({ kind: 'influx', url: influx.url, database: 'bench' }))];
  } finally {
    await influx.stop();
  }
}
