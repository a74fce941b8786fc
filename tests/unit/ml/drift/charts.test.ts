import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Adwin } from '../../../../ml/drift/adwin.ts';
import { Cusum } from '../../../../ml/drift/cusum.ts';
import {
  cusumRunLength,
  cusumThreshold,
  cusumThresholdFor,
} from '../../../../ml/drift/cusum-run-length.ts';
import type { DriftDetector } from '../../../../ml/drift/detector.ts';
import { Ewma } from '../../../../ml/drift/ewma.ts';
import { PageHinkley } from '../../../../ml/drift/page-hinkley.ts';
import { type Rng, randomStreams } from '../../../../physics/core/random.ts';
import reference from '../../../fixtures/ml/drift.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';

type AnyDetector = DriftDetector<unknown>;

/** Makers of every chart, each from a saved state or from nothing. */
const charts: Readonly<Record<string, (state?: never) => AnyDetector>> = {
  cusum: (state) => new Cusum({}, state),
  ewma: (state) => new Ewma({}, state),
  pageHinkley: (state) => new PageHinkley({}, state),
  adwin: (state) => new Adwin({}, state),
};

/** Values until an alarm, which counts; at most `most`. */
function runLength(chart: AnyDetector, rng: Rng, shift: number, most: number): number {
  for (let t = 1; t <= most; t++) if (chart.add(rng.normal() + shift) === 'alarm') return t;
  return most;
}

/** Mean run length of many charts, and its standard error. */
function meanRun(make: () => AnyDetector, shift: number, runs: number, most = 100_000) {
  const rng = randomStreams(5).stream(`runs/${shift}`);
  const lengths = Array.from({ length: runs }, () => runLength(make(), rng, shift, most));
  const mean = lengths.reduce((sum, length) => sum + length, 0) / runs;
  const square = lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / runs;
  return { mean, error: Math.sqrt(square / runs) };
}

/** Mean delay of a shift that comes behind 200 values without one. */
function meanDelay(make: () => AnyDetector, shift: number, runs: number): number {
  const rng = randomStreams(6).stream(`delay/${shift}`);
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    const chart = make();
    for (let t = 0; t < 200; t++) if (chart.add(rng.normal()) === 'alarm') chart.reset();
    sum += runLength(chart, rng, shift, 1000);
  }
  return sum / runs;
}

const values = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { maxLength: 120 });

