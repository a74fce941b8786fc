import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { friedman } from '../../../support/friedman.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-clean-'));
afterAll(() => rmSync(folder, { recursive: true }));
function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const { table, target } = friedman(24, 3, 0.5);
const rows = [...target].map((y, i) => {
  const [a, b] = table.columns as [Float64Array, Float64Array];
  return [`b${Math.floor(i / 4)}`, a[i]!, b[i]!, a[i]!, 3, y];
});
rows.push([...rows[0]!]);
rows[5]![1] = 900;
rows[5]![3] = 900;
const header = 'batch,a_mm,b_mm,copy_mm,flat_mm,y_MPa';
const text = [header, ...rows.map((row) => row.join(','))].join('\n');
const data = write('table.csv', text);
const asked = ['--target', 'y_MPa', '--group', 'batch', '--json'];
const train = (file: string, ...more: readonly string[]) =>
  runCommand(['train', '--data', file, ...asked, ...more]);
const out = (name: string) => join(folder, name);

describe('train --clean', () => {
  it('names what it finds by line, proposes what can be left out, and trains nothing', async () => {
    const { code, stdout } = await train(data, '--clean', 'report', '--out', out('none'));
    const { findings, recipe } = JSON.parse(stdout);
    expect([code, existsSync(out('none'))]).toEqual([0, false]);
    const told = findings.map(({ kind, column, lines }: Record<string, unknown>) => [
      kind,
      column,
      lines,
    ]);
    expect(told).toEqual([
      ['constant', 'flat_mm', []],
      ['duplicateColumn', 'copy_mm', []],
      ['duplicateRow', undefined, [26]],
      ['outlier', 'a_mm', [7]],
      ['outlier', 'copy_mm', [7]],
    ]);
    const left = recipe.columns.map(({ column }: { column: string }) => column);
    expect([left, recipe.lines.map(({ line }: { line: number }) => line)]).toEqual([
      ['flat_mm', 'copy_mm'],
      [26],
    ]);
  });

  it('leaves out what the recipe names, keeps it with the model, and asks no such column to predict', async () => {
    const { recipe } = JSON.parse((await train(data, '--clean', 'report')).stdout);
    const reason = 'probe fell off';
    const ours = { ...recipe, lines: [...recipe.lines, { line: 7, reason }] };
    const file = write('recipe.json', JSON.stringify(ours));
    const { code } = await train(data, '--clean', file, '--out', out('cleaned'));
    const manifest = JSON.parse(readFileSync(join(out('cleaned'), 'manifest.json'), 'utf8'));
    expect([code, manifest.rows, manifest.cleaning]).toEqual([0, 23, ours]);
    expect(manifest.domain.box.high[0]).toBeLessThan(1);
    expect(readFileSync(data, 'utf8')).toBe(text);
    const few = write('few.csv', 'a_mm,b_mm\n0.5,0.5\n');
    const argv = ['predict', '--model', out('cleaned'), '--data', few, '--json'];
    expect((await runCommand(argv)).code).toBe(0);
  });

  it.each([
    ['another table', (recipe: object) => recipe, `${text}\n`],
    [
      'a line that is none',
      (recipe: object) => ({ ...recipe, lines: [{ line: 99, reason: 'x' }] }),
      text,
    ],
    [
      'the target',
      (recipe: object) => ({ ...recipe, columns: [{ column: 'y_MPa', reason: 'x' }] }),
      text,
    ],
    ['no reason', (recipe: object) => ({ ...recipe, lines: [{ line: 7 }] }), text],
  ])('refuses a recipe of %s', async (_, change, of) => {
    const { recipe } = JSON.parse((await train(data, '--clean', 'report')).stdout);
    const file = write('bad.json', JSON.stringify(change(recipe)));
    const { code, stdout } = await train(write('of.csv', of), '--clean', file, '--out', out('bad'));
    expect([code, JSON.parse(stdout).code, existsSync(out('bad'))]).toEqual([
      3,
      'CLEANING_INVALID',
      false,
    ]);
  });

  it('warns of few groups and of a condition in two of them', async () => {
    const twice = rows.map((row) => [...row]);
    twice[9] = ['b2', ...rows[0]!.slice(1, 5), 4.5];
    const file = write('twice.csv', [header, ...twice.map((row) => row.join(','))].join('\n'));
    const { stderr } = await train(file, '--out', out('twice'));
    expect(stderr).toContain('6 groups are few');
    expect(stderr).toMatch(/line 2, 11, 26: one condition in 2 groups \(b0, b2\)/);
  });
});

it('learns from rows with gaps by a forest alone, and says so; others refuse a gap', async () => {
  const gaps = rows.map((row, i) => (i % 6 === 2 ? [row[0], row[1], '', ...row.slice(3)] : row));
  const file = write('gaps.csv', [header, ...gaps.map((row) => row.join(','))].join('\n'));
  const { code, stderr } = await train(file, '--out', out('gaps'));
  const manifest = JSON.parse(readFileSync(join(out('gaps'), 'manifest.json'), 'utf8'));
  expect([code, manifest.kind]).toEqual([0, 'forest']);
  expect(stderr).toMatch(/ridge is left out: column 'b_mm'.*a forest takes gaps/);
  const argv = ['predict', '--model', out('gaps'), '--data', file, '--json'];
  const predicted = await runCommand(argv);
  expect([predicted.code, JSON.parse(predicted.stdout).length]).toEqual([0, 25]);
});

it('starts from a model of another machine, prints what it is worth, and refuses one of another target', async () => {
  const own = (shift: number, count: number): string => {
    const lines = [...target].slice(0, count).map((_, i) => {
      const [a, b] = table.columns as [Float64Array, Float64Array];
      const bent = Math.exp(-2 * a[i]!) + shift + 0.01 * (i % 3);
      return `b${Math.floor(i / 2)},${a[i]},${b[i]},${bent}`;
    });
    return ['batch,a_mm,b_mm,y_MPa', ...lines].join('\n');
  };
  const asText = asked.filter((word) => word !== '--json');
  const argv = ['train', ...asText, '--data'];
  await runCommand([...argv, write('old.csv', own(0, 24)), '--out', out('old')]);
  const young = write('young.csv', own(0.4, 12));
  const { code, stdout } = await runCommand([
    ...argv,
    young,
    '--start',
    out('old'),
    '--out',
    out('young'),
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/from 3 rows: [\d.e-]+ with the start, [\d.e-]+ from scratch/);
  const { transfer, scores } = JSON.parse(
    readFileSync(join(out('young'), 'manifest.json'), 'utf8'),
  );
  expect(transfer.learningCurve.map(({ rows: count }: { rows: number }) => count)).toEqual(
    expect.arrayContaining([3, 5]),
  );
  expect(transfer.isUsed).toBe(scores.chosen.startsWith('start'));
  expect(scores.candidates).toHaveLength(8);
  const argvOfPredict = ['predict', '--model', out('young'), '--data', young, '--json'];
  expect((await runCommand(argvOfPredict)).code).toBe(0);
  const renamed = write('renamed.csv', own(0.4, 12).replace('y_MPa', 'z_MPa'));
  const other = ['train', '--data', renamed, '--target', 'z_MPa', '--group', 'batch', '--json'];
  const refused = await runCommand([...other, '--start', out('old'), '--out', out('refused')]);
  expect([refused.code, JSON.parse(refused.stdout).code]).toEqual([3, 'MODEL_NOT_COMPARABLE']);
});
