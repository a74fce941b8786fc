import { describe, expect, it } from 'vitest';
import { calibrate, errorOf } from '../../../../ml/calibration/calibrate.ts';
import type { CalibrationModel } from '../../../../ml/calibration/calibration-model.ts';
import { fitWithPriors } from '../../../../ml/calibration/fit-with-priors.ts';
import { student95 } from '../../../../ml/calibration/student-t.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

/** y = a + b x + c z with c of no use where z is 0; wide priors. */
function line({
  x,
  y,
  z = x.map(() => 0),
  expectedSd = 0.1,
  priorSd = [100, 100, 0.5],
}: {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z?: readonly number[];
  readonly expectedSd?: number;
  readonly priorSd?: readonly number[];
}): CalibrationModel {
  const predict = ([a, b, c]: readonly number[], row: number): number[] => [
    a! + b! * x[row]! + c! * z[row]!,
  ];
  const priors = priorSd.map((sd, i) => ({ mean: i === 2 ? 3 : 0, sd }));
  return {
    constants: ['a', 'b', 'c'],
    groups: x.map((_, i) => `g${Math.floor(i / 2)}`),
    channels: [{ name: 'y', expectedSd }],
    differenceStep: 1e-4,
    quantities: [{ name: 'y', errors: 'normal' }],
    priors: () => priors,
    starts: () => [priors.map(({ mean }) => mean)],
    residuals: (values, row) => [y[row]! - predict(values, row)[0]!],
    predict,
    measured: (row) => [y[row]!],
    spread: () => [[1]],
  };
}

const rng = (seed: number) => randomStreams(seed).stream('tests/calibrate');
const x = Array.from({ length: 16 }, (_, i) => i / 5);
const noisy = (seed: number, slope = 2): number[] => {
  const noise = rng(seed);
  return x.map((value) => 1 + slope * value + 0.1 * noise.normal());
};
const free = [0, 1];
const none = { held: new Map<number, number>(), candidates: [] };

describe('fitWithPriors', () => {
  it('is ordinary least squares where priors are wide and no row is far off', () => {
    const y = x.map((value, i) => 1 + 2 * value + (i % 2 === 0 ? 0.1 : -0.1));
    const meanX = x.reduce((a, b) => a + b) / x.length;
    const meanY = y.reduce((a, b) => a + b) / y.length;
    const slope =
      x.reduce((sum, value, i) => sum + (value - meanX) * (y[i]! - meanY), 0) /
      x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
    const { values } = fitWithPriors(line({ x, y }), [...x.keys()], free);
    // The weights of the t distribution move the slope by a small part of its standard deviation of 0.027.
    expectClose(values[1]!, slope, { rtol: 0, atol: 0.005 });
  });

  it('keeps to a narrow prior against the data', () => {
    const model = line({ x, y: noisy(1), priorSd: [100, 1e-3, 0.5] });
    const { values } = fitWithPriors(model, [...x.keys()], free);
    expect(Math.abs(values[1]!)).toBeLessThan(0.02);
  });

  it('estimates the scatter', () => {
    const found = Array.from({ length: 40 }, (_, seed) => {
      const { channelSds } = fitWithPriors(line({ x, y: noisy(seed) }), [...x.keys()], free);
      return channelSds[0]!;
    });
    const mean = found.reduce((a, b) => a + b) / found.length;
    // That of the t distribution lies up to a tenth below the standard deviation, 0.1; 40 sets know it to 3 %.
    expect(mean).toBeGreaterThan(0.085);
    expect(mean).toBeLessThan(0.105);
  });

  it('a row that is far off moves the constants less than a fifth of what it does to ordinary least squares', () => {
    const clean = noisy(3);
    const spoiled = clean.map((value, i) => (i === 15 ? value + 3 : value));
    const slopeOf = (y: readonly number[]): number =>
      fitWithPriors(line({ x, y }), [...x.keys()], free).values[1]!;
    const meanX = x.reduce((a, b) => a + b) / x.length;
    const leverage = (x[15]! - meanX) / x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
    expect(Math.abs(slopeOf(spoiled) - slopeOf(clean))).toBeLessThan(0.2 * 3 * leverage);
  });
});

