import { expect, it } from 'vitest';
import { randomStreams } from '../../../../physics/core/random.ts';
import {
  assumedElongation,
  derivedPorosity,
  derivedThickness,
  type GaugedLane,
} from '../../../../twin/prediction/derived-porosity.ts';
import { GaugeMean } from '../../../../twin/prediction/gauge-mean.ts';
import { expectClose } from '../../../support/close.ts';

const exact = (value: number) => ({ value, standardError: 0 });
const lane: GaugedLane = {
  loading: { value: 0.18, standardError: 0.0006 },
  total: { value: 75e-6, standardError: 0.4e-6 },
  foil: { value: 15e-6, standardError: 0.2e-6 },
  elongation: assumedElongation(0.00575),
  poreFreeDensity: { value: 4424, standardError: 13 },
};

it('derives 1 % of weight and 1 um of 42 um into about 1.65 points of porosity', () => {
  const mass = 42e-6 * 0.38 * 4424 * 1.64;
  const porosity = derivedPorosity({
    loading: { value: mass, standardError: 0.01 * mass },
    total: { value: 57e-6, standardError: 1e-6 },
    foil: exact(15e-6),
    elongation: exact(0),
    poreFreeDensity: exact(4424),
  })!;
  // the figure of the field is rounded to two digits
  expectClose(porosity.standardError, 0.0162, { rtol: 0.05, atol: 0 });
});

it('propagates its errors as a Monte Carlo draw of the inputs does', () => {
  const porosity = derivedPorosity(lane)!;
  const rng = randomStreams(3).stream('gauges');
  const draw = ({ value, standardError }: { value: number; standardError: number }) =>
    value + standardError * rng.normal();
  const n = 40_000;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const stretch = 1 + draw(lane.elongation);
    const thickness = draw(lane.total) - draw(lane.foil) / stretch;
    const eps = 1 - draw(lane.loading) / (stretch * thickness * draw(lane.poreFreeDensity));
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
  const bare = { ...lane, total: { value: 14e-6, standardError: 0.4e-6 } };
  expect(derivedThickness(bare)).toBeUndefined();
  expect(derivedPorosity(bare)).toBeUndefined();
});

it('gives nothing where a coating would be denser than its solids, whatever the gauges read', () => {
  for (const odd of [
    { total: exact(35e-6) },
    { loading: exact(0.4) },
    { loading: exact(5) },
    { loading: exact(0) },
    { loading: exact(-0.18) },
    { total: exact(Number.NaN) },
  ]) {
    expect(derivedPorosity({ ...lane, ...odd })).toBeUndefined();
  }
});

it('takes the weight from in front of the nip to the longer foil behind it', () => {
  const { foil, poreFreeDensity } = lane;
  const [elongation, porosity, made] = [0.01, 0.32, 60e-6];
  const before = made * (1 - porosity) * poreFreeDensity.value * (1 + elongation);
  const gauged: GaugedLane = {
    ...lane,
    loading: exact(before),
    total: exact(made + foil.value / (1 + elongation)),
    elongation: exact(elongation),
  };
  // A handful of multiplications and one difference of numbers of one size.
  expectClose(derivedThickness(gauged)!.value, made, { rtol: 1e-14, atol: 0 });
  expectClose(derivedPorosity(gauged)!.value, porosity, { rtol: 1e-13, atol: 0 });
  const neglected = derivedPorosity({ ...gauged, elongation: exact(0) })!.value;
  // 1 % of foil length is 0.7 points of porosity by weight and 0.17 by thickness of the foil.
  expectClose(porosity - neglected, 0.0085, { rtol: 0.05, atol: 0 });
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
