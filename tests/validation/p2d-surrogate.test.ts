import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { measured } from '../soak/measured-document.ts';
import type { P2dSurrogateRun } from '../soak/p2d-surrogate.ts';
import { surrogateMarkdown } from '../soak/p2d-surrogate-document.ts';

const run = measured<P2dSurrogateRun>('p2d-surrogate');

it('docs/operations.md tells the surrogate as it was measured (WRITE_DOCS=1 writes it anew)', () => {
  const document = new URL('../../docs/operations.md', import.meta.url);
  const text = surrogateMarkdown(run);
  if (process.env['WRITE_DOCS'] === '1') {
    const before = readFileSync(document, 'utf8');
    const from = before.indexOf('`npm run soak -- p2d-surrogate`');
    const to = before.indexOf('\n\n## ', from);
    writeFileSync(document, before.slice(0, from) + text + before.slice(to));
  }
  expect(readFileSync(document, 'utf8')).toContain(`\n\n${text}\n\n## `);
});

it('the surrogate kept its bars', () => {
  const barred = run.outputs.filter(({ bar_percent }) => bar_percent !== null);
  expect(barred).toHaveLength(4);
  for (const { output, nrmse_percent, nrmseOfAll_percent, bar_percent } of barred) {
    expect(nrmse_percent, output).toBeLessThanOrEqual(bar_percent!);
    expect(nrmseOfAll_percent, output).toBeLessThanOrEqual(bar_percent!);
  }
  for (const { infeasible, passed } of run.gate) {
    expect(infeasible).toBeGreaterThan(30);
    expect((100 * passed) / infeasible).toBeLessThanOrEqual(run.gateBar_percent);
  }
});
