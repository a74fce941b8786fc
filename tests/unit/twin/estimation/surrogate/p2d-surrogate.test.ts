import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainSurrogateOnThreads } from '../../../../../twin/cli/surrogate-threads.ts';
import { designInputs, drawnDesigns } from '../../../../../twin/estimation/surrogate/design-box.ts';
import type {
  P2dSurrogate,
  PredictedDesign,
} from '../../../../../twin/estimation/surrogate/p2d-surrogate.ts';
import { readSurrogate } from '../../../../../twin/estimation/surrogate/read-surrogate.ts';
import { solveDesign } from '../../../../../twin/estimation/surrogate/solve-design.ts';
import { outputNames } from '../../../../../twin/estimation/surrogate/surrogate-outputs.ts';
import {
  type TrainedSurrogate,
  trainSurrogate,
} from '../../../../../twin/estimation/surrogate/train-surrogate.ts';
import { expectClose } from '../../../../support/close.ts';
import { runCommand } from '../../../../support/run-command.ts';
import { surrogateHere } from '../../../../support/surrogate-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-surrogate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const request = { parameters: 'Chen2020', designs: 32, seed: 5 };
/** On a machine that has much else to do [ms]. */
const slow = 90_000;
let trained: TrainedSurrogate;
let surrogate: P2dSurrogate;
beforeAll(async () => {
  trained = (await trainSurrogate(request, surrogateHere(), () => undefined))!;
  surrogate = readSurrogate(trained);
}, slow);

const middle = designInputs.map(({ low, high, isLogarithmic }) =>
  isLogarithmic ? Math.sqrt(low * high) : (low + high) / 2,
);

describe('a trained surrogate', () => {
  it('says what it was made from, and how well designs left out are predicted', () => {
    const { report, solved } = trained;
    const { learned, added, gate } = report.designs;
    expect(gate).toBe(4 * 32);
    expect(added).toBeGreaterThan(8);
    expect(added).toBeLessThanOrEqual(16);
    expect(learned).toBe(32 + added);
    expect(solved).toHaveLength(gate + added);
    expect(report.outputs.map(({ output }) => output)).toEqual(outputNames);
    for (const { nrmse_percent, mean, rmse, drivers } of report.outputs) {
      expectClose(nrmse_percent, 100 * (rmse / mean), { rtol: 1e-12, atol: 0 });
      const shares = drivers.reduce((sum, { share }) => sum + share, 0);
      expectClose(shares, 1, { rtol: 1e-12, atol: 0 });
    }
    const { infeasible } = report.feasibility;
    expect(report.gate!.bad).toBe(Object.values(infeasible).reduce((a, b) => a + b, 0));
    // 8 % of the box: of 128 designs too few for 2 %, which is said.
    expect(report.warnings[0]).toMatch(/the gate has seen \d+ infeasible designs, .* it needs 49/);
  });

  it(
    'is the same bytes from threads',
    async () => {
      const stages: string[] = [];
      const there = await trainSurrogateOnThreads(request, {
        threads: 2,
        signal: new AbortController().signal,
        onStage: (stage) => stages.push(stage),
        onProgress: () => undefined,
      });
      expect(there!.report).toEqual(trained.report);
      expect(JSON.stringify(there!.structure)).toBe(JSON.stringify(trained.structure));
      expect(Buffer.from(there!.bytes).equals(Buffer.from(trained.bytes))).toBe(true);
      expect(stages).toHaveLength(4);
    },
    slow,
  );

  it('predicts designs that it has not seen far better than their mean', () => {
    const fresh = drawnDesigns(24, 77, 'test').map(
      (design) => solveDesign(surrogate.frame, design, () => false)!,
    );
    const means = new Float64Array(outputNames.length);
    // Of 48 designs: capacity at 2C to a tenth or so, energy and resistance to a percent.
    const allowed = [0.5, 6, 15, 20, 2, 3];
    for (const [k, name] of outputNames.entries()) {
      const known = fresh.filter(({ outputs }) => outputs !== undefined);
      const values = known.map(({ outputs }) => outputs![k]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = known.map(
        ({ design }, i) => (surrogate.means(design, means)[k]! - values[i]!) ** 2,
      );
      const rmse = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / values.length);
      expect((100 * rmse) / mean, name).toBeLessThan(allowed[k]!);
    }
  });
});

