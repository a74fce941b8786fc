import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FeatureTable, featureTable, readRow } from '../../../../ml/data/feature-table.ts';
import { BoxCheck, boxOf } from '../../../../ml/domain/box.ts';
import { ExplainedVarianceCheck } from '../../../../ml/domain/explained-variance.ts';
import { NearestRowsCheck } from '../../../../ml/domain/nearest-rows.ts';
import { SharedLeavesCheck } from '../../../../ml/domain/shared-leaves.ts';
import { usualLimit } from '../../../../ml/domain/usual-limit.ts';
import { type DomainCheck, judgeRow, type Standing } from '../../../../ml/domain/verdict.ts';
import { shrinkage, whiten, whiteningOf } from '../../../../ml/domain/whitening.ts';
import { leafOf } from '../../../../ml/forest/forest.ts';
import { trainForest } from '../../../../ml/forest/train-forest.ts';
import { trainGaussianProcess } from '../../../../ml/gaussian-process/train-gaussian-process.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import reference from '../../../fixtures/ml/intervals-and-domain.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

/** Ten columns of three hidden causes: what can come together is a thin slice of the box. */
function related(rows: number, seed: number): FeatureTable {
  const rng = randomStreams(seed).stream('related');
  const columns = Array.from({ length: 10 }, () => new Float64Array(rows));
  for (let i = 0; i < rows; i++) {
    const causes = [rng.uniform(), rng.uniform(), rng.uniform()];
    for (const [f, column] of columns.entries()) column[i] = causes[f % 3]! + 0.02 * rng.normal();
  }
  return featureTable(Object.fromEntries(columns.map((column, f) => [`x${f}`, column])));
}

function shares(checks: readonly DomainCheck[], table: FeatureTable): Record<Standing, number> {
  const found = { inside: 0, edge: 0, outside: 0 };
  const row = new Float64Array(table.names.length);
  for (let i = 0; i < table.rows; i++) {
    found[judgeRow(checks, readRow(table, i, row)).standing] += 1 / table.rows;
  }
  return found;
}

describe('usualLimit', () => {
  it('is exceeded by at most 5 % of n + 1 values in turn, by none of fewer than 19 but the largest', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 2, maxLength: 60 }), (values) => {
        const beyond = values.filter(
          (value, i) => value > usualLimit(Float64Array.from(values.filter((_, k) => k !== i))),
        );
        expect(beyond.length).toBeLessThanOrEqual(Math.max(1, 0.05 * values.length));
      }),
    );
  });
});

describe('BoxCheck', () => {
  const table = featureTable({
    speed: Float64Array.from({ length: 101 }, (_, i) => i / 100),
    roll: new Float64Array(101).fill(3),
    lab: Float64Array.from({ length: 101 }, (_, i) => (i === 0 ? Number.NaN : 1 + i)),
  });
  const check = new BoxCheck(boxOf(table));

  it('lets three mean steps pass, warns for a tenth of the range more and then says outside', () => {
    for (const [speed, expected] of [
      [0, undefined],
      [1.029, undefined],
      [1.031, 'edge'],
      [-0.129, 'edge'],
      [1.131, 'outside'],
      [-0.131, 'outside'],
      [Number.POSITIVE_INFINITY, 'outside'],
    ] as const) {
      expect(check.reasons([speed, 3, 50])[0]?.standing, `speed ${speed}`).toBe(expected);
    }
  });

  it('says which column and what is usual, the one that is farthest first', () => {
    const reasons = check.reasons([1.5, 4, 250]);
    expect(reasons.map(({ columns }) => columns[0])).toEqual(['roll', 'lab', 'speed']);
    expect(reasons[0]!.text).toBe("'roll' is 4; in training it was always 3");
    expect(check.reasons([1.5, 3, 50])[0]!.text).toBe("'speed' is 1.5; in training it was 0 to 1");
  });

  it('asks for a value where training always had one, and lets a gap pass where it had gaps', () => {
    expect(check.reasons([Number.NaN, 3, Number.NaN])).toEqual([
      {
        check: 'gap',
        standing: 'outside',
        columns: ['speed'],
        text: "'speed' has no value; in training it always had one",
      },
    ]);
    const never = new BoxCheck(boxOf(featureTable({ a: [Number.NaN, Number.NaN] })));
    expect(never.reasons([1])[0]!.standing).toBe('outside');
    expect(never.reasons([Number.NaN])).toEqual([]);
  });

  it('has nothing to say of the rows of training', () => {
    expectClose(shares([check], table).inside, 1, { rtol: 1e-12, atol: 0 });
  });

  it('refuses a table of one row', () => {
    const few = expect.objectContaining({ code: 'ML_TOO_FEW_ROWS' });
    expect(() => boxOf(featureTable({ a: [1] }))).toThrow(few);
  });
});

