import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latentHeat } from '../../../../physics/materials/solvent-properties.ts';
import { coatSlotDie } from '../../../../physics/process/coating.ts';
import { type DryerZone, dryFilm } from '../../../../physics/process/drying.ts';
import { loadingOf, poreFreeDensity } from '../../../../physics/process/solids.ts';
import { expectClose } from '../../../support/close.ts';
import {
  dryerZones,
  material,
  slotDieSetting,
  webSpeed,
} from '../../../support/demonstration-point.ts';

const film = (loading = 0.18) => coatSlotDie(material, slotDieSetting(loading, 200e-6));
const zones = dryerZones(2, 10);
const nominal = dryFilm(material, film(), zones, webSpeed);
const allZones = (change: (zone: DryerZone) => Partial<DryerZone>): DryerZone[] =>
  zones.map((zone) => ({ ...zone, ...change(zone) }));
const weak = allZones(() => ({ airVelocity: 6, airTemperature: 343.15 }));
const residual = (of: readonly DryerZone[], speed = webSpeed, loading = 0.18): number =>
  dryFilm(material, film(loading), of, speed).residualSolvent;

describe('dryFilm', () => {
  it('dries the nominal film to porosity 0.46 in 80 s and a thin one in 20 s', () => {
    const thin = coatSlotDie(material, slotDieSetting(0.07, 100e-6));
    for (const dry of [nominal, dryFilm(material, thin, dryerZones(0.5, 15), webSpeed)]) {
      expect(dry.residualSolvent).toBeLessThan(0.005);
      expect(dry.warnings).toEqual([]);
      // The constants of the bed are set to three digits for this porosity.
      expectClose(dry.porosity, 0.46, { rtol: 0, atol: 0.003 });
    }
  });

  it('conserves solids and solvent to round-off', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.3, noNaN: true }),
        fc.double({ min: 6, max: 20, noNaN: true }),
        (loading, airVelocity) => {
          const wet = film(loading);
          const dry = dryFilm(material, wet, dryerZones(1, airVelocity), webSpeed);
          const solids = loadingOf({ ...dry, poreFreeDensity: poreFreeDensity(material.solids) });
          // A handful of multiplications: some units in the last place.
          expectClose(solids, wet.loading, { rtol: 1e-14, atol: 0 });
          const solvent = dry.evaporated + dry.residualSolvent * dry.loading;
          expectClose(solvent, wet.solventLoading, { rtol: 1e-14, atol: 0 });
        },
      ),
      { seed: 20260102, numRuns: 25 },
    );
  });

  it('takes the heat that evaporation and warming need', () => {
    const { evaporated, heatUsed, temperature } = nominal;
    const { foil, drying, solvent } = material;
    const dryCapacity =
      foil.arealMass * foil.specificHeat + nominal.loading * drying.solidsSpecificHeat;
    const sensible = dryCapacity * (temperature - 298.15);
    const least = sensible + evaporated * latentHeat(solvent, 383.15);
    const most =
      sensible +
      evaporated * (latentHeat(solvent, 298.15) + solvent.specificHeat * (383.15 - 298.15));
    expect(heatUsed).toBeGreaterThan(least);
    expect(heatUsed).toBeLessThan(most);
  });

  it('the film shrinks until the solids touch, then keeps its thickness', () => {
    const thicknesses = nominal.profile.map(({ thickness }) => thickness);
    expect(film().wetThickness).toBeGreaterThan(thicknesses[0]!);
    expect(thicknesses[0]!).toBeGreaterThan(thicknesses[1]!);
    expect(thicknesses[2]).toBe(thicknesses[1]);
    expect(nominal.consolidationTime).toBeGreaterThan(20);
  });

  it('says when the solids touched, also where a stronger zone finds them touching at its entry', () => {
    const air = (airTemperature: number, airVelocity: number, seconds: number): DryerZone => ({
      length: seconds * webSpeed,
      airTemperature,
      airVelocity,
      solventContent: 5e-4,
    });
    const alone = dryFilm(material, film(), [air(353.15, 8, 200)], webSpeed).consolidationTime!;
    const early = alone - 0.3;
    const pair = [air(353.15, 8, early), air(403.15, 20, 60)];
    const { consolidationTime, profile } = dryFilm(material, film(), pair, webSpeed);
    // The time that a zone takes is its length over the speed, to round-off.
    expectClose(consolidationTime!, early, { rtol: 1e-12, atol: 0 });
    expectClose(profile[0]!.time, early, { rtol: 1e-12, atol: 0 });
  });

  it('dries less when cooler, in stiller or wetter air, faster web or thicker film', () => {
    const base = residual(weak);
    expect(base).toBeGreaterThan(0.005);
    expect(residual(weak.map((zone) => ({ ...zone, airTemperature: 338.15 })))).toBeGreaterThan(
      base,
    );
    expect(residual(weak.map((zone) => ({ ...zone, airVelocity: 5 })))).toBeGreaterThan(base);
    expect(residual(weak.map((zone) => ({ ...zone, solventContent: 2e-3 })))).toBeGreaterThan(base);
    expect(residual(weak, 0.12)).toBeGreaterThan(base);
    expect(residual(weak, webSpeed, 0.2)).toBeGreaterThan(base);
  });

  it('a hotter last zone leaves less solvent', () => {
    for (const set of [zones, weak]) {
      const hotter = set.map((zone, i) =>
        i === 3 ? { ...zone, airTemperature: zone.airTemperature + 10 } : zone,
      );
      expect(residual(hotter)).toBeLessThan(residual(set));
    }
  });

  it('faster drying packs the bed less densely', () => {
    const porosityAt = (airVelocity: number): number => {
      const even = allZones(() => ({ airTemperature: 363.15, airVelocity }));
      return dryFilm(material, film(), even, webSpeed).porosity;
    };
    expect(porosityAt(20)).toBeGreaterThan(porosityAt(10));
  });

  it('the rate is constant at first and falls once the front leaves the surface', () => {
    const air = { length: 0.5, airTemperature: 363.15, airVelocity: 10, solventContent: 0 };
    const { profile } = dryFilm(material, film(), Array(24).fill(air), webSpeed);
    const rates = profile
      .slice(1)
      .map(({ residualSolvent }, i) => profile[i]!.residualSolvent - residualSolvent);
    // Between warming up and the falling period the wet-bulb state is reached.
    expectClose(rates[2]!, rates[1]!, { rtol: 0.1, atol: 0 });
    expect(rates[20]!).toBeLessThan(rates[2]! / 100);
  });

  it('warns of a wet web, a hot film and a jet outside its correlation', () => {
    const codes = (of: readonly DryerZone[]): string[] =>
      dryFilm(material, film(), of, webSpeed).warnings.map(({ code }) => code);
    expect(codes(weak)).toEqual(['DRYING_NOT_DRY']);
    expect(codes(allZones(() => ({ airTemperature: 423.15 })))).toContain('DRYING_FILM_TOO_HOT');
    expect(codes(allZones(() => ({ airVelocity: 2 })))).toContain('DRYING_TRANSFER_EXTRAPOLATED');
  });

  it('does no more work than it did', () => {
    // Deterministic counts, with room for the last digits of another platform: 131 steps, 702 calls, 14 rejections here.
    expect(nominal.work.steps).toBeLessThan(145);
    expect(nominal.work.rhsCalls).toBeLessThan(800);
    expect(nominal.work.rejections).toBeLessThan(30);
  });

  it('refuses zones and speeds outside their ranges', () => {
    const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
    expect(() => dryFilm(material, film(), [], webSpeed)).toThrow(out);
    expect(() => dryFilm(material, film(), zones, 0)).toThrow(out);
    expect(() => residual(allZones(() => ({ length: 0 })))).toThrow(out);
    expect(() => residual(allZones(() => ({ solventContent: 2 })))).toThrow(out);
    expect(() => residual(allZones(() => ({ airVelocity: Number.NaN })))).toThrow(out);
    expect(() => residual(allZones(() => ({ airTemperature: 600 })))).toThrow(out);
  });
});
