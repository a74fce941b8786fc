import { describe, expect, it } from 'vitest';
import { thinnestStableFilm } from '../../../../physics/process/coating/slot-die-window.ts';
import { coatSlotDie } from '../../../../physics/process/coating.ts';
import { slurryViscosity } from '../../../../physics/process/mixing/flow-curve.ts';
import { slurryDensity, solidsContentFromDensity } from '../../../../physics/process/slurry.ts';
import { expectClose } from '../../../support/close.ts';
import { material, slotDieSetting } from '../../../support/demonstration-point.ts';

const viscosity = (change: object = {}, of = material): number =>
  slurryViscosity(of, { solidsContent: 0.7, temperature: 298.15, shearRate: 100, ...change });
const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });

describe('slurry', () => {
  it('the density meter gives back the solids content', () => {
    for (const x of [0.01, 0.3, 0.7, 0.8]) {
      const density = slurryDensity(material, x, 303.15);
      // One division by a difference of specific volumes: a few digits of round-off.
      expectClose(solidsContentFromDensity(material, density, 303.15), x, { rtol: 1e-12, atol: 0 });
    }
    expect(() => solidsContentFromDensity(material, 900, 298.15)).toThrow(out);
  });

  it('viscosity rises with solids and carbon black, falls with shear rate and temperature', () => {
    const black = material.solids.map((solid) => ({
      ...solid,
      massFraction: solid.massFraction + { active: -0.01, conductive: 0.01, binder: 0 }[solid.role],
    }));
    expect(viscosity({ solidsContent: 0.72 })).toBeGreaterThan(viscosity());
    expect(viscosity({}, { ...material, solids: black })).toBeGreaterThan(viscosity());
    expect(viscosity({ shearRate: 200 })).toBeLessThan(viscosity());
    expect(viscosity({ temperature: 308.15 })).toBeLessThan(viscosity());
  });

  it('is thick at rest and thin at coating shear', () => {
    expect(viscosity({ shearRate: 0 })).toBeGreaterThan(10 * viscosity({ shearRate: 100 }));
  });

  it('refuses a jammed slurry and negative shear', () => {
    expect(() => viscosity({ solidsContent: 0.92 })).toThrow(out);
    expect(() => viscosity({ shearRate: -1 })).toThrow(out);
    expect(() => viscosity({ temperature: 600 })).toThrow(out);
  });
});

describe('coatSlotDie', () => {
  const nominal = slotDieSetting(0.18, 200e-6);
  const loading = (change: object): number =>
    coatSlotDie(material, { ...nominal, ...change }).loading;

  it('is pre-metered: loading goes with pump flow over web speed and not with the gap', () => {
    // Products and quotients of the same numbers.
    const exact = { rtol: 1e-12, atol: 0 };
    expectClose(loading({}), 0.18, exact);
    expectClose(loading({ pumpFlow: 1.1 * nominal.pumpFlow }), 0.198, exact);
    expectClose(loading({ webSpeed: 0.2 }), 0.09, exact);
    expectClose(loading({ dieGap: 150e-6 }), 0.18, exact);
  });

  it('flow dominates loading, then solids content, then active-material share', () => {
    const flow = loading({ pumpFlow: 1.01 * nominal.pumpFlow }) - 0.18;
    const wetter = slurryDensity(material, 1.01 * 0.7, 298.15);
    const solids = (loading({ slurryDensity: wetter }) - 0.18) / 0.18;
    expect(flow / 0.18).toBeGreaterThan(0);
    expect(solids).toBeGreaterThan(0.01);
    expect(loading({ webSpeed: 1.01 * nominal.webSpeed })).toBeLessThan(0.18);
    const active = material.solids.map((solid) => ({
      ...solid,
      massFraction:
        solid.massFraction + { active: 0.0096, conductive: -0.0096, binder: 0 }[solid.role],
    }));
    const richer = { ...material, solids: active };
    const effect = coatSlotDie(richer, {
      ...nominal,
      slurryDensity: slurryDensity(richer, 0.7, 298.15),
    }).loading;
    expect(Math.abs(effect / 0.18 - 1)).toBeLessThan(flow / 0.18);
  });

  it('inverts to the published low-flow limit, which rises with gap and capillary number', () => {
    const [gap, capillary] = [200e-6, 0.4];
    const film = thinnestStableFilm(gap, capillary);
    // The same equation the other way round.
    expectClose(0.65 * (2 / (gap / film - 1)) ** 1.5, capillary, { rtol: 1e-12, atol: 0 });
    expect(thinnestStableFilm(gap, 0.5)).toBeGreaterThan(film);
    expect(thinnestStableFilm(250e-6, capillary)).toBeGreaterThan(film);
    expect(film).toBeLessThan(gap);
  });

  it('says how far a film is below the limit, and when the limit is extrapolated', () => {
    expect(coatSlotDie(material, nominal).warnings).toEqual([]);
    const thin = coatSlotDie(material, slotDieSetting(0.07, 200e-6));
    expect(thin.warnings.map(({ code }) => code)).toEqual(['COATING_LOW_FLOW_LIMIT']);
    const { wetThickness, thinnestStableFilm: limit } = thin;
    expect(thin.warnings[0]!.data['shortBy']).toBe(limit - wetThickness);
    const fast = coatSlotDie(material, {
      ...nominal,
      webSpeed: 0.5,
      pumpFlow: 5 * nominal.pumpFlow,
    });
    expect(fast.warnings.map(({ code }) => code)).toEqual([
      'COATING_LIMIT_EXTRAPOLATED',
      'COATING_AIR_ENTRAINMENT',
    ]);
  });

  it('refuses settings outside their ranges', () => {
    for (const change of [{ pumpFlow: -1 }, { webSpeed: 0 }, { dieGap: 0 }, { coatedWidth: 0 }]) {
      expect(() => loading(change)).toThrow(out);
    }
  });
});
