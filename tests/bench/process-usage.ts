import { readFile } from 'node:fs/promises';

/** Clock ticks of /proc per second, the same on every Linux. */
const ticksPerSecond = 100;

/** CPU time of a whole process with its threads [s], and its resident memory [MB]; Linux only. */
export async function usage(pid: number): Promise<{ cpu_s: number; memory_MB: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  // Behind the name in brackets, which may hold blanks, user and system time are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    cpu_s: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    memory_MB: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1.024e-3,
  };
}
