import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomStreams } from '../../../physics/core/random.ts';
import { trainResidualsOnThread } from '../../../twin/cli/residual-thread.ts';
import { CorrectionFile, readCorrection } from '../../../twin/correction-file.ts';
import { LearnedResiduals } from '../../../twin/estimation/correction/learned-residuals.ts';
import { LineCorrection } from '../../../twin/estimation/correction/line-correction.ts';
import { ResidualRows } from '../../../twin/estimation/correction/residual-rows.ts';
import { trainResiduals } from '../../../twin/estimation/correction/train-residual.ts';

const line = 'site.area.line1';
const names = ['press.load_N_per_mm', 'oven.airTemperature_degC'];

describe('what a correction learned, in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinline-correction-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = (): string => join(folder, 'corrections', line, 'correction.json');

  it('is read as it was written, and nothing where nothing was', () => {
    const file = new CorrectionFile(folder, line);
    expect(file.read()).toBeUndefined();
    const state = new LineCorrection(2, names).state();
    file.write(state);
    expect(new CorrectionFile(folder, line).read()).toEqual(state);
    expect(readdirSync(join(folder, 'corrections', line))).toEqual(['correction.json']);
  });

  it.each([
    ['is cut off', (text: string) => text.slice(0, -20), 'ML_MODEL_FILE_INVALID'],
    [
      'was changed',
      (text: string) => text.replace('"labValues":0', '"labValues":9'),
      'ML_MODEL_FILE_INVALID',
    ],
    ['is no JSON', () => 'nothing', 'ML_MODEL_FILE_INVALID'],
  ])('is put aside and told where it %s', (_, damage, code) => {
    new CorrectionFile(folder, line).write(new LineCorrection(2, names).state());
    writeFileSync(path(), damage(readFileSync(path(), 'utf8')));
    const told: string[] = [];
    expect(
      readCorrection(new CorrectionFile(folder, line), (text) => told.push(text)),
    ).toBeUndefined();
    expect(told[0]).toContain(code);
    expect(told[0]).toContain('learns anew');
    expect(readdirSync(join(folder, 'corrections', line))).toEqual(['correction.json.unusable']);
  });
});

/** Rows whose porosity is off by what the load says, on one channel; on another by nothing that conditions say. */
function fill(add: (index: number, conditions: Float64Array, targets: Float64Array) => void): void {
  const rng = randomStreams(3).stream('tests/residuals');
  for (let i = 0; i < 200; i++) {
    const load = 100 + 20 * Math.sin(0.3 * i);
    const noise = 1e-4 * rng.normal();
    const targets = Float64Array.of(
      Number.NaN,
      Number.NaN,
      noise,
      Number.NaN,
      1e-3 * (load - 100) + noise,
    );
    add(4 * i, Float64Array.of(load, 80 + Math.cos(2 * i)), targets);
  }
}

describe('residuals that conditions explain', () => {
  it('take over where they are worth it, on a thread as at once, and are kept', async () => {
    const rows = new ResidualRows(names);
    fill((index, conditions, targets) => rows.add('C', index, 1000 * index, conditions, targets));
    const task = rows.takeTask(() => 0)!;
    const outcomes = trainResiduals(task);
    expect(outcomes[4]!.gate).toMatch(/took over/);
    expect(outcomes[4]!.residual!.rmse).toBeLessThan(0.2 * outcomes[4]!.residual!.rmseBefore);
    expect(outcomes[2]!.residual).toBeUndefined();
    expect(outcomes[2]!.gate).toMatch(/not worth a change/);
    expect(outcomes[0]!.gate).toMatch(/not trained/);
    const { signal } = new AbortController();
    expect(await trainResidualsOnThread(task, signal)).toEqual(outcomes);
  });

  it('serve from the same row on whenever their thread was ready, and over a restart', async () => {
    const adopted = async (isLate: boolean) => {
      const residuals = new LearnedResiduals(names, (task) =>
        isLate ? Promise.resolve(trainResiduals(task)) : trainResiduals(task),
      );
      const news: number[] = [];
      const calls: (() => void)[] = [];
      fill((index, conditions, targets) =>
        calls.push(() => {
          const found = residuals.learn('C', index, index, conditions, targets);
          if (found.length > 0) news.push(index);
        }),
      );
      for (const call of calls) {
        call();
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      return { residuals, news };
    };
    const [one, other] = await Promise.all([adopted(false), adopted(true)]);
    expect(one.news.length).toBeGreaterThan(0);
    expect(other.news).toEqual(one.news);
    const kept = JSON.parse(JSON.stringify(one.residuals.kept()));
    const again = new LearnedResiduals(names, undefined, kept);
    const row = Float64Array.of(112, 80);
    expect(again.of(4, row)).toBe(one.residuals.of(4, row));
    expect(Math.abs(again.of(4, row) - again.of(4, Float64Array.of(102, 80)) - 0.01)).toBeLessThan(
      0.003,
    );
    expect(new LearnedResiduals(['other'], undefined, kept).of(4, row)).toBe(0);
  });
});
