import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelRegistry } from '../../../../twin/cli/model-registry.ts';
import { registeredModelSchema } from '../../../../twin/contract/models.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A line in two columns with noise; `scale` of the noise, `from` the first row. */
function tableOf(rows: number, noise: number, target = 'y_MPa'): string {
  const { table } = friedman(rows, 11);
  const [a, b, c] = table.columns as [Float64Array, Float64Array, Float64Array];
  const lines = Array.from(a, (x, i) => {
    const y = 3 * x + b[i]! + noise * (c[i]! - 0.5);
    return `b${Math.floor(i / 4)},${x},${b[i]},${y}`;
  });
  return [`batch,x1_mm,x2_mm,${target}`, ...lines].join('\n');
}

async function train(name: string, text: string, target = 'y_MPa'): Promise<string> {
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, text);
  const out = join(folder, name);
  const argv = ['train', '--data', file, '--target', target, '--group', 'batch', '--out', out];
  expect((await runCommand(argv)).code).toBe(0);
  return out;
}

const at = Date.parse('2026-03-04T05:06:07Z');
const model = (data: string, ...argv: readonly string[]) =>
  runCommand(['model', ...argv, '--data', data, '--json'], {
    now: () => at,
    environment: { USER: 'operator' },
  });

let [first, better, worse, other] = ['', '', '', ''];
beforeAll(async () => {
  [first, better, worse, other] = [
    await train('first', tableOf(48, 0.4)),
    await train('better', tableOf(80, 0.4)),
    await train('worse', tableOf(80, 4)),
    await train('other', tableOf(48, 0.4, 'z_MPa'), 'z_MPa'),
  ];
});

/** A data folder in which `first` serves as porosity. */
async function withFirst(name: string): Promise<string> {
  const data = join(folder, name);
  expect((await model(data, 'promote', 'porosity', first)).code).toBe(0);
  return data;
}

