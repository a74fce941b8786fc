import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { measured } from '../../soak/measured-document.ts';
import type { WholeChainRun } from '../../soak/whole-chain.ts';
import { whatChainKept, withSection } from '../../soak/whole-chain-document.ts';

const run = measured<WholeChainRun>('whole-chain');

it('docs/operations.md says what the long run of the whole chain measured (WRITE_DOCS=1 writes it anew)', () => {
  const document = new URL('../../../docs/operations.md', import.meta.url);
  const text = readFileSync(document, 'utf8');
  const wanted = withSection(text, whatChainKept(run));
  if (process.env['WRITE_DOCS'] === '1') writeFileSync(document, wanted);
  expect(readFileSync(document, 'utf8')).toBe(wanted);
});

it('the whole chain lost, doubled and invented nothing in the long run', () => {
  expect(run.historians.map(({ historian }) => historian)).toEqual(['duckdb', 'influx']);
  for (const { given, stored, lost, doubled, invented } of run.historians) {
    expect([lost, doubled, invented]).toEqual([0, 0, 0]);
    expect(stored).toBe(given);
    expect(given).toBeGreaterThan(5000);
  }
});

it('everything was back within 15 s of its return', () => {
  expect(run.faults).toHaveLength(12);
  for (const { fault, firstValue_s } of run.faults) {
    for (const waited of Object.values(firstValue_s)) expect(waited, fault).toBeLessThan(15);
  }
});