describe('a prediction', () => {
  it('has bands in each other about the mean, which is that of means()', () => {
    const means = surrogate.means(middle, new Float64Array(outputNames.length));
    const { outputs, domain, feasible } = surrogate.predict(middle);
    expect([domain, feasible]).toEqual(['inside', true]);
    for (const [k, name] of outputNames.entries()) {
      const { mean, lower50, upper50, lower90, upper90 } = outputs[name]!;
      expect(mean).toBe(means[k]);
      const rising = [lower90!, lower50!, mean, upper50!, upper90!];
      expect([...rising].sort((a, b) => a - b)).toEqual(rising);
    }
  });

  it('is outside beyond the box, and names what is', () => {
    const { domain, reasons } = surrogate.predict(middle.with(1, 50));
    expect(domain).toBe('outside');
    expect(reasons[0]).toContain("'loading_mg_per_cm2' is 50; in training it was 8 to 28");
  });

  it('is stopped where pores are few and long, and says so', () => {
    const thick = [0.2, 28, 2.2, 1, 0.95, 8, 0.2, 2.2];
    const { feasible, reasons } = surrogate.predict(thick);
    expect(feasible).toBe(false);
    expect(reasons.at(-1)).toContain('50 % of their nominal capacity at 2C');
  });
});

describe('the command', () => {
  const out = join(folder, 'p2d');
  const header = designInputs.map(({ header: name }) => name);
  const write = (name: string, lines: readonly string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  };

  it('writes a model that predicts the same bits', async () => {
    const asked: unknown[] = [];
    const { code, stderr } = await runCommand(
      ['train', '--surrogate', 'p2d', '--designs', '32', '--seed', '5', '--out', out],
      {
        trainSurrogate: () =>
          Promise.resolve((what, { onStage }) => {
            asked.push(what);
            onStage('128 designs');
            return Promise.resolve(trained);
          }),
      },
    );
    expect([code, asked[0]]).toEqual([0, request]);
    expect(stderr).toContain('train: 128 designs');
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      kind: 'p2dSurrogate',
      seed: 5,
      data: { designs: trained.solved.length },
    });
    const data = write('designs.csv', [header.join(','), middle.join(',')]);
    const predict = ['predict', '--model', out, '--data', data];
    const [row] = JSON.parse(
      (await runCommand([...predict, '--json'])).stdout,
    ) as PredictedDesign[];
    expect(row).toEqual(surrogate.predict(middle));
    expect((await runCommand(predict)).stdout).toMatch(/^line 2: feasible, inside\n {2}capacityC3/);
  });

  it.each([
    ['another unit', 'porosity_percent', '30', 'porosity_frac'],
    ['no number', 'porosity_frac', 'thick', 'porosity_frac'],
    ['a cell that cannot be', 'porosity_frac', '1.2', 'porosity_frac'],
  ])('refuses %s', async (_, name, value, column) => {
    const fields = [value, ...middle.slice(1)].join(',');
    const data = write('bad.csv', [[name, ...header.slice(1)].join(','), fields]);
    const { code, stdout } = await runCommand([
      'predict',
      '--model',
      out,
      '--data',
      data,
      '--json',
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'TABLE_INVALID', data: { column } });
  });

  it.each([
    [['--designs', '3'], 2],
    [['--surrogate', 'spm'], 2],
    [['--target', 'x'], 2],
    [['--parameters', 'Prada2013'], 3],
  ])('ends with %s in %i', async (more, expected) => {
    const place = join(folder, 'none');
    const { code } = await runCommand(['train', '--surrogate', 'p2d', ...more, '--out', place]);
    expect(code).toBe(expected);
    expect(existsSync(place)).toBe(false);
  });

  it('ends with 130 and leaves nothing where it was cancelled', async () => {
    const place = join(folder, 'cancelled');
    const { code, stdout } = await runCommand(['train', '--surrogate', 'p2d', '--out', place], {
      signal: AbortSignal.abort(),
    });
    expect([code, stdout, existsSync(place)]).toEqual([130, '', false]);
  });

  it('ends its threads when the signal comes amid the work', async () => {
    const stop = new AbortController();
    const training = trainSurrogateOnThreads(
      { ...request, designs: 256 },
      { threads: 1, signal: stop.signal, onStage: () => stop.abort(), onProgress: () => undefined },
    );
    expect(await training).toBeUndefined();
  });
});
