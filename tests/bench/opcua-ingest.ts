import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createOpcuaConnector } from '../../line-connectors/opcua/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { startTestServer } from '../support/opcua-test-server.ts';
import type { BenchRow } from './bench-row.ts';

const tags = 2000;
const measured_s = 15;
/** Share of one core that reading the line may take [%]. */
const bar_percent = 15;

/** CPU of the OPC UA client for 2,000 tags at 1 Hz, the server in another process. */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'twinline-bench-'));
  const names = Array.from({ length: tags }, (_, i) => `Unit${i % 20}/Signal${i}`);
  const server = await startTestServer({
    pkiFolder: join(folder, 'server'),
    variables: names.map((name) => ({ name, unit: { code: 'NEW', label: 'N' } })),
    ticking: { period_ms: 1000 },
  });
  const abort = new AbortController();
  let received = 0;
  const connector = createOpcuaConnector({
    id: 'bench',
    endpoint: server.endpoint,
    security: { mode: 'None' },
    map: names.map((name, i) => ({
      tag: `site.area.line.unit${i % 20}.signal${i}_N` as TagId,
      address: `ns=1;s=${name}`,
      samplingInterval_ms: 1000,
    })),
    pkiFolder: join(folder, 'client'),
    clock: { now: () => Date.now() },
    random: () => 0.5,
  });
  const done = connector.run(
    {
      async offer(batch) {
        received += batch.length;
      },
    },
    abort.signal,
  );
  try {
    while (received < 2 * tags) await wait(100);
    const [before, start, counted] = [process.cpuUsage(), performance.now(), received];
    await wait(measured_s * 1000);
    const used = process.cpuUsage(before);
    const elapsed_s = (performance.now() - start) / 1000;
    const share_percent = (used.user + used.system) / 1e4 / elapsed_s;
    const rate_per_s = (received - counted) / elapsed_s;
    return [
      {
        name: 'OPC UA client, 2,000 tags at 1 Hz, share of one core',
        value: share_percent,
        unit: 'percent',
        bar: `<= ${bar_percent}`,
        pass: share_percent <= bar_percent,
      },
      {
        name: 'OPC UA values received',
        value: rate_per_s,
        unit: 'per_s',
        bar: `>= ${0.95 * tags}`,
        pass: rate_per_s >= 0.95 * tags,
      },
    ];
  } finally {
    abort.abort();
    await done;
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}
