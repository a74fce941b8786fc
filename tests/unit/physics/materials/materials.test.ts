import { expect, it } from 'vitest';
import { dryAir } from '../../../../physics/materials/dry-air.ts';
import { nMethyl2Pyrrolidone as nmp } from '../../../../physics/materials/n-methyl-2-pyrrolidone.ts';
import {
  latentHeat,
  liquidDensity,
  saturationPressure,
} from '../../../../physics/materials/solvent-properties.ts';
import { expectClose } from '../../../support/close.ts';
import { material, press } from '../../../support/demonstration-point.ts';

it('NMP boils at 202 degC, and follows an independent vapour-pressure law', () => {
  // Scatter between published boiling points is 1 K, 3 % of pressure.
  expectClose(saturationPressure(nmp, 475.15), 101_325, { rtol: 0.03, atol: 0 });
  for (const temperature of [361, 400, 440, 477]) {
    // The other law is given to two digits.
    const other = 1000 * 10 ** (7.4 - 2570 / temperature);
    expectClose(saturationPressure(nmp, temperature), other, { rtol: 0.07, atol: 0 });
  }
});

it('NMP has its published density and a latent heat near 550 kJ/kg that falls with temperature', () => {
  // Published to four digits.
  expectClose(liquidDensity(nmp, 298.15), 1028, { rtol: 5e-4, atol: 0 });
  expectClose(latentHeat(nmp, 298.15), 550e3, { rtol: 0.08, atol: 0 });
  expect(latentHeat(nmp, 383.15)).toBeLessThan(latentHeat(nmp, 298.15));
  expect(() => saturationPressure(nmp, 200)).toThrow(
    expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
  );
});

it('air has its handbook properties at 350 K', () => {
  const air = dryAir(350);
  // Incropera, table A.4, which is for 1 bar; the power laws are good to 4 %.
  expectClose(air.density, 0.995 * 1.01325, { rtol: 0.01, atol: 0 });
  expectClose(air.kinematicViscosity, 20.92e-6 / 1.01325, { rtol: 0.04, atol: 0 });
  expectClose(air.conductivity, 0.03, { rtol: 0.04, atol: 0 });
});

it('every constant of the demonstration set says where it is from', () => {
  const { origins, name, solvent, ...groups } = material;
  for (const [group, value] of Object.entries(groups)) {
    for (const key of Array.isArray(value) ? [''] : Object.keys(value)) {
      expect(
        origins[`${group}.${key}`] ?? origins[group],
        `${name}: ${group}.${key}`,
      ).toBeDefined();
    }
  }
  for (const { origins: own, name: of, ...set } of [solvent, press]) {
    for (const key of Object.keys(set)) expect(own[key], `${of}: ${key}`).toBeDefined();
  }
});
