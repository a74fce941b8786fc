import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptiveLevel, withMeasured } from '../../../../ml/intervals/adaptive-level.ts';
import { bandAbout } from '../../../../ml/intervals/band.ts';
import { calibrationOf, scoresFor } from '../../../../ml/intervals/calibration.ts';
import { conformalQuantile, rowsNeeded } from '../../../../ml/intervals/conformal-quantile.ts';
import reference from '../../../fixtures/ml/intervals-and-domain.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';

const coverages = [0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95];
const scoresOf = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 });

describe('conformalQuantile', () => {
  it('holds each of n + 1 scores in turn in as many cases as the coverage asks for, ties or not', () => {
    // Which of n + 1 exchangeable scores is the new one decides all; the order of the others does not.
    fc.assert(
      fc.property(scoresOf, fc.constantFrom(...coverages), (scores, coverage) => {
        let held = 0;
        for (const [i, score] of scores.entries()) {
          const others = Float64Array.from(scores.filter((_, k) => k !== i)).sort();
          const bound = conformalQuantile(others, coverage);
          if (bound === undefined || score <= bound) held += 1;
        }
        expect(held).toBeGreaterThanOrEqual(coverage * scores.length - 1e-9);
        const isTied = new Set(scores).size < scores.length;
        if (!isTied) expect(held).toBe(Math.ceil(coverage * scores.length - 1e-9));
      }),
    );
  });

  it('is the place ceil((n + 1) c), counted by hand where the product is whole', () => {
    const scores = (n: number) => Float64Array.from({ length: n }, (_, i) => i + 1);
    expect(conformalQuantile(scores(9), 0.9)).toBe(9);
    expect(conformalQuantile(scores(19), 0.9)).toBe(18);
    expect(conformalQuantile(scores(99), 0.55)).toBe(55);
    expect(conformalQuantile(scores(99), 0.9)).toBe(90);
    expect(conformalQuantile(scores(100), 0.9)).toBe(91);
  });

  it('has no bound exactly where the rows are fewer than needed', () => {
    for (const coverage of coverages) {
      const needed = rowsNeeded(coverage);
      for (let n = 0; n < 50; n++) {
        const isBound = conformalQuantile(new Float64Array(n), coverage) !== undefined;
        expect(isBound, `${n} rows, ${coverage}`).toBe(n >= needed);
      }
    }
    expect(rowsNeeded(0.9)).toBe(9);
    expect(rowsNeeded(1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives the half widths of MAPIE for split conformal bands', () => {
    for (const { target, coverages, halfWidths } of reference.split) {
      const scores = Float64Array.from(target, Math.abs).sort();
      const found = coverages.map((coverage) => conformalQuantile(scores, coverage));
      expect(found).toEqual(halfWidths);
    }
  });

  it('rises with the coverage', () => {
    fc.assert(
      fc.property(
        scoresOf,
        fc.double({ min: 0, max: 1 }),
        fc.double({ min: 0, max: 1 }),
        (s, a, b) => {
          const rising = Float64Array.from(s).sort();
          const [low, high] = [Math.min(a, b), Math.max(a, b)].map(
            (c) => conformalQuantile(rising, c) ?? Number.POSITIVE_INFINITY,
          );
          expect(low!).toBeLessThanOrEqual(high!);
        },
      ),
    );
  });
});

describe('bandAbout', () => {
  it('says what it lacks where rows are too few', () => {
    const eight = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const band = bandAbout(10, 2, eight, { coverage: 0.9, level: 0.9 });
    expect(band).toEqual({ kind: 'none', coverage: 0.9, rows: 8, rowsNeeded: 9 });
    const half = bandAbout(10, 2, eight, { coverage: 0.5, level: 0.5 });
    expect(half).toEqual({ kind: 'bound', coverage: 0.5, low: 0, high: 20 });
  });

  it('has no width at a level of 0 and below', () => {
    const band = bandAbout(3, 2, Float64Array.of(1, 2), { coverage: 0.5, level: -0.01 });
    expect(band).toEqual({ kind: 'bound', coverage: 0.5, low: 3, high: 3 });
  });
});

describe('calibrationOf', () => {
  it('gives a group its own scores from 100 rows on and else those of all', () => {
    const groups = [...Array(100).fill('a'), ...Array(99).fill('b')];
    const scores = Float64Array.from(groups, (_, i) => (i * 37) % 199);
    const calibration = calibrationOf(scores, groups);
    expect(Object.keys(calibration.groups)).toEqual(['a']);
    expect([...scoresFor(calibration, 'a')]).toEqual([...scores.slice(0, 100).sort()]);
    for (const group of ['b', 'toString', undefined]) {
      expect(scoresFor(calibration, group)).toBe(calibration.pooled);
    }
    expect([...calibration.pooled]).toEqual([...scores.slice().sort()]);
  });

  it('leaves out rows without a score', () => {
    const scores = Float64Array.from({ length: 101 }, (_, i) => (i < 2 ? Number.NaN : i));
    const calibration = calibrationOf(scores, Array(101).fill('a'));
    expect(calibration.pooled.length).toBe(99);
    expect(calibration.groups).toEqual({});
  });

  it('refuses groups of another length', () => {
    const wrong = () => calibrationOf(new Float64Array(3), ['a']);
    expect(wrong).toThrow(expect.objectContaining({ code: 'ML_TABLE_INVALID' }));
  });
});

describe('withMeasured', () => {
  const rising = Float64Array.from({ length: 40 }, (_, i) => i / 10);

  it('keeps the share outside within the bound of Gibbs and Candes, whatever is measured', () => {
    const measured = fc.array(fc.double({ min: 0, max: 6, noNaN: true }), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(
        measured,
        fc.constantFrom(0.5, 0.9),
        fc.constantFrom(0.02, 0.1),
        (scores, c, rate) => {
          let state = adaptiveLevel(c, rate);
          for (const score of scores) state = withMeasured(state, rising, score);
          const outside = 1 - state.held / state.measured;
          const bound = (Math.max(c, 1 - c) + rate) / (rate * scores.length);
          expect(Math.abs(outside - (1 - c))).toBeLessThanOrEqual(bound + 1e-12);
          expect(state.level).toBeGreaterThanOrEqual(-rate);
          expect(state.level).toBeLessThanOrEqual(1 + rate);
        },
      ),
    );
  });

  it('goes up by rate * coverage for a value outside and down by rate * (1 - coverage) for one inside', () => {
    const start = adaptiveLevel(0.9, 0.02);
    expectClose(withMeasured(start, rising, 100).level, 0.9 + 0.02 * 0.9, { rtol: 1e-14, atol: 0 });
    expectClose(withMeasured(start, rising, 0).level, 0.9 - 0.02 * 0.1, { rtol: 1e-14, atol: 0 });
  });

  it('finds the coverage again where errors have grown', () => {
    // All errors half again as large: the level that covers 90 % of them is the one of 1.5 times their quantile.
    let state = adaptiveLevel(0.7, 0.02);
    const held: boolean[] = [];
    for (let i = 0; i < 3000; i++) {
      const next = withMeasured(state, rising, 1.2 * (((i * 617) % 1000) / 1000) * 4);
      held.push(next.held > state.held);
      state = next;
    }
    const late = held.slice(1000);
    expectClose(late.filter(Boolean).length / late.length, 0.7, { rtol: 0, atol: 0.02 });
    expect(state.level).toBeGreaterThan(0.7);
  });

  it('refuses a coverage or rate outside (0, 1) and a score that is no number', () => {
    const wrong = expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' });
    expect(() => adaptiveLevel(1)).toThrow(wrong);
    expect(() => adaptiveLevel(0.9, 0)).toThrow(wrong);
    const notFinite = expect.objectContaining({ code: 'ML_NOT_FINITE' });
    expect(() => withMeasured(adaptiveLevel(0.9), rising, Number.NaN)).toThrow(notFinite);
  });
});
