import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhysicsError } from '../../../../physics/core/errors.ts';
import { liquidDensity } from '../../../../physics/materials/solvent-properties.ts';
import {
  type CalenderedCoating,
  type CalenderSetting,
  calender,
  compactionResistance,
  foilElongation,
} from '../../../../physics/process/calendering.ts';
import { liquidPorosity } from '../../../../physics/process/liquid-in-pores.ts';
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

  it('two sides take sqrt(2) times the load of one for the same density, in force and in gap mode', () => {
    const roll = { rollTemperature: 353.15 };
    const pressedTo = (setting: CalenderSetting, coatedSides: 1 | 2, sidesExponent = 0.5) => {
      const compaction = { ...material.compaction, sidesExponent };
      return calender(coating(0.18), { ...material, compaction }, press, setting, {
        ...roll,
        coatedSides,
      });
    };
    const force = { mode: 'force', lineLoad: 115e3 } as const;
    const more = { mode: 'force', lineLoad: Math.SQRT2 * 115e3 } as const;
    const [one, two] = [pressedTo(force, 1), pressedTo(more, 2)];
    // One exponential in the place of another.
    expectClose(two.porosity, one.porosity, { rtol: 1e-12, atol: 0 });
    expect(pressedTo(force, 2).porosity).toBeGreaterThan(one.porosity + 0.02);
    // The exponent says nothing of one side, and without it the load counts alike.
    expect(pressedTo(force, 1, 0.9)).toEqual(one);
    expect(pressedTo(force, 2, 0).porosity).toBe(one.porosity);
    // The gap holds both, and the force follows from the same law.
    const same = pressedTo({ mode: 'gap', rollGap: two.nominalGap }, 2);
    // The bracket of the root is 1e-10 of the largest load.
    expectClose(same.lineLoad, two.lineLoad, { rtol: 1e-8, atol: 0 });
    expectClose(same.porosity, two.porosity, { rtol: 1e-8, atol: 0 });
    const open = pressedTo({ mode: 'gap', rollGap: 800e-6 }, 2);
    expectClose(open.loadedGap, (800e-6 - press.gapZero) / 2, { rtol: 0.01, atol: 0 });
    expect(open.warnings.map(({ code }) => code)).toEqual(['CALENDERING_NO_CONTACT']);
  });

  it('holds the load on two sides to the fitted one of one side', () => {
    const { max } = material.compaction.fittedLineLoad;
    const codes = (lineLoad: number, coatedSides: 1 | 2) =>
      calender(
        coating(0.18),
        material,
        press,
        { mode: 'force', lineLoad },
        { rollTemperature: 353.15, coatedSides },
      ).warnings.map(({ code }) => code);
    expect(codes(1.2 * max, 1)).toEqual(['CALENDERING_OUTSIDE_FITTED_LOAD']);
    expect(codes(1.2 * max, 2)).toEqual([]);
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

  describe('of a wet coating', () => {
    const wetAt = (lineLoad: number, residualSolvent: number, porosity = 0.46) =>
      calender(
        {
          ...coating(0.18, porosity),
          liquidPorosity: liquidPorosity(material, residualSolvent),
        },
        material,
        press,
        { mode: 'force', lineLoad },
        { rollTemperature: 353.15 },
      );
    const codes = ({ warnings }: CalenderedCoating) => warnings.map(({ code }) => code);

    it('leaves room in the nip for solids and liquid, whose mass over the solids stays', () => {
      fc.assert(
        fc.property(
          fc.double({ min: 1e-3, max: 0.15, noNaN: true }),
          fc.double({ min: 1e3, max: 5e5, noNaN: true }),
          (residualSolvent, lineLoad) => {
            const wet = wetAt(lineLoad, residualSolvent);
            const liquid =
              (residualSolvent * wet.loading) / liquidDensity(material.solvent, 298.15);
            const solid = wet.loading / density;
            // Round-off of the lengths.
            expect(wet.loadedGap).toBeGreaterThan((solid + liquid) * (1 - 1e-12));
            expect(wet.porosity).toBeGreaterThanOrEqual(at(lineLoad).porosity);
          },
        ),
        { seed: 20260102, numRuns: 200 },
      );
    });

    it('is pressed as a dry one until liquid fills the nip, then hardly more, and says so', () => {
      const loads = Array.from({ length: 50 }, (_, i) => 1e4 * (i + 1));
      const wet = loads.map((load) => wetAt(load, 0.12));
      for (const [i, state] of wet.entries()) {
        if (i > 0) expect(state.thickness).toBeLessThan(wet[i - 1]!.thickness);
        const dry = at(loads[i]!);
        const isFull = codes(state).includes('CALENDERING_WET_WEB');
        expect(isFull).toBe(state.porosity > dry.porosity);
        if (!isFull) expect(state).toEqual(dry);
      }
      expect(codes(wet[0]!)).not.toContain('CALENDERING_WET_WEB');
      expect(codes(wet.at(-1)!)).toContain('CALENDERING_WET_WEB');
      const fall = wet[29]!.porosity - wet.at(-1)!.porosity;
      expect(Math.abs(fall)).toBeLessThan(0.05 * (at(3e5).porosity - at(5e5).porosity));
    });

    it('follows its solvent smoothly where liquid bears the load', () => {
      const slope = (step: number) =>
        (wetAt(3e5, 0.12 + step).porosity - wetAt(3e5, 0.12 - step).porosity) / (2 * step);
      expect(slope(1e-3)).toBeGreaterThan(0);
      // The error of a central difference goes with the square of its step.
      expectClose(slope(1e-3), slope(1e-4), { rtol: 1e-3, atol: 0 });
    });

    it('is not pressed where it comes full, and needs more load at a gap that liquid keeps open', () => {
      const full = wetAt(115e3, 2);
      expect(full.porosity).toBe(0.46);
      const dry = at(2e5);
      const wet = calender(
        { ...coating(0.18), liquidPorosity: 0.3 },
        material,
        press,
        { mode: 'gap', rollGap: dry.nominalGap },
        { rollTemperature: 353.15 },
      );
      expect(wet.lineLoad).toBeGreaterThan(1.05 * dry.lineLoad);
      expect(codes(wet)).toContain('CALENDERING_WET_WEB');
    });
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