describe('model', () => {
  it('lets the first serve, and a better one in its place; says who, when and from what', async () => {
    const data = await withFirst('a');
    const compared = await model(data, 'compare', 'porosity', better);
    expect([compared.code, JSON.parse(compared.stdout).passes]).toEqual([0, true]);
    expect(readdirSync(join(data, 'models', 'porosity'))).not.toContain('2');
    const { code, stdout } = await model(data, 'promote', 'porosity', better, '--by', 'A. Miller');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      action: 'promote',
      version: 2,
      from: 1,
      at: '2026-03-04T05:06:07.000Z',
      by: 'A. Miller',
      forced: false,
      gate: { passes: true, rows: 80, groups: 20 },
    });
    const shown = registeredModelSchema.parse(
      JSON.parse((await model(data, 'show', 'porosity')).stdout),
    );
    expect(shown.serving).toBe(2);
    expect(shown.history.map(({ by }) => by)).toEqual(['operator', 'A. Miller']);
    expect(shown.versions.map(({ serves, model: of }) => [serves, of?.rows])).toEqual([
      [false, 48],
      [true, 80],
    ]);
    const list = JSON.parse((await model(data, 'list')).stdout);
    expect(list.models).toEqual([shown]);
    expect(new ModelRegistry(join(data, 'models')).list()).toEqual([shown]);
  });

  it('keeps a worse one out, copies nothing then, and records why it was forced', async () => {
    const data = await withFirst('b');
    const refused = await model(data, 'promote', 'porosity', worse);
    expect([refused.code, JSON.parse(refused.stdout).code]).toEqual([1, 'MODEL_REFUSED']);
    expect(refused.stderr).toMatch(/root mean square error rises/);
    expect(readdirSync(join(data, 'models', 'porosity')).sort()).toEqual(['1', 'promotions.json']);
    const compared = await model(data, 'compare', 'porosity', worse);
    expect([compared.code, JSON.parse(compared.stdout).passes]).toEqual([1, false]);
    expect((await model(data, 'promote', 'porosity', worse, '--force')).code).toBe(2);
    const why = 'new probe, noise known';
    const forced = await model(data, 'promote', 'porosity', worse, '--force', '--reason', why);
    expect(JSON.parse(forced.stdout)).toMatchObject({
      version: 2,
      forced: true,
      reason: why,
      gate: { passes: false },
    });
  });

  it('judges the champion on rows it has seen by what was said of them without their group', async () => {
    const data = await withFirst('c');
    const again = join(folder, 'again');
    cpSync(first, again, { recursive: true });
    // The same rows with another seed: nothing but folds differ.
    const file = join(folder, 'first.csv');
    const out = join(folder, 'seeded');
    const argv = ['train', '--data', file, '--target', 'y_MPa', '--group', 'batch'];
    await runCommand([...argv, '--seed', '5', '--out', out]);
    const { champion, challenger } = JSON.parse(
      (await model(data, 'compare', 'porosity', out)).stdout,
    );
    const expected = (of: string) =>
      JSON.parse(readFileSync(join(of, 'manifest.json'), 'utf8')).scores.procedure.rmse;
    expectClose(champion, expected(first), { rtol: 1e-9, atol: 0 });
    expectClose(challenger, expected(out), { rtol: 1e-9, atol: 0 });
  });

  it('rolls back to the one before, and from there to the one before that', async () => {
    const data = await withFirst('d');
    await model(data, 'promote', 'porosity', better);
    const forced = ['--force', '--reason', 'test'];
    await model(data, 'promote', 'porosity', worse, ...forced);
    const versions = [];
    for (let i = 0; i < 2; i++) {
      const { stdout } = await model(data, 'rollback', 'porosity', '--reason', 'drifted');
      versions.push(JSON.parse(stdout).version);
    }
    expect(versions).toEqual([2, 1]);
    const { code, stdout } = await model(data, 'rollback', 'porosity');
    expect([code, JSON.parse(stdout).code]).toEqual([2, 'MODEL_UNKNOWN']);
    // By number again: no second copy.
    const back = await model(data, 'promote', 'porosity', '2');
    expect(JSON.parse(back.stdout)).toMatchObject({ version: 2, from: 1 });
    const same = await model(data, 'promote', 'porosity', better);
    expect([same.code, readdirSync(join(data, 'models', 'porosity')).length]).toEqual([2, 4]);
  });

  it('lists what is damaged or of another version with its error, also where it serves', async () => {
    const data = await withFirst('e');
    await model(data, 'promote', 'porosity', better);
    const place = join(data, 'models', 'porosity');
    const bytes = readFileSync(join(place, '2', 'model.bin'));
    bytes[100] = bytes[100]! ^ 1;
    writeFileSync(join(place, '2', 'model.bin'), bytes);
    const manifest = readFileSync(join(place, '1', 'manifest.json'), 'utf8');
    const newer = manifest.replace('"formatVersion": 1', '"formatVersion": 9');
    writeFileSync(join(place, '1', 'manifest.json'), newer);
    const { code, stdout } = await model(data, 'list');
    const [told] = registeredModelSchema.array().parse(JSON.parse(stdout).models);
    expect([code, told!.serving]).toEqual([0, 2]);
    expect(told!.versions.map(({ serves, problem }) => [serves, problem?.code])).toEqual([
      [false, 'ML_MODEL_FILE_VERSION'],
      [true, 'ML_MODEL_FILE_INVALID'],
    ]);
    expect((await model(data, 'rollback', 'porosity')).code).toBe(3);
    expect((await model(data, 'promote', 'porosity', worse)).code).toBe(3);
    const forced = ['--force', '--reason', 'the old one is damaged'];
    expect((await model(data, 'promote', 'porosity', worse, ...forced)).code).toBe(0);
  });

  it('does not guess which one serves where the promotions cannot be read', async () => {
    const data = await withFirst('f');
    writeFileSync(join(data, 'models', 'porosity', 'promotions.json'), '{"formatVersion": 1');
    const [told] = JSON.parse((await model(data, 'list')).stdout).models;
    expect(told).toMatchObject({ serving: null, problem: { code: 'MODEL_REGISTRY_INVALID' } });
    expect(told.versions).toHaveLength(1);
    const { code, stdout } = await model(data, 'promote', 'porosity', better);
    expect([code, JSON.parse(stdout).code]).toEqual([3, 'MODEL_REGISTRY_INVALID']);
  });

  it('refuses another target, a name that is none, and what it has not', async () => {
    const data = await withFirst('g');
    const forced = ['--force', '--reason', 'why not'];
    const target = await model(data, 'promote', 'porosity', other, ...forced);
    expect([target.code, JSON.parse(target.stdout).code]).toEqual([3, 'MODEL_NOT_COMPARABLE']);
    expect((await model(data, 'promote', '../x', first)).code).toBe(2);
    expect(existsSync(join(data, 'x'))).toBe(false);
    for (const argv of [
      ['show', 'loading'],
      ['show', '..'],
      ['promote', 'porosity', '7'],
    ]) {
      const { code, stdout } = await model(data, ...argv);
      expect([code, JSON.parse(stdout).code]).toEqual([2, 'MODEL_UNKNOWN']);
    }
    expect((await model(data, 'promote', 'porosity', join(folder, 'none'))).code).toBe(3);
    expect(JSON.parse((await model(join(folder, 'empty'), 'list')).stdout)).toEqual({ models: [] });
  });
});
