import { describe, expect, it } from 'vitest';
import { demonstrationSlotDie as die } from '../../../../../physics/materials/demonstration-coaters.ts';
import { slotDieLanes } from '../../../../../physics/process/coating/cross-web.ts';
import { webEdges } from '../../../../../physics/process/coating/edges.ts';
import { slotDieScatter } from '../../../../../physics/process/coating/loading-scatter.ts';
import {
  type BeadLimits,
  dynamicContactCosine,
  upstreamBeadLength,
} from '../../../../../physics/process/coating/slot-die-bead.ts';
import {
  coatSlotDie,
  type SlotDieFilm,
  type SlotDieSetting,
} from '../../../../../physics/process/coating.ts';
import { expectClose } from '../../../../support/close.ts';
import { material, slotDieSetting } from '../../../../support/demonstration-point.ts';
import { expectSmooth } from '../../../../support/smooth.ts';

const nominal = { ...slotDieSetting(0.18, 200e-6), die };
/** Film at another setting; a change of speed takes the pump with it, so that the film stays. */
const coated = (change: Partial<SlotDieSetting> = {}): SlotDieFilm & { bead: BeadLimits } => {
  const share = (change.webSpeed ?? nominal.webSpeed) / nominal.webSpeed;
  const film = coatSlotDie(material, {
    ...nominal,
    pumpFlow: nominal.pumpFlow * share,
    ...change,
  });
  return { ...film, bead: film.bead! };
};
const codes = (change: Partial<SlotDieSetting>): string[] =>
  coated(change).warnings.map(({ code }) => code);

describe('window of a slot die', () => {
  it('holds the nominal point, with its distance from every limit', () => {
    const film = coated();
    expect(film.warnings).toEqual([]);
    const margins = [
      film.lowFlowMargin,
      film.airEntrainmentMargin,
      film.bead.breakMargin,
      film.bead.swellingMargin,
    ];
    for (const margin of margins) expect(margin).toBeGreaterThan(0);
    expect(film.bead.upstreamLength).toBeGreaterThan(0);
    expect(film.bead.upstreamLength).toBeLessThan(die.upstreamLip);
  });

  it('a narrower gap allows thinner films', () => {
    const narrow = coated({ dieGap: 150e-6 });
    expect(narrow.thinnestStableFilm).toBeLessThan(coated().thinnestStableFilm);
    expect(narrow.bead.thinnestHeldFilm).toBeLessThan(coated().bead.thinnestHeldFilm);
  });

  it('a faster web and a thicker slurry raise the least film', () => {
    for (const webSpeed of [0.02, 0.05]) {
      const slow = coated({ webSpeed });
      expect(slow.thinnestStableFilm).toBeLessThan(coated().thinnestStableFilm);
      expect(slow.bead.thinnestHeldFilm).toBeLessThan(coated().bead.thinnestHeldFilm);
    }
    const thicker = coatSlotDie(material, { ...nominal, slurryTemperature: 288.15 });
    expect(thicker.thinnestStableFilm).toBeGreaterThan(coated().thinnestStableFilm);
    expect(thicker.airEntrainmentSpeed).toBeLessThan(coated().airEntrainmentSpeed);
  });

  it('vacuum allows thinner films and lets thick ones swell', () => {
    const strong = coated({ die: { ...die, vacuum: 1000 } }).bead;
    expect(strong.thinnestHeldFilm).toBeLessThan(coated().bead.thinnestHeldFilm);
    expect(strong.thickestHeldFilm).toBeLessThan(coated().bead.thickestHeldFilm);
  });

  it('a bead swells where the web is slow', () => {
    expect(codes({ webSpeed: 1e-3 })).toContain('COATING_BEAD_SWELLS');
    expect(coated({ webSpeed: 1e-3 }).bead.swellingMargin).toBeLessThan(0);
    expect(coated({ webSpeed: 0.01 }).bead.upstreamLength).toBeGreaterThan(
      coated().bead.upstreamLength,
    );
  });

  it('names the defect of each side and how far beyond it is', () => {
    const thin = coated({ pumpFlow: 0.85 * nominal.pumpFlow });
    expect(thin.warnings.map(({ code }) => code)).toEqual(['COATING_BEAD_BREAKS']);
    expect(thin.warnings[0]!.data['shortBy']).toBe(-thin.bead.breakMargin);
    const thick = coated({ pumpFlow: 1.9 * nominal.pumpFlow });
    expect(thick.warnings.map(({ code }) => code)).toEqual(['COATING_BEAD_SWELLS']);
    expect(thick.warnings[0]!.data['beyondBy']).toBe(-thick.bead.swellingMargin);
    const fast = coated({ webSpeed: 1.1 * coated().airEntrainmentSpeed });
    expect(fast.warnings.map(({ code }) => code)).toContain('COATING_AIR_ENTRAINMENT');
    // 1.1 limits are a tenth of a limit beyond it.
    expectClose(-fast.airEntrainmentMargin, 0.1 * fast.airEntrainmentSpeed, {
      rtol: 1e-9,
      atol: 0,
    });
  });

  it('its limits are the films whose bead ends at the slot and at the lip', () => {
    const { thinnestHeldFilm, thickestHeldFilm } = coated().bead;
    const lengthAt = (film: number): number =>
      coated({ pumpFlow: film * nominal.coatedWidth * nominal.webSpeed }).bead.upstreamLength;
    // Length changes by some 15 times the film; both are roots to 1e-14.
    expectClose(lengthAt(thinnestHeldFilm), 0, { rtol: 0, atol: 1e-12 });
    expectClose(lengthAt(thickestHeldFilm), die.upstreamLip, { rtol: 1e-9, atol: 0 });
  });

  it('is the pressure balance of a Newtonian bead', () => {
    const bead = {
      powerLaw: { consistency: 0.3, flowIndex: 1 },
      viscosity: 0.3,
      highShearViscosity: 0.3,
      surfaceTension: 0.04,
      dieGap: 2e-4,
      webSpeed: 0.1,
      wetThickness: 1.2e-4,
    };
    const drag = (6 * 0.3 * 0.1) / 2e-4 ** 2;
    const film = (1.34 * 0.75 ** (2 / 3) * 0.04) / 1.2e-4;
    const wetting = dynamicContactCosine(material.coating.foilContactAngle, 0.75);
    const meniscus = (0.04 * (wetting + Math.cos(material.coating.lipContactAngle))) / 2e-4;
    const expected = (300 + meniscus - film - 1e-3 * drag * (1 - 2 * 0.6)) / drag;
    expectClose(upstreamBeadLength(material.coating, die, bead), expected, {
      rtol: 1e-10,
      atol: 0,
    });
  });

  it('the contact angle goes from rest to 180 degrees', () => {
    expect(dynamicContactCosine(1, 0)).toBe(Math.cos(1));
    const cosines = [0, 0.001, 0.01, 0.1, 1].map((ca) => dynamicContactCosine(1, ca));
    for (let i = 1; i < cosines.length; i++) expect(cosines[i]!).toBeLessThan(cosines[i - 1]!);
    expectClose(dynamicContactCosine(1, 10), -1, { rtol: 1e-9, atol: 0 });
  });

  it('is smooth in the settings', () => {
    for (const key of ['dieGap', 'webSpeed', 'pumpFlow', 'slurryTemperature'] as const) {
      const at = nominal[key];
      const film = (value: number) => coatSlotDie(material, { ...nominal, [key]: value });
      // Steps of 1e-3 of 298 K are 0.3 K, over which Arrhenius curves.
      const tolerance = key === 'slurryTemperature' ? 0.1 : 1e-2;
      expectSmooth((value) => film(value).bead!.breakMargin, at, { tolerance });
      expectSmooth((value) => film(value).bead!.upstreamLength, at, { tolerance });
      expectSmooth((value) => film(value).lowFlowMargin, at, { tolerance });
    }
  });

  it('takes the factor of a pump that shows too much', () => {
    const film = coated({ die: { ...die, pumpFactor: 0.97 } });
    expectClose(film.loading, 0.97 * 0.18, { rtol: 1e-14, atol: 0 });
  });

  it('without a known die gives the limits that need none', () => {
    const film = coatSlotDie(material, slotDieSetting(0.18, 200e-6));
    expect(film.bead).toBeUndefined();
    expect(film.lowFlowMargin).toBe(coated().lowFlowMargin);
  });
});

