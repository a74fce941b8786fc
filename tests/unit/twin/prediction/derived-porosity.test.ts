import { expect, it } from 'vitest';
import { randomStreams } from '../../../../physics/core/random.ts';
import { derivedPorosity, derivedThickness } from '../../../../twin/prediction/derived-porosity.ts';
import { GaugeMean } from '../../../../twin/prediction/gauge-mean.ts';
import { expectClose } from '../../../support/close.ts';

const loading = { value: 0.18, standardError: 0.0006 };
const density = { value: 4424, standardError: 13 };
const foil = { value: 15e-6, standardError: 0.2e-6 };
const total = { value: 75e-6, standardError: 0.4e-6 };

it('derives 1 % of weight and 1 um of 42 um into about 1.65 points of porosity', () => {
  const thickness = { value: 42e-6, standardError: 1e-6 };
  const mass = 42e-6 * 0.38 * 4424 * 1.64;
  const porosity = derivedPorosity({ value: mass, standardError: 0.01 * mass }, thickness, {
    value: 4424,
    standardError: 0,
  })!;
  // the figure of the field is rounded to two digits
  expectClose(porosity.standardError, 0.0162, { rtol: 0.05, atol: 0 });
});

it('propagates its errors as a Monte Carlo draw of the inputs does', () => {
  const porosity = derivedPorosity(loading, derivedThickness(total, foil), density)!;
  const rng = randomStreams(3).stream('gauges');
  const draw = ({ value, standardError }: { value: number; standardError: number }) =>
    value + standardError * rng.normal();
  const n = 40_000;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const eps = 1 - draw(loading) / ((draw(total) - draw(foil)) * draw(density));
    sum += eps;
    squares += eps * eps;
  }
  const mean = sum / n;
  const deviation = Math.sqrt(squares / n - mean * mean);
  // scatter of a standard deviation over n draws is 1/sqrt(2n) = 0.4 %; second-order terms are below 1 %
  expectClose(porosity.standardError, deviation, { rtol: 0.02, atol: 0 });
  expectClose(porosity.value, mean, { rtol: 0, atol: 2e-4 });
});

it('gives nothing where the gauge reads less than bare foil', () => {
  const thickness = derivedThickness({ value: 14e-6, standardError: 0.4e-6 }, foil);
  expect(derivedPorosity(loading, thickness, density)).toBeUndefined();
});

it('averages scatter away but never the calibration', () => {
  const rng = randomStreams(5).stream('readings');
  const gauge = new GaugeMean();
  for (let i = 0; i < 10_000; i++) gauge.add(60 + 0.4 * rng.normal());
  const { value, standardError } = gauge.result({ repeatability: 0.4, calibration: 0.3 })!;
  expectClose(value, 60, { rtol: 0, atol: 0.02 });
  // 0.4/sqrt(10000) = 0.004 beside 0.3
  expectClose(standardError, 0.3, { rtol: 1e-3, atol: 0 });
});

it('gives one single reading the repeatability of its gauge', () => {
  const gauge = new GaugeMean();
  expect(gauge.result({ repeatability: 0.4, calibration: 0.3 })).toBeUndefined();
  gauge.add(60);
  expectClose(gauge.result({ repeatability: 0.4, calibration: 0.3 })!.standardError, 0.5, {
    rtol: 1e-12,
    atol: 0,
  });
});