describe('whiteningOf', () => {
  it('shrinks correlations as scikit-learn does', () => {
    for (const { width, rows, shrinkage: expected } of reference.shrinkage) {
      const n = rows.length / width;
      const scaled = Float64Array.from(rows);
      for (let f = 0; f < width; f++) {
        const column = rows.filter((_, at) => at % width === f);
        const mean = column.reduce((sum, value) => sum + value, 0) / n;
        const square = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
        for (let i = 0; i < n; i++) scaled[i * width + f] = (column[i]! - mean) / Math.sqrt(square);
      }
      const covariance = new Float64Array(width * width);
      for (let f = 0; f < width; f++) {
        for (let g = 0; g < width; g++) {
          for (let i = 0; i < n; i++) {
            covariance[f * width + g]! += (scaled[i * width + f]! * scaled[i * width + g]!) / n;
          }
        }
      }
      expectClose(shrinkage(scaled, covariance), expected, { rtol: 1e-9, atol: 1e-12 });
    }
  });

  it('makes directions of unit variance of many rows, whatever their units', () => {
    const rng = randomStreams(4).stream('whitening');
    const rows = new Float64Array(2 * 4000);
    for (let i = 0; i < 4000; i++) {
      const [a, b] = [rng.normal(), rng.normal()];
      rows[2 * i] = 1000 * (a + b);
      rows[2 * i + 1] = 1e-6 * (a - 0.5 * b) + 7;
    }
    const whitening = whiteningOf(rows, 2);
    const z = new Float64Array(rows.length);
    for (let i = 0; i < 4000; i++) whiten(whitening, rows, 2 * i, z, 2 * i);
    let [aa, ab, bb] = [0, 0, 0];
    for (let i = 0; i < 4000; i++) {
      aa += z[2 * i]! ** 2 / 4000;
      ab += (z[2 * i]! * z[2 * i + 1]!) / 4000;
      bb += z[2 * i + 1]! ** 2 / 4000;
    }
    // Shrinkage of 4,000 rows is below 1 %.
    expectClose(aa, 1, { rtol: 0.01, atol: 0 });
    expectClose(bb, 1, { rtol: 0.01, atol: 0 });
    expectClose(ab, 0, { rtol: 0, atol: 1e-9 });
  });
});

describe('NearestRowsCheck', () => {
  it('lets 95 of 100 rows like those of training pass and finds broken relations in ten columns', () => {
    const table = related(120, 1);
    const check = new NearestRowsCheck(table);
    const fresh = related(400, 2);
    // Three standard errors of a share of 5 % of 400, and as much for what 120 rows know of their own limit.
    expect(shares([check], fresh).inside).toBeGreaterThan(0.95 - 0.07);
    // Each column from another row: every value is usual by itself.
    const mixed = featureTable(
      Object.fromEntries(
        fresh.columns.map((column, f) => [
          fresh.names[f],
          column.map((_, i) => column[(i + 31 * f) % 400]!),
        ]),
      ),
    );
    expect(shares([new BoxCheck(boxOf(table))], mixed).outside).toBeLessThan(0.02);
    expect(shares([check], mixed).outside).toBeGreaterThan(0.95);
  });

  it('finds a hole that ranges and a hull would fill', () => {
    const angle = Float64Array.from({ length: 60 }, (_, i) => (i / 60) * 2 * Math.PI);
    const ring = featureTable({ a: angle.map(Math.cos), b: angle.map(Math.sin) });
    const check = new NearestRowsCheck(ring);
    expect(check.reasons([0, 0])[0]!.standing).toBe('outside');
    expect(check.reasons([Math.cos(0.03), Math.sin(0.03)])).toEqual([]);
  });

  it('names the column that broke the relation', () => {
    const table = related(120, 1);
    const row = readRow(table, 5, new Float64Array(10));
    row[4] = row[4]! > 0.5 ? row[4]! - 0.4 : row[4]! + 0.4;
    expect(new NearestRowsCheck(table).reasons(row)[0]!.columns[0]).toBe('x4');
  });

  it('does not depend on units, nor on rows that come twice or columns that never vary', () => {
    const table = related(40, 3);
    const names = table.names;
    const changed = featureTable({
      constant: new Float64Array(80).fill(1),
      ...Object.fromEntries(
        table.columns.map((column, f) => [
          names[f],
          [...column, ...column].map((v) => 273 + 10 ** (f - 5) * v),
        ]),
      ),
    });
    const [plain, other] = [new NearestRowsCheck(table), new NearestRowsCheck(changed)];
    expectClose(other.limit!, plain.limit!, { rtol: 1e-6, atol: 0 });
    const row = readRow(related(1, 8), 0, new Float64Array(10));
    const same = [1, ...row.map((value, f) => 273 + 10 ** (f - 5) * value)];
    expectClose(other.distance(same), plain.distance(row), { rtol: 1e-6, atol: 0 });
  });

  it('measures rows of one batch against the other batches', () => {
    // Ten batches far apart, their rows close together: a row between batches is as usual as a new batch.
    const place = Float64Array.from(
      { length: 100 },
      (_, i) => Math.floor(i / 10) + 0.001 * (i % 10),
    );
    const batches = [...place].map((value) => String(Math.floor(value)));
    const table = featureTable({ place });
    expect(new NearestRowsCheck(table).reasons([4.5])[0]!.standing).toBe('outside');
    expect(new NearestRowsCheck(table, batches).reasons([4.5])).toEqual([]);
  });

  it('has nothing to say where there is nothing to measure by', () => {
    const constant = new NearestRowsCheck(featureTable({ a: [1, 1, 1] }));
    expect(constant.limit).toBeUndefined();
    expect(constant.reasons([7])).toEqual([]);
  });
});

