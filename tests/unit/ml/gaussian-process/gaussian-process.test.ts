import { inverse as inverseOf, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { featureTable, rowsOf } from '../../../../ml/data/feature-table.ts';
import { cholesky, inverseProduct, invertLower } from '../../../../ml/gaussian-process/cholesky.ts';
import { GaussianProcess } from '../../../../ml/gaussian-process/gaussian-process.ts';
import { negativeLogPosterior } from '../../../../ml/gaussian-process/marginal-likelihood.ts';
import { matern52 } from '../../../../ml/gaussian-process/matern.ts';
import { trainGaussianProcess } from '../../../../ml/gaussian-process/train-gaussian-process.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

/** A symmetric positive definite matrix, row by row. */
function positiveMatrix(n: number, seed: number): Float64Array {
  const rng = randomStreams(seed).stream('matrix');
  const root = Matrix.from1DArray(
    n,
    n,
    Array.from({ length: n * n }, () => rng.normal()),
  );
  const square = root.mmul(root.transpose()).add(Matrix.eye(n, n));
  return Float64Array.from(square.to1DArray());
}

describe('triangular matrices', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 13, 33])('factor and invert %i rows', (n) => {
    const matrix = positiveMatrix(n, n);
    const factor = matrix.slice();
    expect(cholesky(factor, n)).toBe(true);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k <= j; k++) sum += factor[i * n + k]! * factor[j * n + k]!;
        expectClose(sum, matrix[i * n + j]!, { rtol: 1e-12, atol: 1e-12 * n });
      }
    }
    const inverse = invertLower(factor, n, new Float64Array(n * n));
    const product = inverseProduct(inverse, n, new Float64Array(n * n));
    const expected = inverseOf(Matrix.from1DArray(n, n, [...matrix]));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        expectClose(product[i * n + j]!, expected.get(i, j), { rtol: 1e-9, atol: 1e-11 });
      }
    }
  });

  it('say that a matrix is not positive definite', () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
  });
});

describe('negativeLogPosterior', () => {
  it('has the gradient of its value', () => {
    const rng = randomStreams(1).stream('rows');
    const rows = 23;
    const width = 3;
    const values = Float64Array.from({ length: rows * width }, () => rng.normal());
    const target = Float64Array.from({ length: rows }, () => rng.normal());
    const posterior = negativeLogPosterior({ rows, width, values, target });
    const log = Float64Array.of(0.3, 1.2, -0.4, 0.2, -1);
    const gradient = new Float64Array(5);
    posterior(log, gradient);
    const unused = new Float64Array(5);
    for (let i = 0; i < 5; i++) {
      const h = 1e-5;
      const up = posterior(
        log.map((value, j) => (i === j ? value + h : value)),
        unused,
      );
      const down = posterior(
        log.map((value, j) => (i === j ? value - h : value)),
        unused,
      );
      expectClose(gradient[i]!, (up - down) / (2 * h), { rtol: 1e-6, atol: 1e-6 });
    }
  });
});

