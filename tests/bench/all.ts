import { loadavg } from 'node:os';
import type { BenchRow } from './bench-row.ts';

/** Every benchmark by name, in the order in which they run. */
const benches: Readonly<Record<string, () => Promise<{ run(): Promise<BenchRow[]> }>>> = {
  'fresh-clone': () => import('./fresh-clone.ts'),
  'warm-start': () => import('./warm-start.ts'),
  'stamp-to-screen': () => import('./stamp-to-screen.ts'),
  'opcua-ingest': () => import('./opcua-ingest.ts'),
  'opcua-5000': () => import('./opcua-5000.ts'),
  sparkplug: () => import('./sparkplug.ts'),
  'idle-viewer': () => import('./idle-viewer.ts'),
  historian: () => import('./historian.ts'),
  spool: () => import('./spool.ts'),
  'history-day': () => import('./history-day.ts'),
  'history-sustained': () => import('./history-sustained.ts'),
  'whole-chain': () => import('./whole-chain.ts'),
  'serve-load': () => import('./serve-load.ts'),
  'forward-chain': () => import('./forward-chain.ts'),
  'virtual-line': () => import('./virtual-line.ts'),
  p2d: () => import('./p2d.ts'),
  learning: () => import('./learning.ts'),
  'line-cells': () => import('./line-cells.ts'),
  simulate: () => import('./simulate.ts'),
  'npm-test': () => import('./npm-test.ts'),
};
/** Run only when named, and why. */
const onlyNamed: Readonly<Record<string, string>> = {
  'npm-test': 'takes minutes; bar <= 300 s; npm run bench -- npm-test',
};

const widths = { name: 66, value: 12, unit: 10, bar: 11, pass: 7 } as const;

function print(name: string, value: string, unit: string, bar: string, pass: string): void {
  const line = [
    name.padEnd(widths.name),
    value.padStart(widths.value),
    unit.padEnd(widths.unit),
    bar.padEnd(widths.bar),
    pass.padEnd(widths.pass),
    loadavg()[0]!.toFixed(2),
  ];
  process.stdout.write(`${line.join('  ')}\n`);
}

function printRow({ name, value, unit, bar, pass }: BenchRow): void {
  const digits = Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value) || 1)));
  const verdict = bar === '-' ? '-' : pass ? 'pass' : 'MISSED';
  print(name, value.toFixed(Math.min(3, digits)), unit, bar, verdict);
}

/** Runs the benchmarks one after the other; returns how many bars were missed. */
async function runBenches(names: readonly string[]): Promise<number> {
  let missed = 0;
  process.stdout.write(
    `${'name'.padEnd(widths.name)}  ${'value'.padStart(widths.value)}  ${'unit'.padEnd(widths.unit)}  ${'bar'.padEnd(widths.bar)}  ${'verdict'.padEnd(widths.pass)}  load (1 min)\n`,
  );
  for (const name of names) {
    process.stderr.write(`running ${name}\n`);
    try {
      const rows = await (await benches[name]!()).run();
      if (rows.length === 0) throw new Error('no figure was measured');
      for (const row of rows) printRow(row);
      missed += rows.filter(({ pass }) => !pass).length;
    } catch (error) {
      missed += 1;
      print(name, '-', '', '', 'FAILED');
      process.stderr.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
  return missed;
}

const named = process.argv.slice(2);
const wrong = named.filter((name) => !Object.hasOwn(benches, name));
if (wrong.length > 0) {
  process.stderr.write(
    `no benchmark ${wrong.join(', ')}; there are: ${Object.keys(benches).join(', ')}\n`,
  );
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const chosen = Object.keys(benches).filter((name) =>
  named.length > 0 ? named.includes(name) : !Object.hasOwn(onlyNamed, name),
);
const missed = await runBenches(chosen);
if (named.length === 0) {
  for (const [name, reason] of Object.entries(onlyNamed)) {
    process.stdout.write(`${name.padEnd(widths.name)}  skipped: ${reason}\n`);
  }
}
process.stdout.write(missed === 0 ? 'every bar is kept\n' : `${missed} missed\n`);
process.exit(missed === 0 ? 0 : 1);
