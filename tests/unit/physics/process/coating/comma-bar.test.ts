import { describe, expect, it } from 'vitest';
import { fitLeastSquares } from '../../../../../ml/optimise/damped-least-squares.ts';
import { demonstrationCommaBar as bar } from '../../../../../physics/materials/demonstration-coaters.ts';
import { graphiteWater as slurry } from '../../../../../physics/materials/packs/graphite-water.ts';
import {
  type CommaBarSetting,
  coatCommaBar,
} from '../../../../../physics/process/coating/comma-bar.ts';
import { commaBarLanes } from '../../../../../physics/process/coating/cross-web.ts';
import {
  commaBarScatter,
  commaGapScatter,
} from '../../../../../physics/process/coating/loading-scatter.ts';
import { withRecipe } from '../../../../../physics/process/mixing/recipe.ts';
import { slurryDensity } from '../../../../../physics/process/slurry.ts';
import { expectClose } from '../../../../support/close.ts';
import { expectSmooth } from '../../../../support/smooth.ts';

const nominal: CommaBarSetting = {
  commaGap: 200e-6,
  webSpeed: 1 / 60,
  beadHeight: 0.015,
  solidsContent: 0.5,
  slurryTemperature: 298.15,
};
const coated = (change: Partial<CommaBarSetting> = {}, of = slurry) =>
  coatCommaBar(of, bar, { ...nominal, ...change });
const codes = (change: Partial<CommaBarSetting>, machine = bar): string[] =>
  coatCommaBar(slurry, machine, { ...nominal, ...change }).warnings.map(({ code }) => code);

describe('coatCommaBar', () => {
  it('lays down solids and solvent of the film it meters', () => {
    const film = coated();
    const density = slurryDensity(slurry, 0.5, 298.15);
    expectClose(film.loading + film.solventLoading, film.wetThickness * density, {
      rtol: 1e-14,
      atol: 0,
    });
    expectClose(film.wetThickness, film.filmFactor * (200e-6 - bar.gapZero), {
      rtol: 1e-14,
      atol: 0,
    });
    expect(film.filmFactor).toBeGreaterThan(0.5);
    expect(film.filmFactor).toBeLessThan(1);
    expect(film.warnings).toEqual([]);
  });

  it('gap dominates loading, then solids content, then the active share, over what coaters vary', () => {
    const span = (low: { loading: number }, high: { loading: number }): number =>
      Math.log(high.loading / low.loading);
    const withActive = (graphite: number) =>
      coated({}, withRecipe(slurry, { graphite, 'carbon black': 0.96 - graphite }));
    const gap = span(coated({ commaGap: 100e-6 }), coated({ commaGap: 300e-6 }));
    const solids = span(coated({ solidsContent: 0.46 }), coated({ solidsContent: 0.54 }));
    const active = Math.abs(span(withActive(0.94), withActive(0.955)));
    expect(gap).toBeGreaterThan(Math.log(3));
    expect(gap).toBeGreaterThan(solids);
    expect(solids).toBeGreaterThan(active);
  });

  it('scales as a calibrated machine says', () => {
    const scaled = coatCommaBar(slurry, { ...bar, filmScale: 0.9 }, nominal);
    expectClose(scaled.loading / coated().loading, 0.9, { rtol: 1e-14, atol: 0 });
    // A gap zero acts as the gap itself.
    const zeroed = coatCommaBar(slurry, { ...bar, gapZero: 0 }, { ...nominal, commaGap: 185e-6 });
    expectClose(zeroed.loading, coated().loading, { rtol: 1e-12, atol: 0 });
  });

  it('is thicker from a deeper pool, and at lower speed', () => {
    expect(coated({ beadHeight: 0.03 }).filmFactor).toBeGreaterThan(coated().filmFactor);
    expect(coated({ webSpeed: 0.5 / 60 }).filmFactor).toBeGreaterThan(coated().filmFactor);
  });

  it('says which limit is left and how far away the others are', () => {
    const { starvationMargin, overflowMargin, airEntrainmentMargin, airEntrainmentSpeed } =
      coated();
    expect(starvationMargin).toBeGreaterThan(0);
    expectClose(overflowMargin, bar.damHeight - 0.015, { rtol: 1e-14, atol: 0 });
    expectClose(airEntrainmentMargin, airEntrainmentSpeed - 1 / 60, { rtol: 1e-14, atol: 0 });
    expect(codes({ beadHeight: 4e-4 })).toEqual(['COATING_BEAD_STARVED']);
    expect(codes({ beadHeight: 0.06 })).toEqual(['COATING_BEAD_OVERFLOWS']);
    expect(codes({ webSpeed: 1.01 * airEntrainmentSpeed })).toEqual(['COATING_AIR_ENTRAINMENT']);
    const thin = { solidsContent: 0.35, webSpeed: 0.2 / 60, commaGap: 400e-6 };
    expect(codes(thin)).toEqual(['COATING_BAR_LEAKS']);
    expect(coated(thin).filmFactor).toBeGreaterThan(1);
    const flooded = coated({ beadHeight: 0.06 });
    expect(flooded.warnings[0]!.data['beyondBy']).toBe(-flooded.overflowMargin);
  });

  it('keeps rolling down to three films of a Newtonian fluid', () => {
    const plain = { ...slurry, rheology: { ...slurry.rheology, restRatio: 1, yieldStress: 0 } };
    const film = coated({}, plain);
    expectClose(0.015 - film.starvationMargin, 3 * film.wetThickness, { rtol: 1e-12, atol: 0 });
  });

  it('is smooth in every setting', () => {
    for (const key of Object.keys(nominal) as (keyof CommaBarSetting)[]) {
      expectSmooth((value) => coated({ [key]: value }).loading, nominal[key] as number, {
        tolerance: 2e-2,
      });
    }
  });

  it('refuses what it can not run with', () => {
    const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
    for (const change of [
      { commaGap: 10e-6 },
      { webSpeed: 0 },
      { beadHeight: 1.2e-4 },
      { solidsContent: 0.9 },
    ]) {
      expect(() => coated(change)).toThrow(out);
    }
  });
});

