import { describe, expect, it } from 'vitest';
import { graphiteWater } from '../../../../../physics/materials/packs/graphite-water.ts';
import {
  flowCurve,
  tangentPowerLaw,
  viscosityAt,
} from '../../../../../physics/process/mixing/flow-curve.ts';
import { settling } from '../../../../../physics/process/mixing/settling.ts';
import {
  storageModulusOf,
  yieldStressOf,
} from '../../../../../physics/process/mixing/structure.ts';
import { slurryVolumes, wellMixed } from '../../../../../physics/process/slurry.ts';
import { expectClose } from '../../../../support/close.ts';
import { material } from '../../../../support/demonstration-point.ts';
import { expectSmooth } from '../../../../support/smooth.ts';

const state = { solidsContent: 0.7, temperature: 298.15 };
const rates = [0, 0.01, 0.1, 1, 10, 100, 1000, 1e5];

describe('flow curve', () => {
  const curve = flowCurve(material, state);

  it('thins with shear from a finite viscosity at rest to the Krieger-Dougherty limit, while stress rises', () => {
    const viscosities = rates.map((rate) => viscosityAt(curve, rate));
    for (let i = 1; i < rates.length; i++) {
      expect(viscosities[i]!).toBeLessThan(viscosities[i - 1]!);
      expect(viscosities[i]! * rates[i]!).toBeGreaterThan(viscosities[i - 1]! * rates[i - 1]!);
    }
    expectClose(
      viscosities[0]!,
      curve.highShearViscosity * curve.restRatio + curve.yieldStress / curve.yieldShearRate,
      { rtol: 1e-14, atol: 0 },
    );
    // The Cross term falls with the 0.8th power only: 1e-3 is reached at 1e6 / s.
    expectClose(viscosityAt(curve, 1e6), curve.highShearViscosity, { rtol: 1e-3, atol: 0 });
  });

  it('carries its yield stress where the rest of the stress is small', () => {
    const bare = { ...curve, yieldStress: 0 };
    const rate = 20 * curve.yieldShearRate;
    const borne = (viscosityAt(curve, rate) - viscosityAt(bare, rate)) * rate;
    // 1 - exp(-20) is 1 to 2e-9; the difference of viscosities costs three digits.
    expectClose(borne, curve.yieldStress, { rtol: 1e-8, atol: 0 });
  });

  it('is touched by its power law: same stress, same slope', () => {
    for (const rate of [0.05, 1, 30, 500]) {
      const { consistency, flowIndex } = tangentPowerLaw(curve, rate);
      const stress = (g: number): number => viscosityAt(curve, g) * g;
      expectClose(consistency * rate ** flowIndex, stress(rate), { rtol: 1e-13, atol: 0 });
      const slope = Math.log(stress(rate * 1.001) / stress(rate / 1.001)) / (2 * Math.log(1.001));
      // Central difference over a thousandth.
      expectClose(flowIndex, slope, { rtol: 1e-5, atol: 0 });
      expect(flowIndex).toBeGreaterThan(0);
      expect(flowIndex).toBeLessThan(1);
    }
  });

  it('is Newtonian where nothing thins it', () => {
    const plain = { ...material, rheology: { ...material.rheology, restRatio: 1, yieldStress: 0 } };
    const { flowIndex, consistency } = tangentPowerLaw(flowCurve(plain, state), 10);
    expect(flowIndex).toBe(1);
    expectClose(consistency, flowCurve(plain, state).highShearViscosity, { rtol: 1e-14, atol: 0 });
  });

  it('rises at high shear as Krieger and Dougherty say', () => {
    const { maximumPacking } = material.rheology;
    const swollen = (binderSwollenVolume: number) => ({
      ...material,
      rheology: { ...material.rheology, binderSwollenVolume },
    });
    const [low, high] = [0, 1].map((volume) => flowCurve(swollen(volume), state));
    // The medium is the same: the ratio is that of the crowding alone.
    expectClose(
      high!.highShearViscosity / low!.highShearViscosity,
      ((1 - high!.jamming) / (1 - low!.jamming)) ** (-2.5 * maximumPacking),
      { rtol: 1e-12, atol: 0 },
    );
    expect(high!.jamming).toBeGreaterThan(low!.jamming);
  });

  it('is smooth in solids content and temperature', () => {
    expectSmooth((x) => viscosityAt(flowCurve(material, { ...state, solidsContent: x }), 50), 0.7, {
      tolerance: 1e-3,
    });
    expectSmooth((t) => viscosityAt(flowCurve(material, { ...state, temperature: t }), 50), 298, {
      tolerance: 1e-2,
    });
  });

  it('of the aqueous graphite slurry lies where its origin says', () => {
    const graphite = flowCurve(graphiteWater, { solidsContent: 0.5, temperature: 298.15 });
    // The set keeps two digits; 5 to 6 Pa.s are advised.
    expectClose(viscosityAt(graphite, 5), 5.5, { rtol: 0.02, atol: 0 });
    // "Some": to a fifth.
    expectClose(viscosityAt(graphite, 1), 10, { rtol: 0.2, atol: 0 });
    expectClose(viscosityAt(graphite, 100), 1, { rtol: 0.2, atol: 0 });
  });
});

