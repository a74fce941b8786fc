import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainOnThread } from '../../../../twin/cli/train-thread.ts';
import { csvNumber, csvRows } from '../../../../twin/domain/csv-records.ts';
import { csvTable } from '../../../../twin/domain/csv-table.ts';
import type { PredictedRow } from '../../../../twin/estimation/learning/predict-table.ts';
import { trainTable } from '../../../../twin/estimation/learning/train-table.ts';
import { friedman } from '../../../support/friedman.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-train-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Friedman's function of five columns, in batches of five rows, with a column that never varies. */
function friedmanCsv(rows: number, seed: number): string {
  const { table, target } = friedman(rows, seed, 0.5);
  const columns = table.columns.slice(0, 5);
  const header = `batch,${columns.map((_, f) => `x${f + 1}_mm`).join(',')},flat_mm,y_MPa\n`;
  const lines = Array.from(target, (value, row) => {
    const numbers = columns.map((column) => column[row]).join(',');
    return `b${Math.floor(row / 5)},${numbers},3,${value}\n`;
  });
  return header + lines.join('');
}

const text = friedmanCsv(30, 3);
const data = write('friedman.csv', text);
const asked = ['--target', 'y_MPa', '--group', 'batch'];
const train = (file: string, out: string, ...more: readonly string[]) =>
  runCommand(['train', '--data', file, ...asked, '--out', join(folder, out), ...more]);
const predict = (model: string, file: string) =>
  runCommand(['predict', '--model', join(folder, model), '--data', file, '--json']);
const manifest = (model: string) =>
  JSON.parse(readFileSync(join(folder, model, 'manifest.json'), 'utf8'));

beforeAll(async () => {
  const { code, stdout, stderr } = await train(data, 'model', '--json');
  expect([code, JSON.parse(stdout).kind]).toEqual([0, manifest('model').kind]);
  expect(stderr).toContain("column 'flat_mm' never varies and is left out");
  expect(stderr).toContain('train: fold 6 done');
});

