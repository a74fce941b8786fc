import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startTestServer } from '../support/opcua-test-server.ts';
import { Plant } from '../support/plant.ts';
import { atMost, type BenchRow, information } from './bench-row.ts';
import { usage } from './process-usage.ts';
import { withFolder } from './served-twin.ts';
import { bucketsOf } from './told-buckets.ts';

const tags = 5000;
const warmUp_ms = 15_000;
const measured_ms = 60_000;
/** Share of one core that all of the twin may take [%]. */
const bar_percent = 30;

/** `twinline serve` with 5,000 tags of an OPC UA server at 1 Hz, stored in DuckDB: what it costs, and what is missing. */
export function run(): Promise<BenchRow[]> {
  return withFolder(async (folder) => {
    const names = Array.from({ length: tags }, (_, i) => `Unit${i % 20}/Signal${i}`);
    const server = await startTestServer({
      pkiFolder: join(folder, 'server'),
      variables: names.map((name) => ({ name, unit: { code: 'NEW', label: 'N' } })),
      ticking: { period_ms: 1000 },
    });
    const plant = new Plant({
      connectors: [
        { id: 'opcua1', kind: 'opcua', endpoint: server.endpoint, security: { mode: 'None' } },
      ],
      map: names.map((name, i) => ({
        tag: `demo.electrode.line1.press.signal${i}_N`,
        connector: 'opcua1',
        address: `ns=1;s=${name}`,
        samplingInterval_ms: 1000,
      })),
      historian: { kind: 'duckdb' },
    });
    try {
      await plant.start();
      await plant.live();
      await plant.until(
        'every tag is received',
        () => plant.status(),
        ({ samplesReceived }) => samplesReceived > 2 * tags,
      );
      await wait(warmUp_ms);
      const [before, begun] = [await usage(plant.twin.pid), performance.now()];
      const first = (await plant.status()).samplesReceived;
      await wait(measured_ms);
      const after = await usage(plant.twin.pid);
      const elapsed_s = (performance.now() - begun) / 1000;
      const received = (await plant.status()).samplesReceived - first;
      // The server counts up: whatever is between the least and the greatest value of a tag must be there once.
      const buckets = await bucketsOf(plant);
      const missing = buckets.reduce(
        (sum, { count, min, max }) => sum + Math.abs((max ?? 0) - (min ?? 0) + 1 - count),
        0,
      );
      const name = (what: string): string => `serve, 5,000 OPC UA tags at 1 Hz: ${what}`;
      return [
        atMost(
          name('share of one core'),
          (100 * (after.cpu_s - before.cpu_s)) / elapsed_s,
          'percent',
          bar_percent,
        ),
        atMost(name('values missing or doubled'), missing, '1', 0),
        atMost(name('tags without values'), tags - buckets.length, '1', 0),
        information(name('values received'), received / elapsed_s, 'per_s'),
        information(name('resident memory'), after.memory_MB, 'MB'),
      ];
    } finally {
      await plant.dispose();
      await server.kill();
    }
  });
}
