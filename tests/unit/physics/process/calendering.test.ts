import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhysicsError } from '../../../../physics/core/errors.ts';
import {
  calender,
  compactionResistance,
  foilElongation,
} from '../../../../physics/process/calendering.ts';
import { loadingOf, poreFreeDensity, thicknessOf } from '../../../../physics/process/solids.ts';
import { expectClose } from '../../../support/close.ts';
import { material, press } from '../../../support/demonstration-point.ts';

const density = poreFreeDensity(material.solids);
const coating = (loading: number, porosity = 0.46) => ({
  loading,
  porosity,
  thickness: thicknessOf({ loading, porosity, poreFreeDensity: density }),
});
const at = (lineLoad: number, rollTemperature = 353.15, loading = 0.18, passes = 1) =>
  calender(
    coating(loading),
    material,
    press,
    { mode: 'force', lineLoad },
    { rollTemperature, passes },
  );

describe('calender', () => {
  it('gives porosity 0.32 at the nominal point', () => {
    // The constants are set to three digits for this point.
    expectClose(at(115e3).porosity, 0.32, { rtol: 0, atol: 5e-4 });
  });

  it('porosity and thickness fall as the line load rises, down to a limit above zero', () => {
    const states = [0, 1e3, 20e3, 60e3, 115e3, 200e3, 350e3, 500e3].map((load) => at(load));
    for (let i = 1; i < states.length; i++) {
      expect(states[i]!.porosity).toBeLessThan(states[i - 1]!.porosity);
      expect(states[i]!.thickness).toBeLessThan(states[i - 1]!.thickness);
      expect(states[i]!.porosity).toBeGreaterThan(material.compaction.minimumPorosity);
    }
  });

  it('an exponent of the load of 1 is none, and one above 1 compacts less below the resistance and more above it', () => {
    const withExponent = (loadExponent: number, lineLoad: number): number =>
      calender(
        coating(0.15),
        { ...material, compaction: { ...material.compaction, loadExponent } },
        press,
        { mode: 'force', lineLoad },
        { rollTemperature: 353.15 },
      ).porosity;
    const { resistance } = material.compaction;
    for (const share of [0.3, 0.6, 1.5]) {
      const load = share * resistance;
      expect(withExponent(1, load)).toBe(at(load, 353.15, 0.15).porosity);
      expect(Math.sign(withExponent(1.3, load) - withExponent(1, load))).toBe(share < 1 ? 1 : -1);
    }
  });

  it('warm rolls compact more, by 0.0005 to 0.001 per kelvin at the nominal point', () => {
    for (const loading of [0.18, 0.07]) {
      const slope = at(115e3, 354.15, loading).porosity - at(115e3, 353.15, loading).porosity;
      expect(slope).toBeLessThan(-5e-4);
      expect(slope).toBeGreaterThan(-1e-3);
    }
  });

  it('a heavier coating resists more', () => {
    const roll = { rollTemperature: 353.15 };
    expect(compactionResistance(material, 0.18, roll)).toBeGreaterThan(
      compactionResistance(material, 0.07, roll),
    );
    expect(at(115e3, 353.15, 0.18).porosity).toBeGreaterThan(at(115e3, 353.15, 0.07).porosity);
  });

  it('repeated passes approach a limit', () => {
    const [one, two, three, many] = [1, 2, 3, 100].map(
      (passes) => at(115e3, 353.15, 0.18, passes).porosity,
    );
    expect(two!).toBeLessThan(one!);
    expect(one! - two!).toBeGreaterThan(two! - three!);
    expect(three!).toBeGreaterThan(many!);
  });

  it('a wider gap leaves more porosity, and gap and force find the same state', () => {
    const byForce = at(115e3);
    const byGap = (rollGap: number) =>
      calender(
        coating(0.18),
        material,
        press,
        { mode: 'gap', rollGap },
        { rollTemperature: 353.15 },
      );
    const same = byGap(byForce.nominalGap);
    // Bracket of the root is 1e-10 of the largest load.
    expectClose(same.lineLoad, byForce.lineLoad, { rtol: 1e-8, atol: 0 });
    expectClose(same.porosity, byForce.porosity, { rtol: 1e-8, atol: 0 });
    expect(byGap(byForce.nominalGap + 5e-6).porosity).toBeGreaterThan(byForce.porosity);
  });

  it('the nip is narrower than the coating behind it, which springs back', () => {
    const { loadedGap, thickness } = at(115e3);
    expect(loadedGap).toBeLessThan(thickness);
  });

  it('solids stay on each metre of original foil, to round-off', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 0.5, noNaN: true }),
        fc.double({ min: 0.3, max: 0.6, noNaN: true }),
        fc.double({ min: 0, max: 5e5, noNaN: true }),
        fc.double({ min: 293.15, max: 423.15, noNaN: true }),
        (loading, porosity, lineLoad, rollTemperature) => {
          const after = calender(
            coating(loading, porosity),
            material,
            press,
            { mode: 'force', lineLoad },
            { rollTemperature },
          );
          const kept = loadingOf({ ...after, poreFreeDensity: density }) * (1 + after.elongation);
          // A handful of multiplications: some units in the last place.
          expectClose(kept, loading, { rtol: 1e-14, atol: 0 });
        },
      ),
      { seed: 20260101, numRuns: 300 },
    );
  });

  it('the foil grows longer in proportion to the line load', () => {
    expect(foilElongation(material, 115e3)).toBe(at(115e3).elongation);
    expect(foilElongation(material, 230e3)).toBe(2 * foilElongation(material, 115e3));
    expect(() => foilElongation(material, -1)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });

  it('says when the rolls do not touch, and leaves the coating as it is', () => {
    const before = coating(0.18);
    const after = calender(
      before,
      material,
      press,
      { mode: 'gap', rollGap: 400e-6 },
      { rollTemperature: 353.15 },
    );
    expect(after.warnings.map(({ code }) => code)).toEqual(['CALENDERING_NO_CONTACT']);
    expect(after).toMatchObject({ ...before, lineLoad: 0 });
  });

  it('warns outside the fitted loads and refuses what the press can not give', () => {
    expect(at(450e3).warnings.map(({ code }) => code)).toEqual(['CALENDERING_OUTSIDE_FITTED_LOAD']);
    const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
    expect(() => at(-1)).toThrow(out);
    expect(() => at(6e5)).toThrow(out);
    expect(() => at(Number.NaN)).toThrow(out);
    expect(() => at(1e5, 1000)).toThrow(out);
    expect(() => at(1e5, 353.15, 0.18, 0)).toThrow(out);
    const force = { mode: 'force', lineLoad: 1e5 } as const;
    const roll = { rollTemperature: 353.15 };
    expect(() =>
      calender({ ...coating(0.18), thickness: 1e-4 }, material, press, force, roll),
    ).toThrow(out);
    expect(() =>
      calender(
        coating(0.4),
        material,
        { ...press, maximumLineLoad: 1e4 },
        { mode: 'gap', rollGap: 50e-6 },
        roll,
      ),
    ).toThrow(expect.objectContaining({ code: 'PHY_NO_ROOT' }));
  });

  it('names the least gap where the press gives no smaller one, and that gap can be set', () => {
    const weak = { ...press, maximumLineLoad: 5e4 };
    const setTo = (rollGap: number) =>
      calender(
        coating(0.18),
        material,
        weak,
        { mode: 'gap', rollGap },
        { rollTemperature: 353.15 },
      );
    let least = Number.NaN;
    try {
      setTo(50e-6);
    } catch (error) {
      least = (error as PhysicsError).data['minimumRollGap'] as number;
    }
    // The bracket of the root is 1e-10 of the largest load.
    expectClose(setTo(least * (1 + 1e-12)).lineLoad, 5e4, { rtol: 1e-6, atol: 0 });
    expect(() => setTo(least - 1e-7)).toThrow(expect.objectContaining({ code: 'PHY_NO_ROOT' }));
  });
});
