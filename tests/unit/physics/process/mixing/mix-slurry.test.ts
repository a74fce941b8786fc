import { describe, expect, it } from 'vitest';
import { constantsOf } from '../../../../../physics/materials/constant-origins.ts';
import { demonstrationMixer as mixer } from '../../../../../physics/materials/demonstration-coaters.ts';
import { graphiteWater } from '../../../../../physics/materials/packs/graphite-water.ts';
import { batchScatter } from '../../../../../physics/process/mixing/batch-scatter.ts';
import { stir, stirredBy } from '../../../../../physics/process/mixing/dispersion.ts';
import { slurryViscosity, viscosityAt } from '../../../../../physics/process/mixing/flow-curve.ts';
import { type MixingSetting, mixSlurry } from '../../../../../physics/process/mixing/mix-slurry.ts';
import { withRecipe } from '../../../../../physics/process/mixing/recipe.ts';
import { slurryDensity } from '../../../../../physics/process/slurry.ts';
import { expectClose } from '../../../../support/close.ts';
import { material } from '../../../../support/demonstration-point.ts';
import { expectSmooth } from '../../../../support/smooth.ts';

const nominal: MixingSetting = {
  solidsContent: 0.7,
  mixerSpeed: 15,
  mixingTime: 3600,
  temperature: 298.15,
  batchAge: 600,
};
const mixed = (change: Partial<MixingSetting> = {}, of = material) =>
  mixSlurry(of, mixer, { ...nominal, ...change });
const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
const codes = (change: Partial<MixingSetting>): string[] =>
  mixed(change).warnings.map(({ code }) => code);

describe('stir', () => {
  const stirring = { shearRate: 450, time: 1800, solidsContent: 0.7, temperature: 298.15 };

  it('solves the balance of work, as an integration in small steps shows', () => {
    const density = slurryDensity(material, 0.7, 298.15);
    const power = (energy: number): number => {
      const { dispersion, chainLength } = stirredBy(material, energy);
      const condition = { dispersion, chainLength, age: 0 };
      const state = { solidsContent: 0.7, temperature: 298.15, condition };
      return (slurryViscosity(material, { ...state, shearRate: 450 }) * 450 ** 2) / density;
    };
    let energy = 0;
    const steps = 2000;
    const step = stirring.time / steps;
    for (let i = 0; i < steps; i++) {
      const a = power(energy);
      const b = power(energy + (step / 2) * a);
      const c = power(energy + (step / 2) * b);
      const d = power(energy + step * c);
      energy += (step / 6) * (a + 2 * b + 2 * c + d);
    }
    // Fourth-order steps of less than a hundredth of the time of dispersion.
    expectClose(stir(material, stirring).specificEnergy, energy, { rtol: 1e-9, atol: 0 });
  });

  it('does nothing in no time and is smooth in time', () => {
    expect(stir(material, { ...stirring, time: 0 })).toEqual({
      specificEnergy: 0,
      dispersion: 0,
      chainLength: 1,
    });
    expectSmooth((time) => stir(material, { ...stirring, time }).dispersion, 1000);
    expectSmooth((time) => stir(material, { ...stirring, time }).chainLength, 50_000);
  });
});

