import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type BenchRow, information } from './bench-row.ts';
import { serveHere, withFolder } from './served-twin.ts';

const settle_ms = 15_000;
const measured_ms = 20_000;

/** Clock ticks of /proc per second, the same on every Linux. */
const ticksPerSecond = 100;

/** CPU time of the whole process with its threads [s], and its resident memory [MB]; Linux only. */
async function usage(pid: number): Promise<{ cpu_s: number; memory_MB: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  // Behind the name in brackets, which may hold blanks, user and system time are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    cpu_s: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    memory_MB: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1.024e-3,
  };
}

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
