import { expect, it } from 'vitest';
import type { CellSeries } from '../../../../../physics/cell/cell-result.ts';
import { summarise } from '../../../../../physics/cell/protocol/summary.ts';
import { expectClose } from '../../../../support/close.ts';

type Row = readonly [time: number, voltage: number, current: number, step: number];

function series(rows: readonly Row[]): CellSeries {
  const column = (i: 0 | 1 | 2) => Float64Array.from(rows, (row) => row[i]);
  return {
    time: column(0),
    voltage: column(1),
    current: column(2),
    temperature: Float64Array.from(rows, (_, i) => 300 + i),
    step: Int32Array.from(rows, (row) => row[3]),
  };
}

/** Steps that grow, as a solver's do. */
const growing = (count: number, end: number): number[] =>
  Array.from({ length: count + 1 }, (_, i) => end * (i / count) ** 2);

// sums of some tens of products
const rounding = { rtol: 1e-13, atol: 1e-12 };

it('parts what was drawn from what was given, over a jump between two steps', () => {
  const summary = summarise(
    series([
      [0, 4, 2, 0],
      [50, 3.5, 2, 0],
      [100, 3, 2, 0],
      [100, 3.6, -1, 1],
      [160, 3.6, -1, 1],
      [160, 3.5, 0, 2],
      [200, 3.5, 0, 2],
    ]),
  );
  expectClose(summary.dischargedCharge, 200, rounding);
  expectClose(summary.chargedCharge, 60, rounding);
  expectClose(summary.dischargedEnergy, 700, rounding);
  expectClose(summary.chargedEnergy, 216, rounding);
  expectClose(summary.meanVoltage!, 916 / 260, rounding);
  expect([summary.duration, summary.highestTemperature]).toEqual([200, 306]);
});

it('takes the mean over time where no charge moves', () => {
  const summary = summarise(
    series([
      [0, 3, 0, 0],
      [10, 4, 0, 0],
    ]),
  );
  expectClose(summary.meanVoltage!, 3.5, rounding);
  expect(summarise(series([[0, 3.2, 0, 0]]))).toMatchObject({ duration: 0, meanVoltage: 3.2 });
});

it('invents no voltage and no temperature where there is no step', () => {
  expect(summarise(series([]))).toEqual({
    dischargedCharge: 0,
    chargedCharge: 0,
    dischargedEnergy: 0,
    chargedEnergy: 0,
    duration: 0,
    meanVoltage: undefined,
    highestTemperature: undefined,
  });
});

it('sums a parabola exactly on uneven steps, and a decay with fourth order', () => {
  const parabola = growing(7, 10).map((t): Row => [t, 4 - 0.01 * t * t, 1, 0]);
  expectClose(summarise(series(parabola)).dischargedEnergy, 40 - 10 / 3, rounding);
  const errorOf = (count: number): number => {
    const rows = growing(count, 20).map((t): Row => [t, 4, Math.exp(-t / 5), 0]);
    return Math.abs(summarise(series(rows)).dischargedCharge - 5 * (1 - Math.exp(-4)));
  };
  // 16 for the fourth order, less what the ends cost, whose slopes are one-sided
  expect(errorOf(20) / errorOf(40)).toBeGreaterThan(10);
  expect(errorOf(40)).toBeLessThan(1e-4);
});
