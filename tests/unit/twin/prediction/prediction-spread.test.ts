import { describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../physics/core/random.ts';
import { departed } from '../../../../physics/materials/constant-spread.ts';
import { lineConstants, withLineConstants } from '../../../../physics/process/route/constants.ts';
import { poreFreeDensity } from '../../../../physics/process/solids.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import { lineFromConfiguration } from '../../../../twin/cli/line-from-configuration.ts';
import type { Segment } from '../../../../twin/domain/segment.ts';
import { forecastDry, forecastFilm, forecastLanes } from '../../../../twin/prediction/forecast.ts';
import { layoutOf } from '../../../../twin/prediction/line-layout.ts';
import { LineTwin } from '../../../../twin/prediction/line-twin.ts';
import {
  linearPrediction,
  type OperatingPoint,
} from '../../../../twin/prediction/linear-prediction.ts';
import { PredictionSpread } from '../../../../twin/prediction/prediction-spread.ts';
import { expectClose } from '../../../support/close.ts';
import { HeadlessLine } from '../../../support/headless-line.ts';

const { model } = lineFromConfiguration(loadConfiguration(undefined, {}));
const layout = layoutOf(model.path);
const bare = { value: 0, standardError: 0 };
const point = {
  die: {
    pumpFlow: 223.5 / 6e7,
    slurryDensity: 2150,
    slurryTemperature: 298.15,
    dieGap: 200e-6,
    webSpeed: 0.1,
  },
  zones: layout.zones.map(({ start, end }, i) => ({
    length: end - start,
    airTemperature: [368.15, 383.15, 393.15, 383.15][i]!,
    airVelocity: 10,
    solventContent: 1.5e-3,
  })),
  webSpeed: 0.1,
  backLoading: bare,
  press: { lineLoad: 115e3, rollTemperature: 353.15 },
} satisfies OperatingPoint;
const keys = ['loading', 'thickness', 'porosity'] as const;

function lanes(
  of: typeof model,
  measured: readonly (number | undefined)[],
  { die, zones, webSpeed, backLoading, press }: OperatingPoint = point,
) {
  const dry = forecastDry(of, forecastFilm(of, die), zones, webSpeed, backLoading.value);
  return forecastLanes(of, dry, measured, press).lanes;
}

const { press: _, ...behindDryer } = point;
const onCoated = { ...behindDryer, backLoading: { value: 0.18, standardError: 0.009 } };
const places: readonly (readonly [string, OperatingPoint])[] = [
  ['behind the nip', point],
  ['behind the dryer, on bare foil', behindDryer],
  ['behind the dryer, on a foil that is coated below', onCoated],
  ['of two sides behind the nip', { ...onCoated, press: { ...point.press, coatedSides: 2 } }],
  [
    'of two sides in a second pass',
    { ...onCoated, press: { ...point.press, passes: 2, coatedSides: 2 } },
  ],
];

describe('errors of a prediction', () => {
  const linear = linearPrediction(model, layout, point);

  it.each(places)('are those of draws, %s', (_place, at) => {
    const rng = randomStreams(3).stream('draws');
    const told = linearPrediction(model, layout, at);
    const constants = lineConstants(model, ['material', 'slotDie.pumpFactor', 'dryer', 'press']);
    const draws = Array.from({ length: 250 }, () => {
      const values = constants
        .filter(({ sd }) => sd > 0)
        .map((constant) => [constant.path, departed(constant, rng.normal())] as const);
      const { value, standardError } = at.backLoading;
      const backLoading = { ...at.backLoading, value: value + standardError * rng.normal() };
      const changed = withLineConstants(model, Object.fromEntries(values));
      const density = poreFreeDensity(changed.material.solids);
      const drawn = { ...changed, poreFreeDensity: { value: density, standardError: 0 } };
      const [free, read] = lanes(drawn, [undefined, 0.18], { ...at, backLoading });
      return { unmeasured: free!, measured: read! };
    });
    for (const lane of ['unmeasured', 'measured'] as const) {
      for (const key of keys) {
        const mean = draws.reduce((sum, draw) => sum + draw[lane][key], 0) / draws.length;
        const sd = Math.sqrt(
          draws.reduce((sum, draw) => sum + (draw[lane][key] - mean) ** 2, 0) / draws.length,
        );
        // 250 draws know their deviation to 5 %; the law bends a little.
        expectClose(told[lane][key], sd, { rtol: 0.2, atol: 1e-12 });
      }
    }
  });

  it('are smaller where the gauge has read the loading, and carry its error by the law of the nip', () => {
    expect(linear.measured.loading).toBeLessThan(0.3 * linear.unmeasured.loading);
    const at = (loading: number) => lanes(model, [loading])[0]!;
    const change = 1e-3;
    const [low, high] = [at(0.18 - change), at(0.18 + change)];
    for (const key of keys) {
      const slope = (high[key] - low[key]) / (2 * change);
      expectClose(linear.perLoading[key], slope, { rtol: 0.03, atol: 1e-9 });
    }
  });

  it('grow by what is not known of the readings, and fall with a calibration', () => {
    const read = { 'coater.pumpFlow': 0.05 * point.die.pumpFlow, 'calender.lineLoad': 1e4 };
    const doubtful = linearPrediction({ ...model, readingSd: read }, layout, point);
    const { loading, porosity } = linear.unmeasured;
    expectClose(doubtful.unmeasured.loading, Math.hypot(loading, 0.05 * 0.18), {
      rtol: 0.02,
      atol: 0,
    });
    expect(doubtful.measured.porosity).toBeGreaterThan(linear.measured.porosity);
    const names = ['material.drying.packingPorosity'];
    const known = linearPrediction(
      { ...model, covariance: { names, matrix: [[0]] } },
      layout,
      point,
    );
    expect(known.unmeasured.porosity).toBeLessThan(porosity);
  });

  it('are linearised once for settings that move little, and anew where they have moved', () => {
    const spread = new PredictionSpread(model, layout);
    const first = spread.near(point);
    const { die, press } = point;
    const little = { ...point, die: { ...die, pumpFlow: 1.03 * die.pumpFlow } };
    expect(spread.near(little)).toBe(first);
    expect(spread.work.linearisations).toBe(1);
    const more = { ...point, press: { ...press, lineLoad: 1.2 * press.lineLoad } };
    expect(spread.near(more)).not.toBe(first);
    // Both kinds of web are on the line for a while.
    for (let i = 0; i < 5; i++) {
      expect(spread.near(point)).toBe(first);
      spread.near(more);
    }
    expect(spread.work.linearisations).toBe(2);
    expect(spread.work.passages).toBeLessThan(2 * 120);
  });

  it('are not there at a point that physics refuses, which is asked once', () => {
    const spread = new PredictionSpread(model, layout);
    const hot = point.zones.map((zone) => ({ ...zone, solventContent: 2 }));
    for (let i = 0; i < 3; i++) expect(spread.near({ ...point, zones: hot })).toBeUndefined();
    expect(spread.work).toEqual({ linearisations: 1, passages: 0 });
  });

  it('come with a warning where the web may well stay wet', () => {
    expect(linear.warnings).toEqual([]);
    const scale = 2.6;
    const fast = {
      ...point,
      die: { ...point.die, webSpeed: 0.1 * scale, pumpFlow: point.die.pumpFlow * scale },
      webSpeed: 0.1 * scale,
    };
    expect(linearPrediction(model, layout, fast).warnings).toMatchObject([
      { code: 'DRYING_MAY_STAY_WET' },
    ]);
  });
});

describe('the twin of the demonstration line', () => {
  const line = new HeadlessLine('demo', 7, []);
  const twin = new LineTwin(model);
  const segments = new Map<number, Segment>();
  for (const batch of line.run(240)) {
    for (const segment of twin.accept(batch)) segments.set(segment.index, segment);
  }

  it('gives every prediction its standard errors, the smaller ones where a gauge has read', () => {
    let told = 0;
    for (const { lanes } of segments.values()) {
      for (const { predicted, measuredLoading } of lanes) {
        if (predicted === undefined) continue;
        told++;
        const { loading, porosity } = predicted.standardError!;
        expect(porosity).toBeGreaterThan(0.005);
        expect(porosity).toBeLessThan(0.06);
        if (measuredLoading === undefined) expect(loading).toBeGreaterThan(3e-3);
        else expect(loading).toBeLessThan(2e-3);
      }
    }
    expect(told).toBeGreaterThan(300);
  });

  it('has no zone that is near to burn, and would say so', () => {
    const codes = [...segments.values()].flatMap(({ warnings }) =>
      warnings.map(({ code }) => code),
    );
    expect(codes).not.toContain('DRYING_AIR_NEAR_EXPLOSION');
    const film = forecastFilm(model, point.die);
    const zones = point.zones.with(1, { ...point.zones[1]!, solventContent: 3.8e-3 });
    const said = forecastDry(model, film, zones, point.webSpeed).warnings;
    expect(said.map(({ code, data }) => [code, data['zone']])).toContainEqual([
      'DRYING_AIR_NEAR_EXPLOSION',
      2,
    ]);
  });

  it('linearises a few times in four minutes, for hundreds of predictions', () => {
    expect(twin.work.linearisations).toBeGreaterThan(0);
    expect(twin.work.linearisations).toBeLessThan(6);
    expect(twin.work.passages).toBeLessThan(120 * twin.work.linearisations);
  });
});
