import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import { anova } from '../../../../ml/explain/anova.ts';
import { factorialTerms } from '../../../../ml/explain/anova-terms.ts';
import { linearEffects } from '../../../../ml/explain/linear-effects.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

const file = new URL('../../../fixtures/ml/explain/values.json', import.meta.url);
const peer = JSON.parse(readFileSync(file, 'utf8'));

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Two factors of 3 and 2 levels, the same number of rows in every cell. */
function balanced(seed: number, repeats: number) {
  const rng = randomStreams(seed).stream('balanced');
  const cells = [0, 1, 2].flatMap((a) => [0, 1].flatMap((b) => new Array(repeats).fill([a, b])));
  const y = Float64Array.from(cells, ([a, b]) => a * b - 2 * a + rng.normal());
  const a = { name: 'a', levels: cells.map(([level]) => `a${level}`) };
  const b = { name: 'b', levels: cells.map(([, level]) => `b${level}`) };
  return { factors: [a, b], y };
}

describe('anova', () => {
  it('of one factor is that of the textbook', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 6 }), {
          minLength: 2,
          maxLength: 5,
        }),
        (groups) => {
          const all = groups.flat();
          fc.pre(new Set(all).size > 1);
          const levels = groups.flatMap((group, g) => group.map(() => `g${g}`));
          const { terms, residual } = anova([{ name: 'group', levels }], Float64Array.from(all), {
            type: 2,
          });
          const between = groups.reduce(
            (sum, group) => sum + group.length * (mean(group) - mean(all)) ** 2,
            0,
          );
          const within = groups.reduce(
            (sum, group) => sum + group.reduce((s, v) => s + (v - mean(group)) ** 2, 0),
            0,
          );
          expect(terms).toHaveLength(1);
          expectClose(terms[0]!.sumOfSquares, between, { rtol: 1e-10, atol: 1e-9 });
          expectClose(residual.sumOfSquares, within, { rtol: 1e-10, atol: 1e-9 });
          expect(terms[0]!.degreesOfFreedom).toBe(groups.length - 1);
          expect(residual.degreesOfFreedom).toBe(all.length - groups.length);
          expectClose(terms[0]!.effect, between / (between + within), { rtol: 1e-9, atol: 1e-9 });
        },
      ),
    );
  });

  it('of cells of one size adds up to the whole, and both types agree', () => {
    const { factors, y } = balanced(1, 3);
    const two = anova(factors, y, { type: 2 });
    const three = anova(factors, y, { type: 3 });
    expect(two.terms.map(({ name }) => name)).toEqual(['a', 'b', 'a * b']);
    const whole = [...y].reduce((sum, value) => sum + (value - mean([...y])) ** 2, 0);
    const sum = two.terms.reduce((total, term) => total + term.sumOfSquares, 0);
    expectClose(sum + two.residual.sumOfSquares, whole, { rtol: 1e-12, atol: 0 });
    for (const [t, term] of two.terms.entries()) {
      expectClose(term.sumOfSquares, three.terms[t]!.sumOfSquares, { rtol: 1e-12, atol: 0 });
    }
  });

  it.each([2, 3] as const)('of type %i is as that of statsmodels for unequal cells', (type) => {
    const factors = ['a', 'b'].map((name) => ({ name, levels: peer.anova[name].map(String) }));
    const { terms, residual } = anova(factors, Float64Array.from(peer.anova.y), { type });
    const expected = peer.anova[`type${type}`];
    expect(terms).toHaveLength(3);
    for (const [t, term] of terms.entries()) {
      // The peer takes the difference of two fits, or a quadratic form, of a response near 100.
      expectClose(term.sumOfSquares, expected.sumOfSquares[t], { rtol: 1e-7, atol: 1e-10 });
      expect(term.degreesOfFreedom).toBe(expected.degreesOfFreedom[t]);
      expectClose(term.f, expected.f[t], { rtol: 1e-7, atol: 1e-9 });
      expectClose(term.p, expected.p[t], { rtol: 1e-7, atol: 0 });
    }
    expectClose(residual.sumOfSquares, expected.sumOfSquares[3], { rtol: 1e-9, atol: 0 });
    expect(residual.degreesOfFreedom).toBe(expected.degreesOfFreedom[3]);
  });

  it('finds an effect by chance as often as its p-value says', () => {
    const rng = randomStreams(1).stream('chance');
    const levels = Array.from({ length: 12 }, (_, i) => `g${i % 3}`);
    let below = 0;
    for (let run = 0; run < 1000; run++) {
      const y = Float64Array.from(levels, () => rng.normal());
      if (anova([{ name: 'g', levels }], y, { type: 2 }).terms[0]!.p < 0.1) below += 1;
    }
    // 100 of 1000, to three standard deviations of the binomial distribution.
    expect(below).toBeGreaterThan(71);
    expect(below).toBeLessThan(129);
  });

  it('does not depend on the order of levels, rows and terms', () => {
    const { factors, y } = balanced(2, 2);
    const order = [...y.keys()].reverse();
    const turned = factors.map(({ name, levels }) => ({
      name,
      levels: order.map((i) => levels[i]!),
    }));
    const terms = [['a', 'b'], ['b'], ['a']];
    const values = Float64Array.from(order, (i) => y[i]!);
    const found = anova(turned, values, { type: 3, terms });
    const plain = anova(factors, y, { type: 3 });
    for (const { factors: term, sumOfSquares } of plain.terms) {
      const same = found.terms.find(({ factors: other }) => other.join() === term.join())!;
      expectClose(same.sumOfSquares, sumOfSquares, { rtol: 1e-11, atol: 0 });
    }
  });

  it('says p 0 of an effect beside which nothing is left to chance', () => {
    const levels = ['u', 'u', 'v', 'v'];
    const y = Float64Array.of(1, 1, 2, 2);
    const [term] = anova([{ name: 'g', levels }], y, { type: 2 }).terms;
    expect(term).toEqual(expect.objectContaining({ f: Number.POSITIVE_INFINITY, p: 0, effect: 1 }));
  });

  it('gives a term that adds nothing nothing, though rounding leaves something of it', () => {
    const { factors } = balanced(1, 2);
    const [a, b] = factors.map(({ levels }) => levels.map((level) => Number(level[1])));
    const y = Float64Array.from(a!, (value, i) => 0.1 * value + 0.7 * b![i]! + 1000.3);
    const { terms, residual } = anova(factors, y, { type: 2 });
    expect(residual.sumOfSquares).toBe(0);
    expect(terms[2]).toEqual(expect.objectContaining({ sumOfSquares: 0, f: 0, p: 1, effect: 0 }));
    expect(terms[0]!.p).toBe(0);
  });

  it('refuses what it can not share out', () => {
    const { factors, y } = balanced(1, 2);
    const [a] = factors as [(typeof factors)[0]];
    const gap = y.map((value, i) => (i === 3 ? Number.NaN : value));
    const same = { name: 'same', levels: a.levels.map(() => 'x') };
    const copy = { name: 'copy', levels: a.levels };
    const bare = { name: 'a', levels: a.levels.map((level, i) => (i === 5 ? '' : level)) };
    const alone = [['a'], ['copy']];
    for (const [code, call] of [
      ['ML_NOT_FINITE', () => anova(factors, gap, { type: 2 })],
      ['ML_CONSTANT', () => anova([same], y, { type: 2 })],
      ['ML_CONSTANT', () => anova(factors, new Float64Array(12).fill(3), { type: 2 })],
      ['ML_NOT_ESTIMABLE', () => anova([a, copy], y, { type: 2, terms: alone })],
      ['ML_TABLE_INVALID', () => anova([bare], y, { type: 2 })],
      ['ML_TABLE_INVALID', () => anova(factors, y.slice(1), { type: 2 })],
      ['ML_TABLE_INVALID', () => anova(factors, y, { type: 2, terms: [['z']] })],
    ] as const) {
      expect(call).toThrow(expect.objectContaining({ code }));
    }
    const single = balanced(1, 1);
    expect(() => anova(single.factors, single.y, { type: 2 })).toThrow(
      expect.objectContaining({ code: 'ML_TOO_FEW_ROWS', data: { rows: 6, needed: 7 } }),
    );
  });
});

