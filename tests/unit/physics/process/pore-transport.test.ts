import { describe, expect, it } from 'vitest';
import {
  electronicConductivity,
  tortuosityFactor,
} from '../../../../physics/process/pore-transport.ts';
import { expectClose } from '../../../support/close.ts';
import { material } from '../../../support/demonstration-point.ts';

const porosities = [0.15, 0.2, 0.25, 0.32, 0.4, 0.5];
const rising = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value > values[i - 1]!);

/** The demonstration cathode with other shares of additive and binder. */
function withShares(conductive: number, binder: number) {
  const shares = { active: 1 - conductive - binder, conductive, binder };
  const solids = material.solids.map((solid) => ({ ...solid, massFraction: shares[solid.role] }));
  return { ...material, solids };
}

describe('tortuosityFactor', () => {
  it('falls as porosity rises, and is never below that of spheres', () => {
    const factors = porosities.map((porosity) => tortuosityFactor(material, porosity));
    expect(rising(factors.toReversed())).toBe(true);
    for (const [i, factor] of factors.entries()) {
      expect(factor).toBeGreaterThan(porosities[i]! ** -0.5);
    }
  });

  it('is that of Bruggeman for particles alone', () => {
    // Exact but for the rounding of two powers.
    expectClose(tortuosityFactor(withShares(0, 0), 0.3), 0.3 ** -0.5, { rtol: 1e-12, atol: 0 });
  });

  it('rises with additive and binder as found for calendered electrodes', () => {
    const porosity = 0.345;
    const ratios = [0.02, 0.05].map((share) => {
      const coating = withShares(share, share);
      const particlesAlone = {
        ...coating,
        transport: { ...material.transport, obstructionExponent: 0 },
      };
      return tortuosityFactor(coating, porosity) / tortuosityFactor(particlesAlone, porosity);
    });
    expect(ratios[0]).toBeLessThan(ratios[1]!);
    // Usseglio-Viretta2018: 1.35 to 1.81; the constant is set for its middle, to three digits.
    expectClose(ratios[1]!, (1.35 + 1.81) / 2, { rtol: 0.01, atol: 0 });
  });
});

describe('electronicConductivity', () => {
  it('rises as the coating is pressed and with conductive additive', () => {
    const pressed = porosities.map((porosity) => electronicConductivity(material, porosity));
    expect(rising(pressed.toReversed())).toBe(true);
    const richer = [0.01, 0.02, 0.04].map((share) =>
      electronicConductivity(withShares(share, 0.02), 0.32),
    );
    expect(rising(richer)).toBe(true);
  });

  it('is 0 where the additive forms no path', () => {
    expect(electronicConductivity(withShares(0.004, 0.02), 0.32)).toBe(0);
  });
});

it('both laws refuse a porosity that is none', () => {
  for (const law of [tortuosityFactor, electronicConductivity]) {
    for (const porosity of [0, 1, -0.1, Number.NaN]) {
      expect(() => law(material, porosity)).toThrow(
        expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
      );
    }
  }
});
