import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../physics/core/random.ts';
import { explainOnThread } from '../../../../twin/cli/explain-thread.ts';
import type { ExplainedTable } from '../../../../twin/estimation/learning/explain-table.ts';
import { expectClose } from '../../../support/close.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** y = 5 a + step(b) with a copy of a beside it, and a column that does nothing; b has three levels. */
function csv(rows: number, seed: number): string {
  const rng = randomStreams(seed).stream('explain');
  const lines = Array.from({ length: rows }, (_, row) => {
    const a = rng.uniform();
    const b = row % 3;
    const copy = a + 0.01 * rng.normal();
    const y = 5 * a + (b === 2 ? 2 : 0) + 0.05 * rng.normal();
    return `g${row % 12},${a},${b},${copy},${rng.uniform()},${y}\n`;
  });
  return `batch,a_mm,b_1,copy_mm,idle_K,y_MPa\n${lines.join('')}`;
}

const data = join(folder, 'rows.csv');
const model = join(folder, 'model');
const explain = (...more: readonly string[]) => runCommand(['explain', '--model', model, ...more]);
let told: ExplainedTable;

beforeAll(async () => {
  writeFileSync(data, csv(60, 2));
  const asked = ['--target', 'y_MPa', '--group', 'batch', '--out', model];
  expect((await runCommand(['train', '--data', data, ...asked])).code).toBe(0);
  const { code, stdout } = await explain('--data', data, '--json');
  expect(code).toBe(0);
  told = JSON.parse(stdout) as ExplainedTable;
});

describe('explain', () => {
  it('names the columns that move together and takes them as one', () => {
    expect(told.model.correlated.map(({ columns }) => columns)).toEqual([['a_mm', 'copy_mm']]);
    const [most, , least] = told.model.permutation;
    expect([most!.columns, least!.columns]).toEqual([['a_mm', 'copy_mm'], ['idle_K']]);
  });

  it('finds the levels that act, and the column that does nothing', () => {
    const { anova, effects } = told.model;
    expect(anova).toMatchObject([{ name: 'b_1', class: 'proven' }]);
    expect(effects).toMatchObject({ 3: { column: 'idle_K', class: 'negligible' } });
  });

  it('adds up to the mean of each row', () => {
    expect(told.rows).toHaveLength(60);
    for (const { mean, base, contributions } of told.rows) {
      const sum = Object.values(contributions).reduce((a, b) => a + b, base);
      expectClose(sum, mean, { rtol: 1e-6, atol: 1e-6 });
    }
  });

  it('gives the same bytes again from what it kept, and for a reader', async () => {
    const { stdout } = await explain('--data', data, '--json');
    expect(JSON.parse(stdout)).toEqual(told);
    const text = (await explain()).stdout;
    expect(text).toContain('take care: a_mm and copy_mm move together');
    expect(text).toContain('analysis of variance');
  });

  it('does not take what was kept of another model', async () => {
    const kept = join(model, 'explanation.json');
    const before = readFileSync(kept, 'utf8');
    writeFileSync(kept, before.replace(/"of":"..../, '"of":"0000'));
    expect((await explain('--json')).code).toBe(0);
    expect(readFileSync(kept, 'utf8')).toBe(before);
  });

  it('is cancelled with exit code 130', async () => {
    const stop = new AbortController();
    stop.abort();
    rmSync(join(model, 'explanation.json'));
    const tools = { signal: stop.signal, explain: () => Promise.resolve(explainOnThread) };
    expect((await runCommand(['explain', '--model', model], tools)).code).toBe(130);
  });

  it('names what is missing', async () => {
    expect((await runCommand(['explain'])).code).toBe(2);
    const other = join(folder, 'other.csv');
    writeFileSync(other, 'a_mm,b_1\n1,2\n');
    const { code, stdout } = await explain('--data', other, '--json');
    expect([code, JSON.parse(stdout).code]).toEqual([3, 'TABLE_INVALID']);
  });
});