describe('cross-web profile of a slot die', () => {
  it('gives each edge its own film and trim', () => {
    const tilted = { ...nominal, die: { ...die, slotTilt: 10e-6 } };
    const lanes = slotDieLanes(material, tilted, 5);
    const common = { gap: 200e-6, surfaceTension: 0.04, wetTime: 20 };
    const edges = webEdges(material.coating, lanes, { ...common, trimWidths: [1e-3, 1e-3] });
    expect(edges.right.beadHeight).toBeGreaterThan(edges.left.beadHeight);
    expect(edges.right.solidsRemoved).toBeGreaterThan(edges.left.solidsRemoved);
    const uneven = webEdges(material.coating, lanes, { ...common, trimWidths: [5e-3, 0] });
    expect(uneven.left.solidsRemoved).toBeGreaterThan(edges.left.solidsRemoved);
    expect(uneven.right.solidsRemoved).toBe(0);
  });

  it('shares the pump out among the lanes and follows the slot more than in proportion', () => {
    const bowed = { ...nominal, die: { ...die, slotBow: 5e-6, slotTilt: 3e-6 } };
    const lanes = slotDieLanes(material, bowed, 5).map(({ loading }) => loading);
    const mean = lanes.reduce((sum, value) => sum + value, 0) / 5;
    expectClose(mean, 0.18, { rtol: 1e-13, atol: 0 });
    expect(lanes[4]!).toBeGreaterThan(lanes[0]!);
    // 4 (0.4^2) = 0.64 of the bow of 1 % between middle and outer lanes, to a power above 3.
    expect((2 * lanes[2]!) / (lanes[0]! + lanes[4]!) - 1).toBeGreaterThan(3 * 0.0064);
    for (const { loading } of slotDieLanes(material, nominal, 5)) {
      expectClose(loading, 0.18, { rtol: 1e-13, atol: 0 });
    }
  });
});

describe('scatter behind a slot die', () => {
  it('adds up its sources; a sine has its amplitude over the root of two', () => {
    const scatter = slotDieScatter(material, nominal);
    expectClose(scatter.pump, die.noise.pumpPulsation / Math.SQRT2, { rtol: 1e-15, atol: 0 });
    const { pump, solids, gapVibration, webSpeed, total } = scatter;
    expectClose(total ** 2, pump ** 2 + solids ** 2 + gapVibration ** 2 + webSpeed ** 2, {
      rtol: 1e-13,
      atol: 0,
    });
    expect(gapVibration).toBeGreaterThan(0);
  });

  it('vibration tells most where the film is thin and slow', () => {
    const at = (change: Partial<typeof nominal>): number =>
      slotDieScatter(material, { ...nominal, ...change }).gapVibration;
    expect(at({ pumpFlow: 0.95 * nominal.pumpFlow, dieGap: 190e-6 })).toBeGreaterThan(0);
    expect(at({ webSpeed: 0.05, pumpFlow: nominal.pumpFlow / 2 })).toBeGreaterThan(at({}));
  });
});