describe('SharedLeavesCheck', () => {
  it('finds a row that mixes what never came together, and lets rows like those of training pass', () => {
    // Low with low and high with high only; the target rises with both.
    const rng = randomStreams(5).stream('leaves');
    const drawn = (rows: number): FeatureTable => {
      const [a, b] = [new Float64Array(rows), new Float64Array(rows)];
      for (let i = 0; i < rows; i++) {
        a[i] = (i % 2) + 0.3 * rng.uniform();
        b[i] = (i % 2) + 0.3 * rng.uniform();
      }
      return featureTable({ a, b });
    };
    const table = drawn(60);
    const target = table.columns[0]!.map((a, i) => a + table.columns[1]![i]!);
    const trained = trainForest(table, [target], { minLeaf: 3, featureShare: 0.5 }, 3);
    const check = new SharedLeavesCheck(trained, table);
    expect(shares([check], drawn(200)).inside).toBeGreaterThan(0.93);
    const [low, high] = [check.share([0.15, 0.15]), check.share([1.15, 1.15])];
    const mixed = check.share([0.15, 1.15]);
    expect(mixed).toBeLessThan(0.8 * Math.min(low, high));
    expect(check.reasons([0.15, 1.15]).length).toBe(1);
  });

  it('is the share of common rows, mean over all pairs of trees', () => {
    const { table, target } = friedman(40, 1);
    const trained = trainForest(table, [target], { trees: 7, minLeaf: 4 }, 1);
    const { forest, leafSamples } = trained;
    const row = readRow(friedman(1, 2).table, 0, new Float64Array(10));
    const leaves = [...forest.roots].map((_, tree) => {
      const leaf = leafOf(forest, tree, Float32Array.from(row));
      return new Set(leafSamples.row.slice(leafSamples.from[leaf]!, leafSamples.to[leaf]!));
    });
    const pairs = leaves.flatMap((one, t) =>
      leaves.flatMap((other, u) =>
        t === u ? [] : [[...one].filter((sample) => other.has(sample)).length / one.size],
      ),
    );
    const mean = pairs.reduce((sum, share) => sum + share, 0) / pairs.length;
    expectClose(new SharedLeavesCheck(trained, table).share(row), mean, { rtol: 1e-12, atol: 0 });
  });

  it('has no limit where every tree saw every row', () => {
    const { table, target } = friedman(30, 1);
    const trained = trainForest(table, [target], { trees: 4, bootstrap: false }, 1);
    const check = new SharedLeavesCheck(trained, table);
    expect(check.limit).toBeUndefined();
    expect(check.reasons(new Float64Array(10))).toEqual([]);
  });
});

describe('ExplainedVarianceCheck', () => {
  const { table, target } = friedman(60, 2);
  const process = trainGaussianProcess(table, target, { starts: 1, iterations: 40 }, 1);
  const check = new ExplainedVarianceCheck(process);

  it('falls to nothing far from all rows and lets rows like those of training pass', () => {
    expect(check.share(new Float64Array(10).fill(1e3))).toBeLessThan(1e-6);
    expect(check.reasons(new Float64Array(10).fill(1e3))[0]!.standing).toBe('outside');
    expect(shares([check], friedman(300, 11).table).inside).toBeGreaterThan(0.95 - 0.09);
  });

  it('does not mind a column that does not count', () => {
    const lengths = process.lengthScales;
    const [most, least] = [Math.max(...lengths), Math.min(...lengths)].map((x) =>
      lengths.indexOf(x),
    );
    const row = readRow(table, 0, new Float64Array(10));
    const moved = (f: number): number =>
      check.share(row.map((value, g) => (f === g ? value + 2 : value)));
    expect(moved(most!)).toBeGreaterThan(moved(least!));
  });
});

describe('judgeRow', () => {
  it('is as bad as the worst check and tells all reasons', () => {
    const said = (standing: 'edge' | 'outside'): DomainCheck => ({
      reasons: () => [{ check: 'box', standing, columns: [], text: standing }],
    });
    const silent: DomainCheck = { reasons: () => [] };
    expect(judgeRow([silent], [])).toEqual({ standing: 'inside', reasons: [] });
    expect(judgeRow([silent, said('edge')], []).standing).toBe('edge');
    const both = judgeRow([said('outside'), silent, said('edge')], []);
    expect(both.standing).toBe('outside');
    expect(both.reasons.map(({ text }) => text)).toEqual(['outside', 'edge']);
  });
});
