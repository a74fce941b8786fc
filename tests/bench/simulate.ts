import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { virtualLines } from '../../physics/virtual-line/lines/by-name.ts';
import { lineSignalTable } from '../../physics/virtual-line/signals/all.ts';
import { createVirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import { root } from '../support/served-twin.ts';
import { atMost, type BenchRow, information } from './bench-row.ts';

const hours = 8;
const seed = 7;
/** Lines that are measured, as far as there are. */
const measured = ['demo', 'pilot'];
/** How long the line is run alone [s]. */
const alone_s = 1800;
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

/** The line alone on this thread, its samples looked at once a second, which is what bounds the command. */
function alone(line: string): BenchRow {
  const definition = virtualLines.find(({ name }) => name === line)!;
  const runs = [1, 2, 3].map(() => {
    const simulated = createVirtualLine(definition, { seed, faults: [], truth: 'mismatched' });
    const begun = performance.now();
    for (let time = 1; time <= alone_s; time++) {
      simulated.advanceTo(time);
      simulated.samples();
      if (time % 60 === 0) simulated.takeTruth();
    }
    return (alone_s * 1000) / (performance.now() - begun);
  });
  const signals = lineSignalTable(definition).length;
  const name = `simulate ${line}: the line alone, ${signals} signals at 1 Hz`;
  return information(name, Math.max(...runs), 'x real');
}

/** Speed of `twinline simulate` beside that of its line, with size of files and memory of a working day. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const lines = virtualLines.filter(({ name }) => measured.includes(name));
  for (const { name } of lines) rows.push(alone(name), ...(await command(name)));
  return rows;
}