describe('trainGaussianProcess', () => {
  it('predicts as the formula with all matrices written out', () => {
    const { table, target } = friedman(30, 3);
    const process = trainGaussianProcess(table, target, { starts: 1 }, 1);
    const { scaling, log } = process.parts;
    const scaledRow = (row: ArrayLike<number>): number[] =>
      table.names.map((_, f) => (row[f]! - scaling.means[f]!) / scaling.deviations[f]!);
    const rows = Array.from({ length: 30 }, (_, i) =>
      scaledRow(table.columns.map((column) => column[i]!)),
    );
    const [signal, noise] = [Math.exp(2 * log[10]!), Math.exp(2 * log[11]!) + 1e-6];
    const kernel = (a: readonly number[], b: readonly number[]): number =>
      signal *
      matern52(a.reduce((sum, value, f) => sum + ((value - b[f]!) / Math.exp(log[f]!)) ** 2, 0));
    const covariance = new Matrix(
      rows.map((a, i) => rows.map((b, j) => kernel(a, b) + (i === j ? noise : 0))),
    );
    const precision = inverseOf(covariance);
    const scaledTarget = Matrix.columnVector(
      [...target].map((value) => (value - scaling.targetMean) / scaling.targetDeviation),
    );
    const at = Float64Array.from(table.names, (_, f) => 0.1 + 0.07 * f);
    const k = Matrix.columnVector(rows.map((row) => kernel(scaledRow(at), row)));
    const mean = k.transpose().mmul(precision).mmul(scaledTarget).get(0, 0);
    const variance = signal - k.transpose().mmul(precision).mmul(k).get(0, 0);
    const out = process.predictWithDeviation(at, new Float64Array(3));
    const rtol = { rtol: 1e-8, atol: 1e-9 };
    expectClose(out[0]!, scaling.targetMean + scaling.targetDeviation * mean, rtol);
    expectClose(process.predict(at), out[0]!, { rtol: 1e-14, atol: 0 });
    expectClose(out[1]!, scaling.targetDeviation * Math.sqrt(variance), rtol);
    expectClose(out[2]!, scaling.targetDeviation * Math.sqrt(variance + noise), rtol);
  });

  it('leaves one out as a process without that row does', () => {
    const { table, target } = friedman(25, 2);
    const process = trainGaussianProcess(table, target, { starts: 1 }, 1);
    const { scaling, data, log } = process.parts;
    const loo = process.leaveOneOut();
    for (const left of [0, 11, 24]) {
      const others = Array.from({ length: 25 }, (_, i) => i).filter((i) => i !== left);
      const without = new GaussianProcess(table.names, {
        scaling,
        log,
        data: {
          rows: 24,
          width: data.width,
          values: Float64Array.from(
            others.flatMap((i) => [...data.values.subarray(i * data.width, (i + 1) * data.width)]),
          ),
          target: Float64Array.from(others, (i) => data.target[i]!),
        },
      });
      const row = table.columns.map((column) => column[left]!);
      const [mean, , deviation] = without.predictWithDeviation(row, new Float64Array(3));
      expectClose(loo.mean[left]!, mean!, { rtol: 1e-8, atol: 1e-8 });
      expectClose(loo.deviation[left]!, deviation!, { rtol: 1e-8, atol: 0 });
    }
  });

  it("learns Friedman's function, and gives columns that do not count long scales", () => {
    const { table, target } = friedman(150, 1);
    const fresh = friedman(300, 2);
    const process = trainGaussianProcess(table, target, {}, 1);
    const out = new Float64Array(3);
    let squares = 0;
    for (let i = 0; i < 300; i++) {
      const row = fresh.table.columns.map((column) => column[i]!);
      squares += (process.predictWithDeviation(row, out)[0]! - fresh.truth[i]!) ** 2;
    }
    expect(Math.sqrt(squares / 300)).toBeLessThan(0.9);
    const lengths = [...process.lengthScales];
    expect(Math.min(...lengths.slice(5))).toBeGreaterThan(Math.max(...lengths.slice(0, 3)));
    expect(process.noise).toBeGreaterThan(0.6);
    expect(process.noise).toBeLessThan(1.4);
  });

  it('is the same for the same seed, also where it searches on part of the rows', () => {
    const { table, target } = friedman(60, 4);
    const options = { searchRows: 40, starts: 3 };
    const one = trainGaussianProcess(table, target, options, 5);
    expect(trainGaussianProcess(table, target, options, 5).parts).toEqual(one.parts);
  });

  it('takes a constant column and a constant target for what they are', () => {
    const { table, target } = friedman(20, 4);
    table.columns[2]!.fill(7);
    const process = trainGaussianProcess(table, target, { starts: 1 }, 1);
    expect(Number.isFinite(process.predict(Float64Array.from({ length: 10 }, () => 0.5)))).toBe(
      true,
    );
    const flat = trainGaussianProcess(table, new Float64Array(20).fill(3), { starts: 1 }, 1);
    expectClose(flat.predict(table.columns.map((column) => column[0]!)), 3, {
      rtol: 0,
      atol: 1e-9,
    });
  });

  it('refuses a gap, too few and too many rows by their place', () => {
    const { table, target } = friedman(20, 4);
    const gappy = featureTable({ a: [1, Number.NaN, 3] });
    const train = (rows: typeof table, values: Float64Array) => () =>
      trainGaussianProcess(rows, values, {}, 1);
    expect(train(gappy, Float64Array.of(1, 2, 3))).toThrow(
      expect.objectContaining({ code: 'ML_NOT_FINITE', data: { column: 'a', row: 1 } }),
    );
    expect(train(rowsOf(table, [0, 1]), target.slice(0, 2))).toThrow(
      expect.objectContaining({ code: 'ML_TOO_FEW_ROWS' }),
    );
    expect(train(table, target.slice(1))).toThrow(
      expect.objectContaining({ code: 'ML_TABLE_INVALID' }),
    );
    const long = featureTable({ a: new Float64Array(4001) });
    expect(train(long, new Float64Array(4001))).toThrow(
      expect.objectContaining({ code: 'ML_TOO_LARGE' }),
    );
  });
});
