import { describe, expect, it } from 'vitest';
import { demonstrationDryer } from '../../../../physics/materials/dryer.ts';
import { moistureContent, water } from '../../../../physics/materials/water.ts';
import { coatSlotDie } from '../../../../physics/process/coating.ts';
import {
  type DryerRun,
  dryerUse,
  perCellEnergy,
} from '../../../../physics/process/dryer-energy.ts';
import { dryFilm } from '../../../../physics/process/drying.ts';
import { expectClose } from '../../../support/close.ts';
import {
  dryerZones,
  material,
  slotDieSetting,
  webSpeed,
} from '../../../support/demonstration-point.ts';

const film = coatSlotDie(material, slotDieSetting(0.18, 200e-6));
const zones = dryerZones(2, 10);
const coating = dryFilm(material, film, zones, webSpeed);
const run: DryerRun = { material, zones, coating, webSpeed };
const use = dryerUse(run);
const withContent = (solventContent: number) => {
  const wetter = zones.map((zone) => ({ ...zone, solventContent }));
  return { ...run, zones: wetter, coating: dryFilm(material, film, wetter, webSpeed) };
};
const solventOut = (of: typeof use): number => of.solventCaptured + of.solventEmitted;

describe('dryerUse', () => {
  it('closes the balances of solvent and heat of every zone', () => {
    expect(use.zones.length).toBe(4);
    for (const zone of use.zones) {
      const solventIn = zone.webSolventIn + zone.vapourIn + zone.vapourDrawn;
      // Sums of a handful of numbers; the bar is 1e-9.
      expectClose(zone.webSolventOut + zone.vapourOut, solventIn, { rtol: 1e-12, atol: 0 });
      const heatIn = zone.heater + zone.fanWork + zone.recovered;
      const heatOut = zone.toWeb + zone.superheat + zone.airHeating + zone.surplus;
      expectClose(heatOut, heatIn, { rtol: 1e-12, atol: 0 });
    }
  });

  it('closes them over the whole dryer, with what the film model says', () => {
    const first = use.zones[0]!;
    expectClose(first.webSolventIn, film.solventLoading, { rtol: 1e-12, atol: 0 });
    const drawn = use.zones.reduce((sum, zone) => sum + zone.vapourDrawn, 0);
    expectClose(solventOut(use) - drawn, coating.evaporated, { rtol: 1e-12, atol: 0 });
    const fanWork = use.fanElectricity * demonstrationDryer.fanEfficiency;
    const given = use.heating + fanWork + use.recovered;
    const taken = use.evaporation + use.webHeating + use.airHeating + use.surplus;
    expectClose(taken, given, { rtol: 1e-12, atol: 0 });
    expectClose(use.evaporation + use.webHeating, coating.heatUsed, { rtol: 1e-12, atol: 0 });
    expect(use.energy).toBe(use.heating + use.fanElectricity);
  });

  it('air, not vaporization, takes most of the heat where little vapour is allowed', () => {
    const { freshAir, vapourOut, airHeating } = use.zones[0]!;
    // Molar fraction of vapour in what leaves the zone.
    const moles = vapourOut / material.solvent.molarMass;
    expectClose(moles / (moles + freshAir / 0.028_965), 5e-4, { rtol: 1e-12, atol: 0 });
    // 50 K of heated air.
    expectClose(airHeating, freshAir * 1008 * 60, { rtol: 0.01, atol: 0 });
    expect(use.airHeating).toBeGreaterThan(10 * use.evaporation);
  });

  it('more vapour in the air or more heat from the exhaust saves energy', () => {
    const wetter = dryerUse(withContent(2e-3));
    expect(wetter.energy).toBeLessThan(use.energy / 2);
    const bare = dryerUse({ ...run, dryer: { ...demonstrationDryer, heatRecovery: 0 } });
    expect(bare.recovered).toBe(0);
    expectClose(bare.energy - use.energy, use.recovered, { rtol: 1e-9, atol: 0 });
  });

  it('emits what the capture lets through, and nothing organic with water', () => {
    const open = dryerUse({ ...run, dryer: { ...demonstrationDryer, solventCapture: 0 } });
    expect(open.solventCaptured).toBe(0);
    expectClose(open.vocEmitted, solventOut(use), { rtol: 1e-12, atol: 0 });
    expectClose(use.vocEmitted, 0.02 * open.vocEmitted, { rtol: 1e-9, atol: 0 });

    const aqueous = { ...material, solvent: water };
    const ambient = { temperature: 293.15, solventContent: moistureContent(0.4, 293.15) };
    const humid = zones.map((zone) => ({ ...zone, solventContent: 0.03 }));
    const wet = coatSlotDie(aqueous, slotDieSetting(0.18, 200e-6, aqueous));
    const dry = dryFilm(aqueous, wet, humid, webSpeed, { ambient });
    const water_ = dryerUse({ material: aqueous, zones: humid, coating: dry, webSpeed, ambient });
    expect(water_.vocEmitted).toBe(0);
    expect(water_.solventEmitted).toBeGreaterThan(0);
    expect(water_.zones[0]!.vapourIn).toBeGreaterThan(0);
    // Per kg of solvent nearly 10 times less than N-methyl-2-pyrrolidone by Susarla, Ahmed, Dees 2018, J. Power Sources 378,
    // 660-670 (abstract), whose air holds other contents.
    const each = (of: typeof use, evaporated: number): number => of.energy / evaporated;
    const ratio = each(use, coating.evaporated) / each(water_, dry.evaporated);
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(20);
  });

  it('a web that gets wetter draws vapour instead of air', () => {
    const last = zones.map((zone, i) => (i === 3 ? { ...zone, airTemperature: 333.15 } : zone));
    const { zones: balances } = dryerUse({
      ...run,
      zones: last,
      coating: dryFilm(material, film, last, webSpeed),
    });
    const { freshAir, vapourDrawn, vapourOut } = balances[3]!;
    expect(vapourDrawn).toBeGreaterThan(0);
    expect([freshAir, vapourOut]).toEqual([0, 0]);
  });

  it('a slow web takes more work of the fans, as does a fast jet', () => {
    const slow = dryFilm(material, film, zones, webSpeed / 2);
    const longer = dryerUse({ ...run, coating: slow, webSpeed: webSpeed / 2 });
    expectClose(longer.fanElectricity, 2 * use.fanElectricity, { rtol: 1e-12, atol: 0 });
    const jets = zones.map((zone) => ({ ...zone, airVelocity: 20 }));
    const stronger = dryerUse({
      ...run,
      zones: jets,
      coating: dryFilm(material, film, jets, webSpeed),
    });
    expectClose(stronger.fanElectricity, 8 * use.fanElectricity, { rtol: 1e-12, atol: 0 });
  });

  it('refuses air that can not carry the vapour away, and shares outside 0 to 1', () => {
    const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
    expect(() => dryerUse(withContent(0))).toThrow(out);
    expect(() =>
      dryerUse({ ...run, ambient: { temperature: 293.15, solventContent: 5e-4 } }),
    ).toThrow(/zone 1 is 500 ppm; allowed is more than the 500 ppm/);
    expect(() => dryerUse({ ...run, dryer: { ...demonstrationDryer, heatRecovery: 1.1 } })).toThrow(
      out,
    );
    expect(() => dryerUse({ ...run, zones: zones.slice(1) })).toThrow(out);
  });
});

it('per energy of cell', () => {
  // 180 g/m2 with 170 mAh/g at 3.7 V hold 0.41 MJ/m2.
  expectClose(perCellEnergy(use.energy, 0.4e6), use.energy / 0.4e6, { rtol: 1e-15, atol: 0 });
  expect(() => perCellEnergy(1, 0)).toThrow(expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }));
});
