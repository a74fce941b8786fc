import { describe, expect, it } from 'vitest';
import {
  contactResistance,
  electronicConductivity,
  pressedConductivity,
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

  it('is that of Bruggeman for spheres alone', () => {
    const spheres = {
      ...withShares(0, 0),
      transport: { ...material.transport, shapeFactor: 1, shapeExponent: 0.5 },
    };
    // Exact but for the rounding of two powers.
    expectClose(tortuosityFactor(spheres, 0.3), 0.3 ** -0.5, { rtol: 1e-12, atol: 0 });
  });

  it('is f eps^-a whatever the shares where both exponents are one', () => {
    const coating = {
      ...withShares(0.05, 0.05),
      transport: {
        ...material.transport,
        shapeFactor: 3.1,
        shapeExponent: 0.6,
        obstructionExponent: 0.6,
      },
    };
    for (const porosity of porosities) {
      // Exact but for the rounding of three powers.
      expectClose(tortuosityFactor(coating, porosity), 3.1 * porosity ** -0.6, {
        rtol: 1e-12,
        atol: 0,
      });
    }
  });

  it('is that measured by impedance on such a cathode', () => {
    // Landesfeind2016, fig. 15: MacMullin number 10 to 11 for NMC with 2 % carbon and 2 % PVDF at porosity 0.34.
    const macMullin = tortuosityFactor(material, 0.34) / 0.34;
    expect(macMullin).toBeGreaterThan(10);
    expect(macMullin).toBeLessThan(11);
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

describe('pressedConductivity', () => {
  it('is that of porosity at the reference, and rises with the temperature in the nip', () => {
    const { referenceTemperature } = material.compaction;
    expect(pressedConductivity(material, 0.32, referenceTemperature)).toBe(
      electronicConductivity(material, 0.32),
    );
    const warm = [-20, 0, 20, 40].map((over) =>
      pressedConductivity(material, 0.32, referenceTemperature + over),
    );
    expect(rising(warm)).toBe(true);
    expect(() => pressedConductivity(material, 0.32, 80)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });
});

describe('contactResistance', () => {
  it('falls as the coating is pressed, by half and more from porosity 0.49 to 0.34', () => {
    const resistances = porosities.map((porosity) => contactResistance(material, porosity));
    expect(rising(resistances)).toBe(true);
    // Landesfeind2016, fig. 12: the arc falls from some 40 to some 20 Ohm, and then to none at 0.27.
    expect(contactResistance(material, 0.34)).toBeLessThan(contactResistance(material, 0.49) / 2);
    expect(contactResistance(material, 0.27)).toBeLessThan(contactResistance(material, 0.49) / 4);
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

  it('is 0 where the additive forms no path and the particles carry nothing', () => {
    expect(electronicConductivity(withShares(0.004, 0.02), 0.32)).toBe(0);
  });

  it('is that of the particles without additive', () => {
    const graphite = {
      ...withShares(0, 0),
      transport: { ...material.transport, activeConductivity: 200 },
    };
    // One product and a power.
    expectClose(electronicConductivity(graphite, 0.36), 200 * 0.64 ** 1.5, {
      rtol: 1e-14,
      atol: 0,
    });
  });
});

it('the laws refuse a porosity that is none', () => {
  for (const law of [tortuosityFactor, electronicConductivity, contactResistance]) {
    for (const porosity of [0, 1, -0.1, Number.NaN]) {
      expect(() => law(material, porosity)).toThrow(
        expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
      );
    }
  }
});
