import { describe, expect, it } from 'vitest';
import { type FeatureTable, featureTable } from '../../../../ml/data/feature-table.ts';
import { InputDriftMonitor } from '../../../../ml/drift/input-drift.ts';
import { kolmogorovSmirnov } from '../../../../ml/drift/kolmogorov-smirnov.ts';
import { missingSharesTest } from '../../../../ml/drift/missing-share.ts';
import {
  binCounts,
  binsOf,
  populationStability,
} from '../../../../ml/drift/population-stability.ts';
import { ScoreDistance } from '../../../../ml/drift/score-distance.ts';
import { type Rng, randomStreams } from '../../../../physics/core/random.ts';
import reference from '../../../fixtures/ml/drift.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';

const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();
const normals = (rng: Rng, count: number, shift = 0): number[] =>
  Array.from({ length: count }, () => shift + rng.normal());

type Inputs = { speed: number[]; gap: number[]; heat: number[] };

/** Three inputs, two of which go together. */
function inputs(rng: Rng, rows: number): Inputs {
  const speed = normals(rng, rows);
  return { speed, gap: speed.map((v) => v + 0.1 * rng.normal()), heat: normals(rng, rows) };
}

describe('kolmogorovSmirnov', () => {
  it('has the distance and the exact p-value of the reference program', () => {
    expect(reference.kolmogorovSmirnov).toHaveLength(5);
    for (const { a, b, distance, pValue } of reference.kolmogorovSmirnov) {
      const found = kolmogorovSmirnov(sorted(a), sorted(b));
      expectClose(found.distance, distance, { rtol: 1e-14, atol: 0 });
      expectClose(found.pValue, pValue, { rtol: 1e-9, atol: 1e-14 });
    }
  });

  it('does not change with a rising map of both samples, nor with their order', () => {
    for (const { a, b } of reference.kolmogorovSmirnov) {
      const one = kolmogorovSmirnov(sorted(a), sorted(b));
      expect(kolmogorovSmirnov(sorted(a.map(Math.exp)), sorted(b.map(Math.exp)))).toEqual(one);
      expectClose(kolmogorovSmirnov(sorted(b), sorted(a)).pValue, one.pValue, {
        rtol: 1e-12,
        atol: 1e-14,
      });
    }
  });

  it('goes over to the large-sample form without a jump', () => {
    const rng = randomStreams(1).stream('large');
    const [a, b] = [normals(rng, 1000), normals(rng, 1000, 0.08)];
    const exact = kolmogorovSmirnov(sorted(a), sorted(b));
    // One more value at an end moves the distance by less than 1 / 1000.
    const large = kolmogorovSmirnov(sorted(a), sorted([...b, 9]));
    expectClose(large.pValue, exact.pValue, { rtol: 0.1, atol: 0 });
  });
});

describe('populationStability', () => {
  it('is 0 of equal samples, and large of moved ones', () => {
    const same = sorted(Array.from({ length: 200 }, (_, i) => i));
    const { index, pValue, bins } = populationStability(same, same)!;
    expect(index).toBe(0);
    expect(pValue).toBe(1);
    expect(bins).toBe(10);
    expect(
      populationStability(
        same,
        same.map((v) => v + 30),
      )!.index,
    ).toBeGreaterThan(0.1);
  });

  it('calls one window in twenty at a p-value of 0.05', () => {
    const rng = randomStreams(2).stream('psi');
    for (const [n, m] of [
      [400, 100],
      [60, 50],
    ] as const) {
      let called = 0;
      for (let run = 0; run < 1500; run++) {
        const found = populationStability(sorted(normals(rng, n)), sorted(normals(rng, m)))!;
        if (found.pValue < 0.05) called += 1;
      }
      // Three errors of a share of 0.05 of 1,500 are 0.017; the rest is chi-squared for small counts.
      expectClose(called / 1500, 0.05, { rtol: 0, atol: 0.025 });
    }
  });

  it('divides the reference evenly, and gives a frequent value a bin of its own', () => {
    const even = sorted(Array.from({ length: 100 }, (_, i) => i));
    expect([...binCounts(binsOf(even, 100)!, even)]).toEqual(Array(10).fill(10));
    const constant = new Float64Array(100).fill(3);
    expect([...binCounts(binsOf(constant, 100)!, Float64Array.of(2, 3, 3, 4))]).toEqual([1, 2, 1]);
    for (const moved of [2.9, 3.1]) {
      const found = populationStability(constant, new Float64Array(50).fill(moved))!;
      expect(found.index).toBeGreaterThan(1);
      expect(found.pValue).toBeLessThan(1e-6);
    }
    expect(populationStability(constant, constant)!.pValue).toBe(1);
  });

  it('says nothing of fewer than ten values', () => {
    expect(
      populationStability(sorted([1, 2, 3, 4, 5, 6, 7, 8, 9]), new Float64Array(99)),
    ).toBeUndefined();
  });
});

describe('missingSharesTest', () => {
  it("is Fisher's exact test of the reference program", () => {
    expect(reference.fisher).toHaveLength(5);
    for (const [a, m, b, n, p] of reference.fisher as [number, number, number, number, number][]) {
      const found = missingSharesTest({ missing: a, rows: m }, { missing: b, rows: n });
      expectClose(found, p, { rtol: 1e-9, atol: 0 });
    }
  });
});

