import { describe, expect, it } from 'vitest';
import { withConstants } from '../../../../physics/materials/constant-origins.ts';
import { binderEffects } from '../../../../physics/process/binder-strength.ts';
import {
  capillaryPressure,
  criticalCrackingThickness,
} from '../../../../physics/process/film-cracking.ts';
import { contactResistance } from '../../../../physics/process/pore-transport.ts';
import { expectClose } from '../../../support/close.ts';
import { material } from '../../../support/demonstration-point.ts';

const profile = (surface: number, cells = 40): Float64Array => {
  const shape = Float64Array.from(
    { length: cells },
    (_, i) => surface ** (((i + 0.5) / cells) ** 2),
  );
  const mean = shape.reduce((sum, value) => sum + value, 0) / cells;
  return shape.map((value) => value / mean);
};
const effects = (surface: number, of = material, porosity = 0.46) => {
  const binder = profile(surface);
  return binderEffects(of, { profile: binder, foil: binder[0]! }, porosity);
};

describe('binderEffects', () => {
  it('evenly spread binder gives the constants of the material', () => {
    const even = effects(1);
    expectClose(even.peelStrength, material.drying.peelStrength, { rtol: 1e-12, atol: 0 });
    const contact = contactResistance(material, 0.46);
    expectClose(even.contactResistance, contact, { rtol: 1e-12, atol: 0 });
    expectClose(even.leastPorosity, 0.46, { rtol: 1e-12, atol: 0 });
  });

  it('binder at the surface weakens the bond, raises the resistance and takes pores', () => {
    const [little, much] = [effects(2), effects(6)];
    expect(much.peelStrength).toBeLessThan(little.peelStrength);
    expect(much.contactResistance).toBeGreaterThan(little.contactResistance);
    expect(much.leastPorosity).toBeLessThan(little.leastPorosity);
  });

  it('more binder in the recipe bonds better', () => {
    const rich = withConstants(material, {
      'solids.PVDF.massFraction': 0.04,
      'solids.NMC622.massFraction': 0.94,
    });
    expectClose(effects(2, rich).peelStrength, 2 * effects(2).peelStrength, {
      rtol: 1e-12,
      atol: 0,
    });
  });

  it('says where binder takes more than the pores of a layer', () => {
    expect(effects(1e6, material, 0.05).leastPorosity).toBeLessThan(0);
  });
});

describe('criticalCrackingThickness', () => {
  const { drying } = material;

  it('is the law of Singh and Tirumkudulu for a latex of 100 nm', () => {
    // R = 50 nm, G = 0.8 GPa, M = 6, phi = 0.64, gamma = 0.072 N/m.
    const latex = { particleRadius: 50e-9, contactShearModulus: 0.8e9, coordination: 6 };
    const stiffness = (0.8e9 * 6 * 0.64 * 50e-9 ** 3) / 0.144;
    const expected = 0.64 * Math.sqrt(stiffness) * (2 / (3 * (0.64 / 0.36))) ** 1.5;
    expectClose(criticalCrackingThickness(latex, 0.072, 0.64), expected, { rtol: 1e-12, atol: 0 });
    // A quarter of a micrometre.
    expect(expected).toBeGreaterThan(0.1e-6);
    expect(expected).toBeLessThan(1e-6);
  });

  it('the liquid in close packed spheres pulls with 5.3 gamma / R', () => {
    expectClose(capillaryPressure(0.072, 0.64, 1e-6), (5.33 * 0.072) / 1e-6, {
      rtol: 1e-3,
      atol: 0,
    });
  });

  it('large and stiff particles and a solvent of little surface tension allow more', () => {
    const base = criticalCrackingThickness(drying, 0.04, 0.6);
    const larger = { ...drying, particleRadius: 2 * drying.particleRadius };
    expectClose(criticalCrackingThickness(larger, 0.04, 0.6), 2 ** 1.5 * base, {
      rtol: 1e-12,
      atol: 0,
    });
    const stiffer = { ...drying, contactShearModulus: 4 * drying.contactShearModulus };
    expectClose(criticalCrackingThickness(stiffer, 0.04, 0.6), 2 * base, { rtol: 1e-12, atol: 0 });
    expectClose(criticalCrackingThickness(drying, 0.16, 0.6), base / 2, { rtol: 1e-12, atol: 0 });
    expect(() => criticalCrackingThickness(drying, 0.04, 0.95)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });
});