describe('mixSlurry', () => {
  it('disperses with time and speed, and longer mixing cuts the binder', () => {
    for (const change of [{ mixingTime: 7200 }, { mixerSpeed: 20 }]) {
      expect(mixed(change).dispersion).toBeGreaterThan(mixed().dispersion);
      expect(mixed(change).chainLength).toBeLessThan(mixed().chainLength);
      expect(mixed(change).specificEnergy).toBeGreaterThan(mixed().specificEnergy);
    }
  });

  it('undispersed is thicker, overmixed is thinner', () => {
    const thickness = [100, 1000, 3600, 20_000, 200_000].map(
      (mixingTime) => mixed({ mixingTime }).coatingViscosity,
    );
    for (let i = 1; i < thickness.length; i++) {
      expect(thickness[i]!).toBeLessThan(thickness[i - 1]!);
    }
    const over = mixed({ mixingTime: 200_000 });
    expect(over.dispersion).toBeGreaterThan(1 - 1e-9);
    expect(over.flow.highShearViscosity).toBeLessThan(
      mixed({ mixingTime: 50_000 }).flow.highShearViscosity,
    );
  });

  it('says when a batch is not done, overdone or has stood too long', () => {
    expect(codes({ mixingTime: 300 })).toContain('SLURRY_UNDISPERSED');
    expect(codes({ mixingTime: 200_000 })).toContain('SLURRY_OVERMIXED');
    expect(codes({ mixingTime: 7200 })).toEqual([]);
    const thin = { ...material, rheology: { ...material.rheology, restRatio: 1, yieldStress: 0 } };
    const stood = mixed({ mixingTime: 7200, batchAge: 1e6, solidsContent: 0.55 }, thin);
    const settled = stood.warnings.find(({ code }) => code === 'SLURRY_SETTLING');
    expect(settled?.data['cleared']).toBeGreaterThan(0.01);
  });

  it('thickens with solids and carbon black and thins with shear and temperature', () => {
    const black = withRecipe(material, { NMC622: 0.955, 'carbon black': 0.025 });
    for (const key of [
      'coatingViscosity',
      'restViscosity',
      'yieldStress',
      'storageModulus',
    ] as const) {
      expect(mixed({ solidsContent: 0.72 })[key]).toBeGreaterThan(mixed()[key]);
      expect(mixed({}, black)[key]).toBeGreaterThan(mixed()[key]);
    }
    expect(viscosityAt(mixed().flow, 200)).toBeLessThan(viscosityAt(mixed().flow, 100));
    expect(mixed({ temperature: 308.15 }).coatingViscosity).toBeLessThan(mixed().coatingViscosity);
  });

  it('stiffens with age at rest and not at high shear', () => {
    const [fresh, old] = [0, 86_400].map((batchAge) => mixed({ batchAge }));
    expect(old!.restViscosity).toBeGreaterThan(fresh!.restViscosity);
    expect(old!.yieldStress).toBeGreaterThan(fresh!.yieldStress);
    expect(old!.flow.highShearViscosity).toBe(fresh!.flow.highShearViscosity);
  });

  it('names what is wrong with a recipe or a setting', () => {
    expect(() => withRecipe(material, { NMC622: 0.97 })).toThrow(out);
    expect(() => withRecipe(material, { NMC811: 0.96 })).toThrow(
      expect.objectContaining({ code: 'PHY_UNKNOWN_PARAMETER' }),
    );
    for (const change of [
      { mixerSpeed: 0 },
      { mixerSpeed: 60 },
      { mixingTime: -1 },
      { batchAge: -1 },
      { solidsContent: 1 },
      { solidsContent: 0.9 },
      { temperature: 600 },
    ]) {
      expect(() => mixed(change)).toThrow(out);
    }
  });

  it('mixes graphite in water too, every constant of which has an origin', () => {
    const anode = mixSlurry(graphiteWater, mixer, {
      ...nominal,
      solidsContent: 0.5,
      mixerSpeed: 10,
    });
    expect(anode.density).toBeGreaterThan(1200);
    expect(anode.density).toBeLessThan(1500);
    expect(constantsOf(graphiteWater).length).toBeGreaterThan(35);
  });
});

describe('batchScatter', () => {
  const causes = batchScatter(material, mixer, nominal);

  it('says what each cause makes of a batch, of all that it changes', () => {
    // x (1 - x) times the weighing; more liquid is less solids.
    const share = 0.7 * 0.3 * 0.002;
    expectClose(causes.solidsWeighing.solidsContent, share, { rtol: 1e-5, atol: 0 });
    expectClose(causes.liquidWeighing.solidsContent, -share, { rtol: 1e-5, atol: 0 });
    // The same batch: density as the mixing rule has it for those solids, and a stiffer slurry.
    const density = (solidsContent: number) => slurryDensity(material, solidsContent, 298.15);
    expectClose(causes.solidsWeighing.density, density(0.7 + share) - density(0.7), {
      rtol: 1e-3,
      atol: 0,
    });
    for (const key of ['yieldStress', 'storageModulus', 'density'] as const) {
      expect(causes.solidsWeighing[key]).toBeGreaterThan(0);
      expect(causes.liquidWeighing[key]).toBeLessThan(0);
    }
    expectClose(causes.temperature.temperature, mixer.scatter.temperature, { rtol: 1e-9, atol: 0 });
    // Grains that pack better make a thinner slurry, which takes up less work and is dispersed less.
    expect(causes.packing.dispersion).toBeLessThan(0);
  });

  it('is in proportion to its cause', () => {
    const twice = { ...mixer, scatter: { ...mixer.scatter, packing: 2 * mixer.scatter.packing } };
    const { packing, temperature } = batchScatter(material, twice, nominal);
    expectClose(packing.dispersion, 2 * causes.packing.dispersion, {
      rtol: 1e-3,
      atol: 0,
    });
    expect(temperature).toEqual(causes.temperature);
  });
});