describe('every chart', () => {
  it.each(Object.keys(charts))('%s goes on from a saved state as if never stopped', (name) => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const whole = charts[name]!();
        for (const value of before) whole.add(value);
        const restored = charts[name]!(JSON.parse(JSON.stringify(whole.state())) as never);
        const expected = after.map((value) => whole.add(value));
        expect(after.map((value) => restored.add(value))).toEqual(expected);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it.each(Object.keys(charts))('%s treats both signs alike', (name) => {
    fc.assert(
      fc.property(values, (list) => {
        const [one, other] = [charts[name]!(), charts[name]!()];
        expect(list.map((value) => one.add(value))).toEqual(list.map((v) => other.add(-v)));
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  it.each(Object.keys(charts))('%s refuses NaN and is as it was', (name) => {
    const chart = charts[name]!();
    for (const value of [0.3, -1, 2]) chart.add(value);
    const before = chart.state();
    expect(() => chart.add(Number.NaN)).toThrow(expect.objectContaining({ code: 'ML_NOT_FINITE' }));
    expect(chart.state()).toEqual(before);
    chart.reset();
    expect(chart.state()).toEqual(charts[name]!().state());
  });

  it.each(Object.keys(charts))('%s finds a shift of 3 deviations', (name) => {
    const chart = charts[name]!();
    const rng = randomStreams(3).stream('shift');
    const seen = new Set<string>();
    for (let t = 0; t < 60; t++) chart.add(0.5 * rng.normal());
    for (let t = 0; t < 60 && !seen.has('alarm'); t++) seen.add(chart.add(3 + 0.5 * rng.normal()));
    expect([...seen]).toContain('alarm');
  });
});

describe('Cusum', () => {
  it('is the larger of the sums over all last stretches', () => {
    fc.assert(
      fc.property(values, (list) => {
        const chart = new Cusum({ reference: 0.4 });
        for (const value of list) chart.add(value);
        const sums = list.map((_, i) => list.slice(i).reduce((sum, v) => sum + v - 0.4, 0));
        expectClose(chart.state().high, Math.max(0, ...sums), { rtol: 1e-12, atol: 1e-10 });
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('has the mean run length of the integral equation by formula: 1 % to k = 0.5, 6 % at 1', () => {
    const inControl = reference.cusum.filter((row) => row[2] === 0);
    expect(inControl).toHaveLength(12);
    for (const [k, h, shift, exact] of inControl as [number, number, number, number][]) {
      expectClose(cusumRunLength(k, h, shift), exact, { rtol: k > 0.5 ? 0.06 : 0.01, atol: 0 });
    }
    for (const [k, h, shift, exact] of reference.cusum as [number, number, number, number][]) {
      // Delays are whole values; the formula is of a walk in continuous time.
      if (shift > k) expectClose(cusumRunLength(k, h, shift), exact, { rtol: 0.03, atol: 0.1 });
    }
  });

  it('has that run length drawn, and the delays of the integral equation', () => {
    const make = () => new Cusum({ warning: 5, alarm: 5 });
    const { mean, error } = meanRun(make, 0, 2000);
    // Three standard errors of the draws, about 30 of 465.
    expectClose(mean, 465.44, { rtol: 0, atol: 3 * error });
    expect(mean).toBeGreaterThan(400);
    for (const [shift, exact] of [
      [0.5, 38],
      [1, 10.4],
      [2, 4],
    ] as const) {
      const run = meanRun(make, shift, 2000);
      const [, , , equation] = reference.cusum.find(
        ([k, h, s]) => k === 0.5 && h === 5 && s === shift,
      )!;
      expectClose(equation!, exact, { rtol: 0.02, atol: 0 });
      expectClose(run.mean, equation!, { rtol: 0, atol: 3.5 * run.error });
    }
  });

  it('has a threshold from a run length that gives the run length back', () => {
    for (const k of [0.25, 0.5, 1]) {
      for (const length of [20, 400, 144_000, 1e9]) {
        expectClose(cusumRunLength(k, cusumThreshold(k, length), 0), length, {
          rtol: 1e-10,
          atol: 0,
        });
      }
    }
  });

  it('needs h near 10.7 for 15 charts of 9,600 values and one false alarm', () => {
    const load = { charts: 15, valuesPerPeriod: 9600, falseAlarmsPerPeriod: 1 };
    const h = cusumThresholdFor(0.5, load);
    expectClose(h, 10.7, { rtol: 0, atol: 0.05 });
    expectClose(cusumRunLength(0.5, h, 1), 22, { rtol: 0, atol: 0.5 });
    const calls = (15 * 9600) / cusumRunLength(0.5, 8, 0);
    expectClose(calls, 15, { rtol: 0, atol: 0.5 });
  });

  it('gives a set of charts its wanted false alarms, drawn', () => {
    // 6 charts of 2,000 values with 4 false alarms wanted: h near 6.8. Mean of 40 periods, Poisson error 0.32.
    const load = { charts: 6, valuesPerPeriod: 2000, falseAlarmsPerPeriod: 4 };
    const h = cusumThresholdFor(0.5, load);
    const rng = randomStreams(9).stream('load');
    let alarms = 0;
    for (let chart = 0; chart < 6 * 40; chart++) {
      const cusum = new Cusum({ alarm: h });
      for (let t = 0; t < 2000; t++) {
        if (cusum.add(rng.normal()) !== 'alarm') continue;
        alarms += 1;
        cusum.reset();
      }
    }
    expectClose(alarms / 40, 4, { rtol: 0, atol: 1 });
  });

  it('refuses a run shorter than any threshold gives, and wrong limits', () => {
    const wrong = expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' });
    expect(() => cusumThreshold(0.5, 1)).toThrow(wrong);
    expect(() => new Cusum({ warning: 9, alarm: 8 })).toThrow(wrong);
    expect(() => new Cusum({}, { high: Number.NaN, low: 0 })).toThrow(wrong);
  });
});

describe('Ewma', () => {
  it('is the sum of powers, with its exact variance', () => {
    const chart = new Ewma({ weight: 0.3 });
    const list = [1, -2, 0.5, 3];
    for (const value of list) chart.add(value);
    const expected = list.reduce((sum, value, i) => sum + 0.3 * 0.7 ** (3 - i) * value, 0);
    expectClose(chart.state().mean, expected, { rtol: 1e-14, atol: 0 });
    // With weight 1 it is Shewhart's chart.
    const shewhart = new Ewma({ weight: 1, warning: 2, alarm: 3 });
    expect([1.9, 2.1, -3.1].map((value) => shewhart.add(value))).toEqual([
      'ok',
      'warning',
      'alarm',
    ]);
  });

  it('calls falsely as the integral equation has it, and finds 1 deviation in 10', () => {
    const make = () => new Ewma({ warning: 2.814, alarm: 2.814 });
    const { mean, error } = meanRun(make, 0, 1500);
    // 499.58 is of the limits that it settles at; its narrower limits at the start take up to 5 %.
    expect(mean).toBeLessThan(499.58 + 3 * error);
    expect(mean).toBeGreaterThan(0.95 * 499.58 - 3 * error);
    expectClose(meanDelay(make, 1, 1500), 10, { rtol: 0.1, atol: 0 });
    expectClose(meanDelay(make, 0.5, 1500), 31, { rtol: 0.12, atol: 0 });
  });
});

describe('PageHinkley', () => {
  it('does not see a constant bias, and has the delays measured before', () => {
    const [one, other] = [new PageHinkley(), new PageHinkley()];
    const rng = randomStreams(8).stream('bias');
    const list = Array.from({ length: 300 }, () => rng.normal());
    expect(list.map((v) => one.add(v + 64))).toEqual(list.map((v) => other.add(v)));
    expectClose(
      meanDelay(() => new PageHinkley(), 1, 1500),
      18,
      { rtol: 0.15, atol: 0 },
    );
    expectClose(
      meanDelay(() => new PageHinkley(), 2, 1500),
      9.3,
      { rtol: 0.15, atol: 0 },
    );
  });

  it('calls falsely once in about 2,250', () => {
    const { mean, error } = meanRun(() => new PageHinkley(), 0, 400);
    expectClose(mean, 2251, { rtol: 0.1, atol: 3 * error });
  });
});

describe('Adwin', () => {
  it('alarms and keeps the window as the reference program does, value by value', () => {
    expect(reference.adwin).toHaveLength(2);
    for (const { alarms, widths, mean, ...options } of reference.adwin) {
      expect(alarms.length).toBeGreaterThan(1);
      const chart = new Adwin(options);
      const found: number[] = [];
      const kept: number[] = [];
      for (const [i, value] of reference.stream.entries()) {
        // The reference program forgets everything with the value behind an alarm.
        if (found.at(-1) === i - 1) chart.reset();
        if (chart.add(value) === 'alarm') found.push(i);
        if (i % 50 === 49) kept.push(chart.width);
      }
      expect(found).toEqual(alarms);
      expect(kept).toEqual(widths);
      expectClose(chart.mean, mean, { rtol: 1e-9, atol: 0 });
    }
  });

  it('keeps the sum and the squares of the values in its window', () => {
    const chart = new Adwin();
    const all = reference.stream.slice(0, 700);
    for (const value of all) chart.add(value);
    const { width, squares } = chart.state();
    const kept = all.slice(-width);
    const mean = kept.reduce((sum, value) => sum + value, 0) / width;
    expectClose(chart.mean, mean, { rtol: 1e-10, atol: 0 });
    const spread = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expectClose(squares, spread, { rtol: 1e-9, atol: 0 });
  });

  it('calls falsely less than once in 1,000 values, and finds 1 deviation in about 47', () => {
    const make = () => new Adwin();
    const lengths = meanRun(make, 0, 20, 1000);
    expect(lengths.mean).toBeGreaterThan(950);
    expectClose(meanDelay(make, 1, 150), 47, { rtol: 0.15, atol: 0 });
  });
});
