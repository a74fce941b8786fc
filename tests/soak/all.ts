import { mkdirSync, writeFileSync } from 'node:fs';
import type { SoakRun } from './soak-run.ts';

/** Long runs by name, in the order in which they run; each writes docs/measured/NAME.json. */
const runs: Readonly<Record<string, () => Promise<SoakRun<object>>>> = {
  'interval-coverage': () => import('./interval-coverage.ts'),
  'line-balances': () => import('./line-balances.ts'),
  'p2d-surrogate': () => import('./p2d-surrogate.ts'),
  'process-intervals': () => import('./process-intervals.ts'),
  'whole-chain': () => import('./whole-chain.ts'),
};
/** Runs that keep what they find where the product reads it; only when named. */
const ownFile: Readonly<Record<string, () => Promise<unknown>>> = {
  'wmg-rate': () => import('./wmg-rate.ts'),
};

const named = process.argv.slice(2);
const names = [...Object.keys(runs), ...Object.keys(ownFile)];
const wrong = named.filter((name) => !names.includes(name));
if (wrong.length > 0) {
  process.stderr.write(`no run ${wrong.join(', ')}; there are: ${names.join(', ')}\n`);
  process.exit(2);
}
const folder = new URL('../../docs/measured/', import.meta.url);
for (const name of named.length > 0 ? named : Object.keys(runs)) {
  process.stderr.write(`running ${name}\n`);
  if (ownFile[name] !== undefined) {
    await ownFile[name]();
    continue;
  }
  const { run } = await runs[name]!();
  const measured = await run((text) => process.stderr.write(`  ${text}\n`));
  mkdirSync(folder, { recursive: true });
  const told = { formatVersion: 1, command: `npm run soak -- ${name}`, ...measured };
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(told, null, 1)}\n`);
}
for (const name of Object.keys(ownFile)) {
  if (named.length === 0) process.stderr.write(`${name} runs only when named\n`);
}
