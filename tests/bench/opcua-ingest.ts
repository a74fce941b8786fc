import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpcuaConnector } from '../../line-connectors/opcua/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { startTestServer } from '../support/opcua-test-server.ts';
import type { BenchRow } from './bench-row.ts';

const tags = 2000;
/** Ticks of the server that are measured, of 1 s each. */
const measuredTicks = 15;
/** Longest wait for them [s]. */
const patience_s = 60;
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
  let goal = { count: Number.POSITIVE_INFINITY, reached: () => {} };
  /** The moment at which so many values are in: whole ticks, so that the edges of the window add no error. */
  const reach = (count: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = () => reject(new Error(`${received} of ${count} values in ${patience_s} s`));
      const timer = setTimeout(late, patience_s * 1000);
      const reached = () => {
        clearTimeout(timer);
        resolve();
      };
      goal = { count, reached };
    });
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
        if (received >= goal.count) goal.reached();
      },
    },
    abort.signal,
  );
  try {
    await reach(2 * tags);
    const [before, start, counted] = [process.cpuUsage(), performance.now(), received];
    await reach(counted + measuredTicks * tags);
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