describe('train', () => {
  it('keeps the whole table of candidates, the columns with units, and what it was made from', () => {
    const { model: _, ...told } = manifest('model');
    expect(told).toMatchObject({
      formatVersion: 1,
      target: { name: 'y', unit: 'MPa' },
      leftOutColumns: ['flat_mm'],
      group: 'batch',
      seed: 1,
      rows: 30,
      groups: 6,
    });
    expect(told.columns[0]).toEqual({ header: 'x1_mm', name: 'x1', unit: 'mm' });
    const names = told.scores.candidates.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['constant', 'ridge', 'lasso', 'forest', 'gaussianProcess']);
    expect(told.conformal.scores).toHaveLength(30);
    expect(told.data.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('compares the candidates that are asked for alone, and refuses what there is not', async () => {
    const { code, stdout } = await train(data, 'asked', '--candidates', 'ridge,constant', '--json');
    const names = JSON.parse(stdout).scores.candidates.map(({ name }: { name: string }) => name);
    expect([code, names]).toEqual([0, ['constant', 'ridge']]);
    const wrong = await train(data, 'wrong', '--candidates', 'ridge,oracle');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("found 'oracle', allowed are constant, ridge, lasso, forest");
    expect(wrong.stderr).toContain('mlRandomForest');
  });

  it('gives the same model for the same seed, and another for another', async () => {
    await train(data, 'again');
    await train(data, 'other', '--seed', '2');
    expect(manifest('again')).toEqual(manifest('model'));
    const bin = (model: string) => readFileSync(join(folder, model, 'model.bin'));
    expect(bin('again').equals(bin('model'))).toBe(true);
    expect(manifest('other').sha256).not.toBe(manifest('model').sha256);
  });

  it('trains the same on a thread of its own', async () => {
    const request = { table: csvTable(text, data), target: 'y_MPa', group: 'batch', seed: 1 };
    const options = { signal: new AbortController().signal, onProgress: () => undefined };
    const [there, here] = [await trainOnThread(request, options), trainTable(request)];
    expect(there?.report).toEqual(here.report);
    expect(Buffer.from(there!.bytes).equals(Buffer.from(here.bytes))).toBe(true);
  });

  it('ends with 130 and leaves nothing where it was cancelled', async () => {
    const out = join(folder, 'cancelled');
    const { code, stdout } = await runCommand(['train', '--data', data, ...asked, '--out', out], {
      signal: AbortSignal.abort(),
    });
    expect([code, stdout, existsSync(out)]).toEqual([130, '', false]);
  });
});

describe('predict', () => {
  it('answers in the names of the contract, bands in each other', async () => {
    const { code, stdout } = await predict('model', data);
    const rows = JSON.parse(stdout) as PredictedRow[];
    expect([code, rows.length]).toEqual([0, 30]);
    for (const row of rows) {
      const { mean, lower50, upper50, lower90, upper90 } = row;
      const keys = ['mean', 'lower50', 'upper50', 'lower90', 'upper90', 'domain', 'reasons'];
      expect(Object.keys(row)).toEqual(keys);
      const rising = [lower90!, lower50!, mean, upper50!, upper90!];
      expect([...rising].sort((a, b) => a - b)).toEqual(rising);
    }
  });

  it('holds its 90 % band on rows of new batches, and takes columns in any order', async () => {
    const fresh = csvRows(friedmanCsv(60, 9), 'fresh');
    const header = ['y_MPa', 'x5_mm', 'x4_mm', 'x3_mm', 'x2_mm', 'x1_mm'];
    const lines = [header, ...fresh.map((row) => header.map((name) => row[name]!))];
    const file = write('fresh.csv', lines.map((line) => line.join(',')).join('\n'));
    const rows = JSON.parse((await predict('model', file)).stdout) as PredictedRow[];
    const held = rows.filter(({ lower90, upper90 }, i) => {
      const value = csvNumber(fresh[i]!, 'y_MPa');
      return value >= lower90! && value <= upper90!;
    });
    // 30 rows of training: the coverage of one model is 0.9 with a standard deviation of about 0.07.
    expect(held.length).toBeGreaterThan(0.7 * rows.length);
  });

  it('says where a row lies outside of what it has seen, and why', async () => {
    const far = write('far.csv', 'x1_mm,x2_mm,x3_mm,x4_mm,x5_mm\n0.5,0.5,9,0.5,0.5\n');
    const [row] = JSON.parse((await predict('model', far)).stdout) as PredictedRow[];
    expect(row!.domain).toBe('outside');
    expect(row!.reasons[0]).toContain("'x3_mm' is 9");
  });

  it('has no 90 % band from 8 rows, and says so', async () => {
    const few = friedmanCsv(40, 3)
      .split('\n')
      .filter((_, i) => i % 5 === 0);
    const small = write('small.csv', few.join('\n'));
    const { code } = await train(small, 'small');
    const [row] = JSON.parse((await predict('small', small)).stdout) as PredictedRow[];
    expect([code, row!.lower90, row!.upper90]).toEqual([0, null, null]);
    expect(row!.lower50).not.toBeNull();
    expect(row!.reasons.at(-1)).toBe('no 90 % band: it needs 9 rows, the model has 8');
  });
});

it('learns rate capability of measured cells of other conditions better than their mean', async () => {
  const path = '../../../../twin/validation/data/wmg-nmc622-half-cells.csv';
  const cells = csvRows(readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8'), path);
  const columns = {
    condition: 'condition_no',
    coatWeight_g_per_m2: 'target_coating_weight_gsm',
    rollTemperature_degC: 'roll_temperature_c',
    density_g_per_cm3: 'target_density_g_cm3',
    passes: 'number_of_passes',
    rate_1: 'rate_performance_5c_over_0_2c',
  };
  const lines = cells.map((cell) =>
    Object.values(columns)
      .map((name) => cell[name]!)
      .join(','),
  );
  const file = write('cells.csv', [Object.keys(columns).join(','), ...lines].join('\n'));
  const out = join(folder, 'cells');
  const argv = ['--data', file, '--target', 'rate_1', '--group', 'condition', '--out', out];
  expect((await runCommand(['train', ...argv])).code).toBe(0);
  const { scores, groups } = manifest('cells');
  expect(groups).toBe(18);
  expect(scores.procedure.rmse).toBeLessThan(0.5 * scores.candidates[0].score.rmse);
});

const lines = text.trim().split('\n');
/** The table with a field of a line replaced; lines count from 1. */
const with_ = (line: number, column: number, value: string): string =>
  lines
    .map((row, i) => {
      const fields = row.split(',');
      if (i + 1 === line) fields[column] = value;
      return fields.join(',');
    })
    .join('\n');

describe('bad input ends with exit code 3', () => {
  it.each([
    ['text', with_(4, 2, 'thick'), { line: 4, column: 'x2_mm', found: 'thick' }],
    ['a gap in the target', with_(5, 7, ''), { line: 5, column: 'y_MPa', found: '' }],
    ['NaN', with_(5, 1, 'NaN'), { line: 5, column: 'x1_mm', found: 'NaN' }],
    ['a target that is no number', with_(6, 7, '-'), { line: 6, column: 'y_MPa' }],
    ['no group', with_(7, 0, ' '), { line: 7, column: 'batch' }],
    ['no target', text.replace('y_MPa', 'z_MPa'), { column: 'y_MPa' }],
    ['no group column', text.replace('batch', 'lot'), { column: 'batch' }],
    ['no row', lines[0]!, {}],
  ])('%s', async (name, table, expected) => {
    const file = write('bad.csv', table);
    const { code, stdout } = await train(file, `bad ${name}`, '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'TABLE_INVALID',
      data: { file, ...expected },
    });
    expect(existsSync(join(folder, `bad ${name}`))).toBe(false);
  });

  it.each([
    ['too few rows', lines.slice(0, 8).join('\n'), 'ML_TOO_FEW_ROWS'],
    ['too few groups', lines.slice(0, 11).join('\n'), 'ML_TOO_FEW_ROWS'],
    [
      'a constant target',
      text.replace(/,[^,\n]+$/gm, ',1').replace('flat_mm,1', 'flat_mm,y_MPa'),
      'ML_CONSTANT',
    ],
  ])('%s', async (name, table, expected) => {
    const { code, stdout } = await train(write('few.csv', table), `bad ${name}`, '--json');
    expect([code, JSON.parse(stdout).code]).toEqual([3, expected]);
  });

  it.each([
    ['another unit', text.replace('x3_mm', 'x3_um'), { column: 'x3_mm', found: 'x3_um' }],
    ['another name', text.replace('x3_mm', 'w_mm'), { column: 'x3_mm' }],
    ['a gap', with_(3, 3, ''), { line: 3, column: 'x3_mm' }],
  ])('predict: %s', async (_, table, expected) => {
    const { code, stdout } = await predict('model', write('bad.csv', table));
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'TABLE_INVALID', data: expected });
  });

  it.each<[string, string, (model: string) => void]>([
    ['no manifest', 'ML_MODEL_FILE_INVALID', (model) => rmSync(join(model, 'manifest.json'))],
    ['no binary', 'ML_MODEL_FILE_INVALID', (model) => rmSync(join(model, 'model.bin'))],
    [
      'a binary cut off',
      'ML_MODEL_FILE_INVALID',
      (model) => truncateSync(join(model, 'model.bin'), 100),
    ],
    [
      'a changed byte',
      'ML_MODEL_FILE_INVALID',
      (model) => {
        const bytes = readFileSync(join(model, 'model.bin'));
        bytes[50] = bytes[50]! ^ 1;
        writeFileSync(join(model, 'model.bin'), bytes);
      },
    ],
    [
      'a changed number',
      'ML_MODEL_FILE_INVALID',
      (model) => edit(model, '"rows": 30', '"rows": 31'),
    ],
    ['no JSON', 'ML_MODEL_FILE_INVALID', (model) => edit(model, '{', '')],
    [
      'another version',
      'ML_MODEL_FILE_VERSION',
      (model) => edit(model, '"formatVersion": 1', '"formatVersion": 2'),
    ],
  ])('a model with %s', async (name, expected, damage) => {
    const model = join(folder, `damaged by ${name}`);
    cpSync(join(folder, 'model'), model, { recursive: true });
    damage(model);
    const { code, stdout, stderr } = await predict(`damaged by ${name}`, data);
    expect([code, JSON.parse(stdout).code]).toEqual([3, expected]);
    expect(stderr).toMatch(/train (the model )?anew/);
  });
});

function edit(model: string, from: string, to: string): void {
  const file = join(model, 'manifest.json');
  const before = readFileSync(file, 'utf8');
  expect(before).toContain(from);
  writeFileSync(file, before.replace(from, to));
}
