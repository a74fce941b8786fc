import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DesignedRuns } from '../../../../twin/estimation/learning/design-runs.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-design-'));
afterAll(() => rmSync(folder, { recursive: true }));

const design = (...options: readonly string[]) => runCommand(['design', ...options]);
const factors = ['--factor', 'gap_um=50:90', '--factor', 'speed_m_per_min=1,2,5'];

async function designed(...options: readonly string[]): Promise<DesignedRuns> {
  const { code, stdout } = await design(...options, '--json');
  expect(code, stdout).toBe(0);
  return JSON.parse(stdout) as DesignedRuns;
}

describe('design', () => {
  it('makes all combinations once, in an order of the seed', async () => {
    const { headers, runs } = await designed('--kind', 'full', ...factors);
    expect(headers).toEqual(['gap_um', 'speed_m_per_min']);
    expect(new Set(runs.map(String)).size).toBe(6);
    const again = await designed('--kind', 'full', ...factors);
    const other = await designed('--kind', 'full', ...factors, '--seed', '2');
    expect(again.runs).toEqual(runs);
    expect(other.runs).not.toEqual(runs);
    expect([...other.runs].sort()).toEqual([...runs].sort());
  });

  it.each(['latin', 'sobol'])('fills ranges evenly and stays on levels: %s', async (kind) => {
    const { runs } = await designed('--kind', kind, '--runs', '8', ...factors);
    const gaps = runs.map(([gap]) => Math.floor((8 * (gap! - 50)) / 40));
    expect([...gaps].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(runs.every(([, speed]) => [1, 2, 5].includes(speed!))).toBe(true);
  });

  it('says what a fraction cannot tell apart', async () => {
    const two = (name: string) => ['--factor', `${name}=0,1`];
    const options = ['--kind', 'fraction', ...two('a'), ...two('b'), ...two('c')];
    const { runs, resolution, aliases } = await designed(...options, '--generator', 'c=a*b');
    expect([runs.length, resolution, aliases]).toEqual([
      4,
      3,
      { a: ['b*c'], b: ['a*c'], c: ['a*b'] },
    ]);
    for (const [a, b, c] of runs) expect(c === 1).toBe((a === 1) === (b === 1));
    const { stderr } = await design(...options, '--generator', 'c=-a*b');
    expect(stderr).toContain('a cannot be told from -b*c');
  });

  it('takes runs at the ends and the middle for a quadratic law', async () => {
    const ranges = ['--factor', 'a=0:10', '--factor', 'b=-1:1'];
    const { runs, efficiency } = await designed('--kind', 'dOptimal', '--runs', '9', ...ranges);
    expect(runs).toHaveLength(9);
    // Of nine runs on a 3 x 3 grid the best quadratic design is the grid itself, or as good.
    expect(efficiency).toBeGreaterThan(0.46);
    expect(new Set(runs.flat())).toEqual(new Set([0, 5, 10, -1, 1]));
  });

  it('goes next where the model has no rows', async () => {
    const rows = Array.from({ length: 24 }, (_, i) => {
      const [a, b] = [(i % 6) / 12, Math.floor(i / 6) / 3];
      return `g${i},${a},${b},${Math.sin(5 * a) + b * b}`;
    });
    const data = join(folder, 'rows.csv');
    writeFileSync(data, `group,a_1,b_1,y_1\n${rows.join('\n')}\n`);
    const model = join(folder, 'model');
    const asked = ['--target', 'y_1', '--group', 'group', '--candidates', 'gaussianProcess'];
    expect((await runCommand(['train', '--data', data, ...asked, '--out', model])).code).toBe(0);
    const ranges = ['--factor', 'b_1=0:1', '--factor', 'a_1=0:1'];
    const options = ['--kind', 'next', '--runs', '4', '--model', model, ...ranges];
    const { headers, runs, deviations } = await designed(...options);
    expect(headers).toEqual(['a_1', 'b_1']);
    expect(runs[0]![0]).toBeGreaterThan(0.8);
    expect(deviations![3]).toBeLessThanOrEqual(deviations![0]!);
  });

  it('writes a table that can be filled in', async () => {
    const out = join(folder, 'runs.csv');
    const { code, stdout } = await design('--runs', '3', ...factors, '--out', out);
    expect([code, readFileSync(out, 'utf8')]).toEqual([0, stdout]);
    expect(stdout.split('\n')[0]).toBe('gap_um,speed_m_per_min');
  });

  it.each([
    [[], "'design' needs --factor"],
    [['--factor', 'a=2:1'], 'allowed is NAME=LOW:HIGH'],
    [['--factor', 'a=1:2', '--factor', 'a=1:3'], "'a' comes twice"],
    [['--kind', 'box', '--factor', 'a=1:2'], 'allowed are full, fraction'],
    [['--factor', 'a=1:2'], 'needs --runs'],
    [['--kind', 'next', '--factor', 'a=1:2', '--runs', '2'], 'needs --model'],
    [['--factor', 'a=1:2', '--runs', '0'], '--runs'],
    [['--factor', 'a=1:2', '--generator', 'b'], '--generator'],
  ])('refuses %j', async (options, said) => {
    const { code, stderr } = await design(...options);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });

  it('refuses levels that a fraction has no room for', async () => {
    const { code, stdout } = await design('--kind', 'fraction', ...factors, '--json');
    expect([code, JSON.parse(stdout).code]).toEqual([3, 'ML_OPTION_OUT_OF_RANGE']);
  });
});
