import { expect, it } from 'vitest';
import { constantsOf, withConstants } from '../../../../physics/materials/constant-origins.ts';
import {
  demonstrationCommaBar,
  demonstrationMixer,
  demonstrationSlotDie,
} from '../../../../physics/materials/demonstration-coaters.ts';
import { demonstrationMachines } from '../../../../physics/materials/demonstration-machines.ts';
import { demonstrationDryer } from '../../../../physics/materials/dryer.ts';
import { nMethyl2Pyrrolidone } from '../../../../physics/materials/n-methyl-2-pyrrolidone.ts';
import { nmc622HalfCell } from '../../../../physics/materials/nmc622-half-cell.ts';
import { graphiteWater } from '../../../../physics/materials/packs/graphite-water.ts';
import { water } from '../../../../physics/materials/water.ts';
import { recipeMaterials } from '../../../../twin/cli/recipe-materials.ts';
import { expectClose } from '../../../support/close.ts';
import { material, press, rolls } from '../../../support/demonstration-point.ts';

it('every number of a set has an origin and a standard deviation, also those of its solvent', () => {
  const constants = constantsOf(material);
  expect(constants.length).toBeGreaterThan(30);
  for (const { sd, source } of [
    ...constants,
    ...constantsOf(press),
    ...constantsOf(rolls),
    ...constantsOf(water),
    ...constantsOf(demonstrationDryer),
  ]) {
    expect(sd).toBeGreaterThanOrEqual(0);
    expect(source).not.toBe('');
  }
  const antoine = constants.find(({ path }) => path === 'solvent.antoine.b');
  expect(antoine?.value).toBe(material.solvent.antoine.b);
});

it('a list goes by the names of its items', () => {
  const density = constantsOf(material).find(({ path }) => path === 'solids.PVDF.density');
  expect(density?.value).toBe(1780);
  // The row of the group stands for its numbers.
  expectClose(density!.sd, 1780 * 0.02, { rtol: 1e-12, atol: 0 });
});

it('replaces numbers in a copy and refuses a path that is none', () => {
  const changed = withConstants(material, {
    'solids.PVDF.density': 1800,
    'drying.emissivity': 0.8,
  });
  expect(changed.solids[2]!.density).toBe(1800);
  expect(changed.drying.emissivity).toBe(0.8);
  expect(material.drying.emissivity).toBe(0.9);
  for (const path of ['solids.SBR.density', 'drying', 'drying.speed', 'name', 'name.length']) {
    expect(() => withConstants(material, { [path]: 1 })).toThrow(
      expect.objectContaining({ code: 'PHY_UNKNOWN_PARAMETER' }),
    );
  }
});

it('knows every number of the coaters and the mixer too', () => {
  for (const [set, least] of [
    [demonstrationSlotDie, 13],
    [demonstrationCommaBar, 12],
    [demonstrationMixer, 8],
    [graphiteWater, 40],
  ] as const) {
    expect(constantsOf(set).length).toBeGreaterThanOrEqual(least);
  }
});

it('a constant from a publication says how that was seen', () => {
  const seen = /\((read|abstract read|table[^)]*|textbook value|as cited elsewhere, not read)\)/;
  const sets = [
    ...Object.values(recipeMaterials),
    ...Object.values(demonstrationMachines),
    nMethyl2Pyrrolidone,
    nmc622HalfCell,
    water,
  ];
  for (const { path, origin, source } of sets.flatMap((set) => constantsOf(set))) {
    if (origin === 'paper') expect([path, source]).toEqual([path, expect.stringMatching(seen)]);
  }
});
