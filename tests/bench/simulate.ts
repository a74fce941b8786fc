import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { root } from '../support/served-twin.ts';
import { atMost, type BenchRow, information } from './bench-row.ts';

const hours = 8;
const seed = 7;
const measured = ['demo', 'pilot'];
const bars = { files_MB: 500, memory_MB: 600 } as const;
const execute = promisify(execFile);

/** Writes the largest memory of the process [MB] to stderr at its end. */
const tellMemory = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('maxRSS_MB ' + process.resourceUsage().maxRSS / 1000 + '\\n'));",
)}`;

/** The command as a user runs it: wall time with its start, size of its files, largest memory. */
async function command(line: string): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'twinline-bench-'));
  try {
    const out = join(folder, 'run');
    const options = ['--line', line, '--hours', String(hours), '--seed', String(seed)];
    const argv = ['--import', tellMemory, 'bin/twinline.mjs', 'simulate', ...options, '--out', out];
    const begun = performance.now();
    const { stderr } = await execute(process.execPath, argv, { cwd: root });
    const spent_s = (performance.now() - begun) / 1000;
    const bytes = readdirSync(out).reduce((sum, name) => sum + statSync(join(out, name)).size, 0);
    const memory_MB = Number(/maxRSS_MB (.+)/.exec(stderr)?.[1]);
    return [
      information(`simulate ${line}: the command, ${hours} h`, (hours * 3600) / spent_s, 'x real'),
      atMost(`simulate ${line}: files of ${hours} h`, bytes / 1e6, 'MB', bars.files_MB),
      atMost(`simulate ${line}: largest memory`, memory_MB, 'MB', bars.memory_MB),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Speed of `twinline simulate` with size of files and memory of a working day; `virtual-line` has the line alone. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const name of measured) rows.push(...(await command(name)));
  return rows;
}