describe('factorialTerms', () => {
  it('lists all sets of factors up to a size, once each', () => {
    expect(factorialTerms(['a', 'b', 'c'], 2)).toEqual([
      ['a'],
      ['b'],
      ['c'],
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect(factorialTerms(['a', 'b', 'c', 'd'], 4)).toHaveLength(15);
    expect(factorialTerms(['a'], 3)).toEqual([['a']]);
  });
});

describe('linearEffects', () => {
  it('is as statsmodels on standardised columns', () => {
    const { columns, target, coefficient, standardError, p } = peer.effects;
    const [a, b, c] = columns;
    const found = linearEffects(featureTable({ a, b, c }), Float64Array.from(target));
    for (const [i, effect] of found.entries()) {
      expectClose(effect.coefficient, coefficient[i], { rtol: 1e-10, atol: 0 });
      expectClose(effect.standardError, standardError[i], { rtol: 1e-10, atol: 0 });
      expectClose(effect.p, p[i], { rtol: 1e-9, atol: 0 });
    }
    expect(found.map(({ column }) => column)).toEqual(['a', 'b', 'c']);
  });

  it('of two columns tells how much their correlation widens the error', () => {
    const [a, b] = peer.effects.columns as [number[], number[]];
    const r =
      a.reduce((sum, value, i) => sum + (value - mean(a)) * (b[i]! - mean(b)), 0) /
      Math.sqrt(
        a.reduce((sum, value) => sum + (value - mean(a)) ** 2, 0) *
          b.reduce((sum, value) => sum + (value - mean(b)) ** 2, 0),
      );
    for (const { inflation } of linearEffects(
      featureTable({ a, b }),
      Float64Array.from(peer.effects.target),
    )) {
      expectClose(inflation, 1 / (1 - r * r), { rtol: 1e-10, atol: 0 });
    }
  });

  it('of a perfect line is sure of what acts and gives the rest nothing', () => {
    const [a, b] = peer.effects.columns as [number[], number[]];
    const y = Float64Array.from(a, (value) => 3 - 0.7 * value);
    const [acts, rests] = linearEffects(featureTable({ a, b }), y);
    expectClose(acts!.coefficient, -1, { rtol: 1e-12, atol: 0 });
    expect(acts!.p).toBe(0);
    expect(rests).toEqual(expect.objectContaining({ coefficient: 0, p: 1 }));
  });

  it('refuses gaps, constants, copies and too few rows', () => {
    const [a, b] = peer.effects.columns as [number[], number[]];
    const y = Float64Array.from(peer.effects.target);
    const gap = a.map((value, i) => (i === 2 ? Number.NaN : value));
    for (const [code, call] of [
      ['ML_NOT_FINITE', () => linearEffects(featureTable({ gap, b }), y)],
      ['ML_CONSTANT', () => linearEffects(featureTable({ a, c: a.map(() => 0.1) }), y)],
      ['ML_NOT_ESTIMABLE', () => linearEffects(featureTable({ a, c: a.map((v) => 2 - v) }), y)],
      ['ML_TOO_FEW_ROWS', () => linearEffects(featureTable({ a: [1, 2] }), y.slice(0, 2))],
      ['ML_TABLE_INVALID', () => linearEffects(featureTable({ a }), y.slice(1))],
    ] as const) {
      expect(call).toThrow(expect.objectContaining({ code }));
    }
  });
});
