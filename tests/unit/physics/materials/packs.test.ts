import { describe, expect, it } from 'vitest';
import type { ElectrodeMaterial } from '../../../../physics/materials/electrode-material.ts';
import { graphiteWater } from '../../../../physics/materials/packs/graphite-water.ts';
import { hardCarbonWater } from '../../../../physics/materials/packs/hard-carbon-water.ts';
import {
  layeredOxideNmp,
  layeredOxideP2Nmp,
} from '../../../../physics/materials/packs/layered-oxide-nmp.ts';
import { lfpNmp } from '../../../../physics/materials/packs/lfp-nmp.ts';
import { calender } from '../../../../physics/process/calendering.ts';
import { yieldElongation } from '../../../../physics/process/foil-in-the-nip.ts';
import {
  electronicConductivity,
  tortuosityFactor,
} from '../../../../physics/process/pore-transport.ts';
import { poreFreeDensity, thicknessOf } from '../../../../physics/process/solids.ts';
import { expectClose } from '../../../support/close.ts';
import { material as nmc, press } from '../../../support/demonstration-point.ts';

/** Packs with a usual dry porosity, and usual densities of such coatings in cells [kg.m-3]. */
const packs: readonly [ElectrodeMaterial, number, number, number][] = [
  [graphiteWater, 0.53, 1400, 1700],
  [lfpNmp, 0.52, 2100, 2500],
  [hardCarbonWater, 0.52, 900, 1150],
  [layeredOxideNmp, 0.48, 2700, 3200],
  [layeredOxideP2Nmp, 0.48, 2600, 3100],
];

describe.each(packs)('$name', (pack, porosity, lowest, highest) => {
  const density = poreFreeDensity(pack.solids);
  const loading = pack.compaction.referenceLoading;
  const coating = {
    loading,
    porosity,
    thickness: thicknessOf({ loading, porosity, poreFreeDensity: density }),
  };
  const roll = { rollTemperature: pack.compaction.referenceTemperature };
  const at = (lineLoad: number) =>
    calender(coating, pack, press, { mode: 'force', lineLoad }, roll);

  it('is pressed to a usual density by 150 N/mm', () => {
    const pressed = density * (1 - at(150e3).porosity);
    expect(pressed).toBeGreaterThan(lowest);
    expect(pressed).toBeLessThan(highest);
  });

  it('conducts electrons better and ions worse when pressed', () => {
    const [loose, dense] = [0.4, 0.3];
    expect(electronicConductivity(pack, dense)).toBeGreaterThan(
      electronicConductivity(pack, loose),
    );
    expect(dense / tortuosityFactor(pack, dense)).toBeLessThan(
      loose / tortuosityFactor(pack, loose),
    );
  });
});

it('graphite has the measured tortuosity, about twice that of round particles in MacMullin numbers', () => {
  // Landesfeind2016: MacMullin number 18 to 19 at porosity 0.29; NMC 10 to 11 at 0.34.
  const graphite = tortuosityFactor(graphiteWater, 0.29) / 0.29;
  expect(graphite).toBeGreaterThan(18);
  expect(graphite).toBeLessThan(19);
  expect(graphite / (tortuosityFactor(nmc, 0.34) / 0.34)).toBeGreaterThan(1.6);
});

it('LFP has the measured tortuosity', () => {
  // Landesfeind2016: about 4.5 at porosity 0.5 and about 7 at 0.3, both read off a figure to a tenth.
  expectClose(tortuosityFactor(lfpNmp, 0.5), 4.5, { rtol: 0.1, atol: 0 });
  expectClose(tortuosityFactor(lfpNmp, 0.3), 7, { rtol: 0.1, atol: 0 });
});

it('aluminium stretches in the press and copper does not', () => {
  const peak = 120e6;
  expect(yieldElongation(nmc, peak)).toBeGreaterThan(5e-3);
  expect(yieldElongation(lfpNmp, peak)).toBeGreaterThan(1e-3);
  expect(yieldElongation(graphiteWater, peak)).toBeLessThan(1e-6);
  expect(graphiteWater.compaction.elongationCompliance).toBe(0);
});
