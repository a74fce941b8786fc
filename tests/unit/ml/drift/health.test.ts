import { describe, expect, it } from 'vitest';
import { BiasFilter } from '../../../../ml/drift/bias-filter.ts';
import {
  challengerGate,
  type HeldOutErrors,
  signFlipTest,
} from '../../../../ml/drift/champion-challenger.ts';
import { Cusum } from '../../../../ml/drift/cusum.ts';
import {
  afterRecalibration,
  type Health,
  type HealthEvidence,
  healthy,
  nextHealth,
} from '../../../../ml/drift/model-health.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

describe('BiasFilter', () => {
  it('without drift is the mean of the residuals, by their variances and that of the start', () => {
    const filter = new BiasFilter({ drift: 0, jump: 3 }, { bias: 0, variance: 4 });
    const seen = [
      [1, 0.5],
      [3, 2],
      [-1, 1],
    ] as const;
    for (const [residual, variance] of seen) filter.update(residual, variance);
    const weight = seen.reduce((sum, [, variance]) => sum + 1 / variance, 1 / 4);
    const sum = seen.reduce((total, [residual, variance]) => total + residual / variance, 0);
    expectClose(filter.bias, sum / weight, { rtol: 1e-14, atol: 0 });
    expectClose(filter.variance, 1 / weight, { rtol: 1e-14, atol: 0 });
    const { mean, variance } = filter.corrected({ mean: 10, variance: 2 });
    expectClose(mean, 10 + filter.bias, { rtol: 1e-15, atol: 0 });
    expectClose(variance, 2 + filter.variance, { rtol: 1e-15, atol: 0 });
  });

  it('settles at the variance of the steady state, P^2 = q^2 (P + r) of the prior', () => {
    const filter = new BiasFilter({ drift: 0.2, jump: 0 });
    for (let i = 0; i < 400; i++) filter.update(0, 1);
    const prior = filter.variance + 0.04;
    expectClose(prior * prior, 0.04 * (prior + 1), { rtol: 1e-10, atol: 0 });
  });

  it('follows a step after an alarm, with its bands: 90 % hold 0.85 to 0.95 where none would', () => {
    // As measured: residuals of 0.6, a step of 1.5, one measurement a step; 30 seeds of 200 values behind the step.
    const deviation = 0.6;
    let held = 0;
    let without = 0;
    let squares = 0;
    for (let seed = 0; seed < 30; seed++) {
      const rng = randomStreams(seed).stream('step');
      const filter = new BiasFilter({ drift: 0.04, jump: 2 });
      const chart = new Cusum();
      for (let t = 0; t < 400; t++) {
        const residual = deviation * rng.normal() + (t < 200 ? 0 : 1.5);
        if (t >= 200) {
          const { mean, variance } = filter.corrected({ mean: 0, variance: deviation ** 2 });
          if (Math.abs(residual - mean) <= 1.6449 * Math.sqrt(variance)) held += 1;
          if (Math.abs(residual) <= 1.6449 * deviation) without += 1;
          squares += (mean - 1.5) ** 2;
        }
        if (chart.add(filter.update(residual, deviation ** 2)) === 'alarm') {
          filter.raise();
          chart.reset();
        }
      }
    }
    const count = 30 * 200;
    expect(held / count).toBeGreaterThan(0.85);
    expect(held / count).toBeLessThan(0.95);
    expect(without / count).toBeLessThan(0.25);
    expect(Math.sqrt(squares / count)).toBeLessThan(0.35);
  });

  it('goes on from a saved state, and refuses what is no number', () => {
    const filter = new BiasFilter({ drift: 0.1, jump: 1 });
    filter.update(1, 1);
    filter.raise();
    const other = new BiasFilter(
      { drift: 0.1, jump: 1 },
      JSON.parse(JSON.stringify(filter.state())),
    );
    expect(other.update(0.3, 2)).toBe(filter.update(0.3, 2));
    expect(() => filter.update(Number.NaN, 1)).toThrow(
      expect.objectContaining({ code: 'ML_NOT_FINITE' }),
    );
    expect(filter.state()).toEqual(other.state());
  });
});

