import { setTimeout as wait } from 'node:timers/promises';
import { type BenchRow, information } from './bench-row.ts';
import { usage } from './process-usage.ts';
import { serveHere, withFolder } from './served-twin.ts';

const settle_ms = 15_000;
const measured_ms = 20_000;

/** What the demonstration line costs: virtual machines, OPC UA on both sides, twin, historian; no viewer open. */
export function run(): Promise<BenchRow[]> {
  return withFolder(async (folder) => {
    const twin = await serveHere(folder);
    try {
      await wait(settle_ms);
      const [before, begun] = [await usage(twin.pid), performance.now()];
      await wait(measured_ms);
      const after = await usage(twin.pid);
      const elapsed_s = (performance.now() - begun) / 1000;
      const share_percent = (100 * (after.cpu_s - before.cpu_s)) / elapsed_s;
      const name = 'serve, demonstration line, no viewer';
      return [
        information(`${name}: share of one core`, share_percent, 'percent'),
        information(`${name}: resident memory`, after.memory_MB, 'MB'),
      ];
    } finally {
      await twin.stop();
    }
  });
}