describe('calibrate', () => {
  it('has the covariance that repeated data show', () => {
    const slopes: number[] = [];
    let foretold = 0;
    const sets = 120;
    for (let seed = 0; seed < sets; seed++) {
      const { fit, known } = calibrate(line({ x, y: noisy(seed) }), { free, ...none });
      slopes.push(fit.values[1]!);
      foretold += known.covariance[3]! / sets;
    }
    const mean = slopes.reduce((a, b) => a + b) / sets;
    const variance = slopes.reduce((sum, slope) => sum + (slope - mean) ** 2, 0) / (sets - 1);
    // 120 sets know a variance to 13 %; the weights of outliers and the expected scatter add some percent.
    expectClose(variance, foretold, { rtol: 0.4, atol: 0 });
  });

  it('holds about 90 % of the rows it did not see in its intervals', () => {
    let inside = 0;
    let all = 0;
    for (let seed = 0; seed < 30; seed++) {
      const { leftOut } = calibrate(line({ x, y: noisy(seed) }), { free, ...none });
      for (const { measured, lower90, upper90 } of leftOut) {
        all++;
        if (measured >= lower90 && measured <= upper90) inside++;
      }
    }
    expect(all).toBe(480);
    // 480 rows know the share to 1.4 points; the t distribution makes it wide rather than narrow.
    expect(inside / all).toBeGreaterThan(0.86);
    expect(inside / all).toBeLessThan(0.97);
  });

  it.each([
    ['a condition', (group: number) => group * 0.6],
    ['a row', (group: number, i: number) => (group * 0.7 + i * 1.9) % 3.3],
  ])(
    'with settings of %s holds nine of ten rows where conditions have errors of their own',
    (_, at) => {
      const places = Array.from({ length: 6 }, (__, group) => [0, 1, 2].map((i) => at(group, i)));
      const groups = places.flatMap((own, group) => own.map(() => `g${group}`));
      let inside = 0;
      let all = 0;
      for (let seed = 0; seed < 100; seed++) {
        const noise = rng(seed * 7919 + 13);
        const y = places.flatMap((own) => {
          const shared = 0.1 * noise.normal();
          return own.map((value) => 1 + 2 * value + shared + 0.1 * noise.normal());
        });
        const { leftOut } = calibrate(
          { ...line({ x: places.flat(), y }), groups },
          { free, ...none },
        );
        for (const { measured, lower90, upper90 } of leftOut) {
          all++;
          if (measured >= lower90 && measured <= upper90) inside++;
        }
      }
      expect(all).toBe(1800);
      // 600 groups know the share to about a point.
      expect(inside / all).toBeGreaterThanOrEqual(0.87);
      expect(inside / all).toBeLessThan(0.96);
    },
  );

  it('leaves out whole groups: what they measured does not reach their predictions', () => {
    const y = noisy(5);
    const before = calibrate(line({ x, y }), { free, ...none });
    const changed = y.map((value, i) => (i === 6 || i === 7 ? value + 5 : value));
    const after = calibrate(line({ x, y: changed }), { free, ...none });
    for (const row of [6, 7]) {
      expect(after.leftOut[row]!.predicted).toBe(before.leftOut[row]!.predicted);
    }
    expect(after.leftOut[0]!.predicted).not.toBe(before.leftOut[0]!.predicted);
    expect(errorOf(after.leftOut, 0)).toBeGreaterThan(errorOf(before.leftOut, 0));
  });

  it('says that a constant is unidentified which the data do not touch, and keeps it at its prior', () => {
    const { fit, known } = calibrate(line({ x, y: noisy(7) }), { free: [0, 1, 2], ...none });
    expect(known.unidentified).toEqual([2]);
    expectClose(fit.values[2]!, 3, { rtol: 1e-9, atol: 0 });
    expectClose(known.covariance[8]!, 0.25, { rtol: 1e-6, atol: 0 });
    expect(known.confounded).toEqual([]);
  });

  it('names constants of which only a combination shows', () => {
    const z = x.map((value) => 2 * value);
    const model = line({ x, y: noisy(9), z, priorSd: [10, 1, 0.5] });
    const { fit, known } = calibrate(model, { free: [0, 1, 2], ...none });
    expect([...known.confounded[0]!.constants].sort()).toEqual([1, 2]);
    expect(known.unidentified).toEqual([1, 2]);
    // The combination is known.
    expectClose(fit.values[1]! + 2 * fit.values[2]!, 2, { rtol: 0, atol: 0.15 });
  });

  it('opens a held constant that the data can not tell from the free ones, and tells of one that they could', () => {
    const model = line({ x, y: noisy(9), z: x.map((value) => 2 * value), priorSd: [10, 1, 0.5] });
    const hidden = calibrate(model, { free, held: new Map(), candidates: [2] });
    expect(hidden.known.open).toEqual([0, 1, 2]);
    const z = x.map((value) => value * value);
    const curved = line({ x, y: noisy(9), z, priorSd: [10, 10, 10] });
    const told = calibrate(curved, { free, held: new Map([[2, 0]]), candidates: [2] });
    expect(told.known.toldButHeld).toEqual([2]);
    expect(told.known.open).toEqual([0, 1]);
  });
});

it("student95 is the percentile of Student's t", () => {
  // Tabulated to three decimals.
  for (const [nu, value] of [
    [3, 2.353],
    [5, 2.015],
    [10, 1.812],
    [30, 1.697],
    [1e6, 1.645],
  ] as const) {
    expectClose(student95(nu), value, { rtol: 2e-3, atol: 0 });
  }
});
