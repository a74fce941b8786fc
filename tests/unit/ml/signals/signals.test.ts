import { describe, expect, it } from 'vitest';
import { nonNegativeLeastSquares } from '../../../../ml/signals/non-negative-least-squares.ts';
import { findPeaks } from '../../../../ml/signals/peaks.ts';
import { savitzkyGolay } from '../../../../ml/signals/savitzky-golay.ts';
import reference from '../../../fixtures/ml/signals/signals.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';

describe('nonNegativeLeastSquares', () => {
  const { matrix, right, solution } = reference.nonNegative;
  const n = solution.length;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++)
      gram[i * n + j] = matrix.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
  }
  const b = Float64Array.from({ length: n }, (_, i) =>
    matrix.reduce((sum, row, r) => sum + row[i]! * right[r]!, 0),
  );

  it('is that of SciPy', () => {
    const x = nonNegativeLeastSquares(gram, b);
    for (const [i, value] of solution.entries())
      expectClose(x[i]!, value, { rtol: 1e-9, atol: 1e-12 });
  });

  it('meets the conditions of an optimum: slopes are 0 where free and not positive where bound', () => {
    const x = nonNegativeLeastSquares(gram, b);
    const bound = Array.from(x.keys()).filter((i) => x[i] === 0);
    expect(bound.length).toBeGreaterThan(0);
    for (let i = 0; i < n; i++) {
      const slope = b[i]! - x.reduce((sum, value, k) => sum + gram[i * n + k]! * value, 0);
      if (bound.includes(i)) expect(slope).toBeLessThanOrEqual(1e-9);
      else expectClose(slope, 0, { rtol: 0, atol: 1e-9 });
    }
  });

  it('refuses what is not positive definite', () => {
    const singular = Float64Array.of(0, 1, 1, 0);
    expect(() => nonNegativeLeastSquares(singular, Float64Array.of(1, 2))).toThrow(
      expect.objectContaining({ code: 'ML_DESIGN_SINGULAR' }),
    );
  });
});

describe('savitzkyGolay', () => {
  const { values, cases } = reference.smooth;

  it.each(cases)(
    'with window $window, order $order, derivative $derivative is that of SciPy',
    (c) => {
      const found = savitzkyGolay(
        Float64Array.from(values),
        c.window,
        c.order,
        c.derivative as 0 | 1,
      );
      for (const [i, value] of c.result.entries()) {
        expectClose(c.derivative === 1 ? found[i]! / 0.1 : found[i]!, value, {
          rtol: 1e-10,
          atol: 1e-11,
        });
      }
    },
  );

  it('leaves a polynomial of its order as it is', () => {
    const cubic = Float64Array.from({ length: 15 }, (_, i) => i ** 3 - 4 * i);
    for (const [i, value] of savitzkyGolay(cubic, 7, 3).entries()) {
      expectClose(value, cubic[i]!, { rtol: 1e-10, atol: 1e-9 });
    }
  });

  it('refuses a window that is even or wider than the curve', () => {
    for (const window of [4, 17, 3]) {
      expect(() => savitzkyGolay(new Float64Array(15), window, 3)).toThrow(
        expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' }),
      );
    }
  });
});

describe('findPeaks', () => {
  const bell = (x: number, at: number, width: number): number =>
    Math.exp(-(((x - at) / width) ** 2) / 2);
  const axis = { start: 2, step: 0.01 };
  const values = Float64Array.from({ length: 201 }, (_, i) => {
    const x = 2 + 0.01 * i;
    return 3 * bell(x, 2.5, 0.05) + bell(x, 3.203, 0.1);
  });

  it('tells position, height, area and width at half height of bells', () => {
    const [high, low] = findPeaks(values, axis, 0.05);
    expectClose(high!.position, 2.5, { rtol: 1e-6, atol: 0 });
    expectClose(high!.height, 3, { rtol: 1e-3, atol: 0 });
    expectClose(high!.area, 3 * 0.05 * Math.sqrt(2 * Math.PI), { rtol: 1e-3, atol: 0 });
    expectClose(high!.halfTo - high!.halfFrom, 2.3548 * 0.05, { rtol: 5e-3, atol: 0 });
    expectClose(low!.position, 3.203, { rtol: 1e-4, atol: 0 });
    expectClose(low!.area, 0.1 * Math.sqrt(2 * Math.PI), { rtol: 1e-3, atol: 0 });
  });

  it('has areas that add up to that of the curve', () => {
    const whole =
      values.reduce((sum, value) => sum + value * 0.01, 0) - (values[0]! + values[200]!) * 0.005;
    const parts = findPeaks(values, axis, 0.05).reduce((sum, { area }) => sum + area, 0);
    expectClose(parts, whole, { rtol: 1e-6, atol: 0 });
  });

  it('leaves out what rises less than the share asked for, and finds none in a slope', () => {
    const wavy = values.map((value, i) => value + 0.02 * Math.sin(i));
    expect(findPeaks(wavy, axis, 0.1)).toHaveLength(2);
    expect(
      findPeaks(
        Float64Array.from({ length: 20 }, (_, i) => i),
        axis,
        0.05,
      ),
    ).toEqual([]);
  });
});
