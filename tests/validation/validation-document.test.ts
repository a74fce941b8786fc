import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { validationMarkdown } from '../../twin/validation/markdown.ts';
import { validateCase } from '../../twin/validation/validate.ts';
import type { LineBalancesRun } from '../soak/line-balances.ts';
import { measured, measuredMarkdown } from '../soak/measured-document.ts';
import type { ProcessIntervalsRun } from '../soak/process-intervals.ts';

const rows = validateCase(undefined, (file) =>
  readFileSync(new URL(`../../twin/validation/data/${file}`, import.meta.url), 'utf8'),
);
const balances = measured<LineBalancesRun>('line-balances');
const intervals = measured<ProcessIntervalsRun>('process-intervals');

it('docs/validation.md says what the models give and what long runs measured (WRITE_DOCS=1 writes it anew)', () => {
  const document = new URL('../../docs/validation.md', import.meta.url);
  const text = `${validationMarkdown(rows)}\n${measuredMarkdown(balances, intervals)}`;
  if (process.env['WRITE_DOCS'] === '1') writeFileSync(document, text);
  expect(readFileSync(document, 'utf8')).toBe(text);
});

it('the long runs kept their balances on every line with both truths', () => {
  expect(balances.lines).toHaveLength(8);
  for (const { runs, solids, solvent, heat } of balances.lines) {
    expect(runs).toBe(balances.seeds);
    for (const error of [solids, solvent, heat]) expect(error).toBeLessThanOrEqual(1e-9);
  }
});

it('intervals hold nine draws of ten, and deviations that are not marked are those of the draws', () => {
  for (const { refused, variables } of intervals.products) {
    expect(refused).toBeLessThan(intervals.draws / 20);
    const sorted = variables.map(({ coverage }) => coverage).sort((left, right) => left - right);
    // Draws scatter by 0.8 points, and the ends of the intervals are those of 200 draws.
    expect(sorted[0]).toBeGreaterThan(0.82);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(0.87);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(0.95);
    for (const { isRough, spread, variable } of variables) {
      if (isRough) continue;
      expect(spread, variable).toBeGreaterThan(0.85);
      expect(spread, variable).toBeLessThan(1.2);
    }
  }
});

it('shows a missed bar as missed', () => {
  const missed = rows.map((row) => ({ ...row, pass: false }));
  expect(validationMarkdown(missed).match(/\*\*missed\*\*/g)).toHaveLength(rows.length);
});