describe('cross-web profile of a comma bar', () => {
  it('follows the gap, with the mean of the gap unchanged', () => {
    const bowed = { ...bar, gapBow: 10e-6, gapTilt: 6e-6 };
    const lanes = commaBarLanes(slurry, bowed, nominal, 5).map(({ loading }) => loading);
    expect(lanes[2]!).toBeGreaterThan(lanes[0]!);
    expect(lanes[4]!).toBeGreaterThan(lanes[0]!);
    const flat = commaBarLanes(slurry, bar, nominal, 5).map(({ loading }) => loading);
    for (const loading of flat) expect(loading).toBe(coated().loading);
    const mean = lanes.reduce((sum, value) => sum + value, 0) / 5;
    // Five middles sample the parabola's mean to 4 % of the bow, which is 0.2 % of the gap.
    expectClose(mean, coated().loading, { rtol: 5e-3, atol: 0 });
  });
});

describe('scatter behind a comma bar', () => {
  const gaps = [50, 75, 100, 200, 300, 400];
  const measured = [5.7, 3.5, 2.5, 1.3, 1.2, 0.9];

  it('gives the measured means by two constants, which are those that least squares find', () => {
    const { parameters } = fitLeastSquares({
      residuals: ([gap, relative]) =>
        gaps.map((height, i) =>
          Math.log(
            (100 * commaGapScatter({ gap: gap!, relative: relative! }, 1e-6 * height)) /
              measured[i]!,
          ),
        ),
      initial: [2e-6, 5e-3],
      scales: [1e-7, 1e-3],
    });
    // The set keeps four and two digits.
    expectClose(bar.noise.gap, parameters[0]!, { rtol: 1e-3, atol: 0 });
    expectClose(bar.noise.relative, parameters[1]!, { rtol: 5e-3, atol: 0 });
    for (const [i, height] of gaps.entries()) {
      // Six means by two constants; the largest miss is 12 %, at 200 um.
      expectClose(100 * commaGapScatter(bar.noise, 1e-6 * height), measured[i]!, {
        rtol: 0.13,
        atol: 0,
      });
    }
  });

  it('falls with the gap and feels web speed through the film factor alone', () => {
    const scatter = (commaGap: number) => commaBarScatter(slurry, bar, { ...nominal, commaGap });
    expect(scatter(100e-6).total).toBeGreaterThan(scatter(200e-6).total);
    expect(scatter(200e-6).webSpeed).toBeLessThan(bar.noise.webSpeedRipple / 5);
    expect(scatter(200e-6).webSpeed).toBeGreaterThan(0);
  });
});