describe('ScoreDistance', () => {
  it('is the Mahalanobis distance, whatever the units of the columns', () => {
    const rng = randomStreams(3).stream('joint');
    const before = inputs(rng, 60);
    const now = inputs(rng, 8);
    const scaled = (table: Inputs) =>
      featureTable({
        speed: table.speed.map((v) => 1e6 * v + 5),
        gap: table.gap.map((v) => 1e-6 * v - 2),
        heat: table.heat,
      });
    const one = new ScoreDistance(featureTable(before)).ofWindow(featureTable(now))!;
    const other = new ScoreDistance(scaled(before)).ofWindow(scaled(now))!;
    expectClose(other.squared, one.squared, { rtol: 1e-7, atol: 0 });
    // Over its own rows the squared distances of single rows sum to (n - 1) k n / (n + 1).
    const own = new ScoreDistance(featureTable(before));
    let sum = 0;
    for (let row = 0; row < 60; row++) {
      const single = Object.entries(before).map(([name, column]) => [name, [column[row]!]]);
      sum += own.ofWindow(featureTable(Object.fromEntries(single)))!.squared;
    }
    expectClose(sum, (59 * 3 * 60) / 61, { rtol: 1e-9, atol: 0 });
  });

  it('calls one row in twenty at a p-value of 0.05, with a reference of few rows', () => {
    const rng = randomStreams(4).stream('level');
    let called = 0;
    for (let run = 0; run < 1500; run++) {
      const distance = new ScoreDistance(featureTable(inputs(rng, 12)));
      if (distance.ofWindow(featureTable(inputs(rng, 1)))!.pValue < 0.05) called += 1;
    }
    // Three errors of a share of 0.05 of 1,500.
    expectClose(called / 1500, 0.05, { rtol: 0, atol: 0.017 });
  });

  it('leaves out rows with a gap and constant columns, and says so', () => {
    const rng = randomStreams(5).stream('gaps');
    const before = featureTable({ ...inputs(rng, 40), fixed: Array(40).fill(7) });
    const distance = new ScoreDistance(before);
    expect(distance.constant).toEqual(['fixed']);
    const now = inputs(rng, 5);
    now.gap[2] = Number.NaN;
    const found = distance.ofWindow(featureTable({ ...now, fixed: Array(5).fill(7) }))!;
    expect([found.rows, found.leftOut]).toEqual([4, 1]);
    expect(() => new ScoreDistance(featureTable(inputs(rng, 5)))).toThrow(
      expect.objectContaining({ code: 'ML_TOO_FEW_ROWS' }),
    );
  });
});

describe('InputDriftMonitor', () => {
  const rng = randomStreams(6).stream('monitor');
  const monitor = new InputDriftMonitor(featureTable(inputs(rng, 400)));
  const window = (change: (table: Inputs) => void): FeatureTable => {
    const table = inputs(rng, 150);
    change(table);
    return featureTable(table);
  };

  it('calls fewer than one window in a hundred where nothing moved', () => {
    let called = 0;
    for (let run = 0; run < 150; run++) {
      if (monitor.compare(window(() => {})).verdict !== 'ok') called += 1;
    }
    // One reference for all windows, so that the windows share its chance: 1 % of 150, and room for it.
    expect(called).toBeLessThanOrEqual(6);
  });

  it('names the input that moved, and by how much', () => {
    const found = monitor.compare(window((table) => (table.heat = table.heat.map((v) => v + 1))));
    expect(found.verdict).toBe('alarm');
    expect(found.columns.map((column) => column.verdict)).toEqual(['ok', 'ok', 'alarm']);
    expect(found.reasons.join()).toMatch(/heat: stability index \d/);
  });

  it('takes missing values as a finding of its own, and judges the rest', () => {
    const gaps = window(
      (table) => (table.heat = table.heat.map((v, i) => (i % 3 ? v : Number.NaN))),
    );
    const found = monitor.compare(gaps);
    expect(found.columns[2]!.verdict).toBe('alarm');
    expect(found.columns[2]!.distance!.pValue).toBeGreaterThan(0.001);
    expect(found.reasons).toContain('heat: 33 % of the values are missing, 0 % were before');
    const all = monitor.compare(window((table) => table.heat.fill(Number.NaN)));
    expect(all.columns[2]!.verdict).toBe('alarm');
    expect(all.reasons.join()).toContain('heat: 0 values against 400, too few to compare');
  });

  it('sees inputs that are usual alone and unusual together', () => {
    const found = monitor.compare(window((table) => (table.gap = table.speed.map((v) => v + 0.3))));
    expect(found.verdict).toBe('warning');
    expect(found.reasons.join()).toContain('the inputs together');
  });

  it('refuses a window without a column of the reference', () => {
    expect(() => monitor.compare(featureTable({ speed: [1] }))).toThrow(
      expect.objectContaining({ code: 'ML_TABLE_INVALID', data: { column: 'gap' } }),
    );
  });
});
