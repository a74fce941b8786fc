import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import { batchBySpread } from '../../../../ml/design-of-experiments/batch-by-spread.ts';
import { sobolPoints } from '../../../../ml/design-of-experiments/sobol-sequence.ts';
import { GaussianProcess } from '../../../../ml/gaussian-process/gaussian-process.ts';
import { trainGaussianProcess } from '../../../../ml/gaussian-process/train-gaussian-process.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

/** A cliff beside a plain. */
const truth = ([x, y]: readonly number[]): number =>
  Math.tanh(12 * (x! + 0.3 * y! - 0.9)) + 0.2 * y!;

function trained(rows: readonly (readonly number[])[]): GaussianProcess {
  const table = featureTable({ x: rows.map(([x]) => x!), y: rows.map(([, y]) => y!) });
  return trainGaussianProcess(table, Float64Array.from(rows, truth), { starts: 2 }, 1);
}

/** The process with one more row, measured at its own mean. */
function believing(process: GaussianProcess, row: readonly number[]): GaussianProcess {
  const { scaling, data, log } = process.parts;
  const scaled = row.map((value, f) => (value - scaling.means[f]!) / scaling.deviations[f]!);
  const mean = (process.predict(row) - scaling.targetMean) / scaling.targetDeviation;
  return new GaussianProcess(process.features, {
    scaling,
    log,
    data: {
      ...data,
      rows: data.rows + 1,
      values: Float64Array.of(...data.values, ...scaled),
      target: Float64Array.of(...data.target, mean),
    },
  });
}

const stream = (seed: number) => randomStreams(seed).stream('test/batch');
const candidates = sobolPoints(64, 2, stream(9));

describe('batchBySpread', () => {
  it('chooses as a process that is made anew with each believed row, whose mean stays', () => {
    let process = trained(sobolPoints(12, 2, stream(1)));
    const before = candidates.map((row) => process.predict(row));
    const out = new Float64Array(3);
    const batch = batchBySpread(process, candidates, 7);
    for (const { candidate, deviation } of batch) {
      const deviations = candidates.map((row) => process.predictWithDeviation(row, out)[1]!);
      expect(candidate).toBe(deviations.indexOf(Math.max(...deviations)));
      expectClose(deviation, deviations[candidate]!, { rtol: 1e-6, atol: 1e-9 });
      process = believing(process, candidates[candidate]!);
    }
    for (const [i, row] of candidates.entries()) {
      expectClose(process.predict(row), before[i]!, { rtol: 1e-6, atol: 1e-6 });
    }
    expect(new Set(batch.map(({ candidate }) => candidate)).size).toBe(7);
  });

  it('chooses where the weights are', () => {
    const process = trained(sobolPoints(12, 2, stream(1)));
    const weights = candidates.map(([x]) => (x! > 0.5 ? 1 : 0));
    for (const { candidate } of batchBySpread(process, candidates, 10, weights)) {
      expect(candidates[candidate]![0]).toBeGreaterThan(0.5);
    }
  });

  it('learns a function from fewer rows than chance does', () => {
    const pool = sobolPoints(256, 2, stream(2));
    const out = sobolPoints(512, 2, stream(3));
    const errorOf = (process: GaussianProcess): number =>
      Math.sqrt(out.reduce((sum, row) => sum + (process.predict(row) - truth(row)) ** 2, 0) / 512);
    let [active, chance] = [0, 0];
    for (let seed = 1; seed <= 4; seed++) {
      const rng = stream(10 + seed);
      const start = Array.from({ length: 10 }, () => [rng.uniform(), rng.uniform()]);
      let rows = start;
      for (let round = 0; round < 3; round++) {
        const batch = batchBySpread(trained(rows), pool, 8);
        rows = [...rows, ...batch.map(({ candidate }) => pool[candidate]!)];
      }
      active += errorOf(trained(rows)) / 4;
      const drawn = Array.from({ length: 24 }, () => [rng.uniform(), rng.uniform()]);
      chance += errorOf(trained([...start, ...drawn])) / 4;
    }
    expect(active).toBeLessThan(0.8 * chance);
  });

  const process = trained(sobolPoints(8, 2, stream(1)));
  it.each([
    ['no candidates', [], 1, undefined, 'ML_OPTION_OUT_OF_RANGE'],
    ['no batch', [[0, 0]], 0, undefined, 'ML_OPTION_OUT_OF_RANGE'],
    ['another width', [[0]], 1, undefined, 'ML_TABLE_INVALID'],
    ['other weights', [[0, 0]], 1, [1, 2], 'ML_TABLE_INVALID'],
    ['a gap', [[0, Number.NaN]], 1, undefined, 'ML_NOT_FINITE'],
    ['a weight below 0', [[0, 0]], 1, [-1], 'ML_NOT_FINITE'],
  ])('refuses %s', (_, rows, batch, weights, code) => {
    expect(() => batchBySpread(process, rows, batch, weights)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