describe('nextHealth', () => {
  const calm: HealthEvidence = { residuals: { porosity: 'ok' } };
  const options = { calm: 3 };

  it('gets worse at once, and better one step at a time behind calm', () => {
    let state = nextHealth(healthy, { residuals: { porosity: 'alarm' } }, options);
    expect(state.health).toBe('recalibrate');
    expect(state.reasons).toEqual(['porosity: the residuals have moved']);
    const seen: Health[] = [];
    for (let i = 0; i < 6; i++) {
      state = nextHealth(state, calm, options);
      seen.push(state.health);
    }
    expect(seen).toEqual(['recalibrate', 'recalibrate', 'watch', 'watch', 'watch', 'ok']);
  });

  it('does not flicker where a chart does', () => {
    let state = healthy;
    const seen = new Set<Health>();
    for (let i = 0; i < 100; i++) {
      state = nextHealth(state, { residuals: { a: i % 2 === 0 ? 'warning' : 'ok' } }, options);
      seen.add(state.health);
    }
    expect([...seen]).toEqual(['watch']);
  });

  it.each<[string, HealthEvidence, Health]>([
    ['moved inputs alone', { ...calm, inputs: 'alarm' }, 'watch'],
    ['moved inputs and residuals', { residuals: { a: 'warning' }, inputs: 'alarm' }, 'recalibrate'],
    ['a bias too large', { ...calm, bias: { bias: -5, deviation: 1 } }, 'doNotUse'],
    ['a bias that a filter holds', { ...calm, bias: { bias: -4, deviation: 1 } }, 'ok'],
    ['bands that hold half', { ...calm, coverage: { held: 10, of: 20 } }, 'doNotUse'],
    ['too few to judge bands', { ...calm, coverage: { held: 0, of: 19 } }, 'ok'],
    ['some outside experience', { ...calm, outside: 0.2 }, 'watch'],
    ['most outside experience', { ...calm, outside: 0.6 }, 'doNotUse'],
  ])('%s', (_, evidence, health) => {
    const state = nextHealth(healthy, evidence);
    expect(state.health).toBe(health);
    expect(state.reasons).toHaveLength(health === 'ok' ? 0 : 1);
  });

  it('watches a recalibrated model until it is proven', () => {
    let state = afterRecalibration('refitted on 40 rows');
    for (let i = 0; i < 3; i++) {
      expect(state.health).toBe('watch');
      state = nextHealth(state, calm, options);
    }
    expect(state.health).toBe('ok');
  });
});

describe('challengerGate', () => {
  const rng = randomStreams(1).stream('gate');
  const groups = Array.from({ length: 60 }, (_, row) => `batch ${row % 10}`);
  const model = (scale: number, more: Partial<HeldOutErrors> = {}): HeldOutErrors => ({
    errors: Float64Array.from({ length: 60 }, () => scale * rng.normal()),
    coverage90: 0.9,
    domain: { speed: [1, 2] },
    ...more,
  });
  const champion = model(1);

  it('lets an equal or better model pass and keeps a worse one out', () => {
    expect(challengerGate(champion, champion, groups, 1)).toMatchObject({
      passes: true,
      pValue: 1,
    });
    const better = { ...champion, errors: champion.errors.map((error) => 0.7 * error) };
    expect(challengerGate(champion, better, groups, 1).passes).toBe(true);
    const worse = challengerGate(better, champion, groups, 1);
    expect(worse.passes).toBe(false);
    // Every group is worse: one of 2^10 sets of signs.
    expectClose(worse.pValue, 2 ** -10, { rtol: 1e-12, atol: 0 });
    expect(worse.reasons.join()).toContain('root mean square error rises 43 %');
  });

  it.each<[string, Partial<HeldOutErrors>, RegExp]>([
    ['a band too narrow', { coverage90: 0.87 }, /holds 87.0 %/],
    ['a band too wide', { coverage90: 0.93 }, /holds 93.0 %/],
    ['a smaller domain', { domain: { speed: [1.2, 2] } }, /range of speed/],
    ['another input', { domain: { speed: [1, 2], gap: [0, 1] } }, /input gap/],
  ])('keeps out %s', (_, more, reason) => {
    const decision = challengerGate(champion, { ...champion, ...more }, groups, 1);
    expect(decision.passes).toBe(false);
    expect(decision.reasons).toHaveLength(1);
    expect(decision.reasons[0]).toMatch(reason);
  });

  it('does not decide on few groups, nor on other rows', () => {
    const few = groups.map((_, row) => `batch ${row % 4}`);
    expect(challengerGate(champion, champion, few, 1).reasons[0]).toMatch(/4 groups, 5 are needed/);
    expect(() => challengerGate(champion, champion, groups.slice(1), 1)).toThrow(
      expect.objectContaining({ code: 'ML_TABLE_INVALID' }),
    );
  });

  it('has a p-value below 0.05 in one of twenty sets of equal models', () => {
    let called = 0;
    for (let run = 0; run < 1000; run++) {
      const differences = Float64Array.from({ length: 8 }, () => rng.normal());
      if (signFlipTest(differences, run) < 0.05) called += 1;
    }
    // 12 of 256 sets of signs lie below 0.05; three errors of 1,000 draws.
    expectClose(called / 1000, 12 / 256, { rtol: 0, atol: 0.02 });
  });

  it('draws signs where there are too many to count, to the same chance', () => {
    const list = Array.from({ length: 14 }, () => rng.normal() + 0.3);
    const counted = signFlipTest(Float64Array.from(list), 1);
    // A group without a difference changes nothing but the way.
    const drawn = signFlipTest(Float64Array.of(...list, 0), 1);
    expectClose(drawn, counted, { rtol: 0, atol: 0.015 });
    expect(signFlipTest(Float64Array.of(...list, 0), 1)).toBe(drawn);
  });
});