describe('structure', () => {
  const at = (solidsContent: number, condition = wellMixed) => {
    const volumes = slurryVolumes(material, { solidsContent, temperature: 298.15, condition });
    return {
      yieldStress: yieldStressOf(material, volumes, condition),
      modulus: storageModulusOf(material, volumes, condition),
    };
  };

  it('yield stress and modulus rise with solids and age, and are higher undispersed', () => {
    const fresh = at(0.7);
    const old = at(0.7, { ...wellMixed, age: 86_400 });
    const lumpy = at(0.7, { ...wellMixed, dispersion: 0.5 });
    for (const key of ['yieldStress', 'modulus'] as const) {
      expect(at(0.72)[key]).toBeGreaterThan(fresh[key]);
      expect(old[key]).toBeGreaterThan(fresh[key]);
      expect(lumpy[key]).toBeGreaterThan(fresh[key]);
    }
  });

  it('yield stress is a straight line against carbon black in logarithms, to a few percent of slope', () => {
    const withBlack = (share: number) => {
      const solids = material.solids.map((solid) => ({
        ...solid,
        massFraction: { active: 0.98 - share, conductive: share, binder: 0.02 }[solid.role],
      }));
      const other = { ...material, solids };
      return yieldStressOf(other, slurryVolumes(other, state), wellMixed);
    };
    const slope = (share: number): number =>
      Math.log(withBlack(1.02 * share) / withBlack(share / 1.02)) / (2 * Math.log(1.02));
    // The active particles that black displaces weaken the network a little less at high shares.
    expectClose(slope(0.01), material.rheology.yieldExponent, { rtol: 0.1, atol: 0 });
    expectClose(slope(0.03), material.rheology.yieldExponent, { rtol: 0.2, atol: 0 });
  });

  it('reduces to the network alone without particles', () => {
    const volumes = { solids: 0, active: 0, additive: 0.1, swollenBinder: 0, jamming: 0.2 };
    expectClose(yieldStressOf(material, volumes, wellMixed), material.rheology.yieldStress, {
      rtol: 1e-14,
      atol: 0,
    });
    expectClose(
      storageModulusOf(material, volumes, wellMixed),
      material.rheology.yieldStress / material.rheology.yieldStrain,
      { rtol: 1e-14, atol: 0 },
    );
  });
});

describe('settling', () => {
  const speed = (change: object, solidsContent = 0.7): number => {
    const other = { ...material, rheology: { ...material.rheology, ...change } };
    const at = { solidsContent, temperature: 298.15 };
    return settling(other, slurryVolumes(other, at), flowCurve(other, at), 298.15).velocity;
  };

  it('goes with the square of the diameter and slows with solids', () => {
    expectClose(speed({ particleDiameter: 20e-6 }) / speed({}), 4, { rtol: 1e-12, atol: 0 });
    expect(speed({}, 0.65)).toBeGreaterThan(speed({}));
    expect(speed({ restRatio: 80 })).toBeLessThan(speed({}));
  });

  it('is that of Stokes for one particle in the plain solvent', () => {
    const dilute = material.solids.map((solid) => ({
      ...solid,
      massFraction: solid.role === 'active' ? 1 : 0,
    }));
    const plain = {
      ...material,
      solids: dilute,
      rheology: { ...material.rheology, restRatio: 1, yieldStress: 0 },
    };
    const at = { solidsContent: 0.01, temperature: 298.15 };
    const volumes = { solids: 0, active: 0, additive: 0, swollenBinder: 0, jamming: 0 };
    const curve = { ...flowCurve(plain, at), highShearViscosity: material.solvent.viscosity };
    const { velocity } = settling(plain, volumes, curve, 298.15);
    const [d0, d1, d2] = material.solvent.densityPolynomial;
    const excess = 4700 - (d0 + 298.15 * (d1 + 298.15 * d2));
    const stokes = (excess * 9.806_65 * 1e-5 ** 2) / (18 * material.solvent.viscosity);
    expectClose(velocity, stokes, { rtol: 1e-12, atol: 0 });
  });
});
