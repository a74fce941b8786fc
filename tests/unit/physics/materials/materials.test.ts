import { expect, it } from 'vitest';
import { dryAir } from '../../../../physics/materials/dry-air.ts';
import { nMethyl2Pyrrolidone as nmp } from '../../../../physics/materials/n-methyl-2-pyrrolidone.ts';
import {
  latentHeat,
  liquidDensity,
  liquidViscosity,
  saturationPressure,
  vapourDiffusivity,
} from '../../../../physics/materials/solvent-properties.ts';
import { moistureContent, water } from '../../../../physics/materials/water.ts';
import { expectClose } from '../../../support/close.ts';

it('NMP boils at 202 degC and has published vapour pressures within 5 %', () => {
  // Published boiling points, 475.2 K (Yaws) to 477.4 K (CRC Handbook), scatter by 2 K, which is 6 % of pressure.
  expectClose(saturationPressure(nmp, 475.15), 101_325, { rtol: 0.03, atol: 0 });
  // Chemical encyclopaedias give 32 Pa at 20 degC, to two digits.
  expectClose(saturationPressure(nmp, 293.15), 32, { rtol: 0.03, atol: 0 });
  for (const temperature of [353.15, 373.15, 393.15, 413.15, 433.15, 453.15, 477]) {
    // Landolt-Boernstein IV/20C (2001) as transcribed in the open library `chemicals` 1.5, log10(p / kPa) for 336 to
    // 477 K; the largest difference is 4.6 %, at 477 K.
    const other = 1000 * 10 ** (6.180_01 - 1655.29 / (temperature - 80.355));
    expectClose(saturationPressure(nmp, temperature), other, { rtol: 0.05, atol: 0 });
  }
});

it('NMP has its measured heat of vaporization, which falls with temperature', () => {
  // 56.4 +- 0.6 kJ/mol in Rakipov et al. 2021, table 2; Clausius and Clapeyron by our constants is 2.2 % below.
  const measured = 56.4e3 / nmp.molarMass;
  expectClose(latentHeat(nmp, 298.15), measured, { rtol: 0.03, atol: 0 });
  expect(latentHeat(nmp, 383.15)).toBeLessThan(latentHeat(nmp, 298.15));
  expect(() => saturationPressure(nmp, 200)).toThrow(
    expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
  );
});

it('NMP has the density of the CRC Handbook', () => {
  // Published densities at 25 degC scatter from 1023 to 1028 kg/m3.
  expectClose(liquidDensity(nmp, 298.15), 1023, { rtol: 0.005, atol: 0 });
});

it('NMP vapour diffuses in air as Fuller, Schettler and Giddings say', () => {
  // C5H9NO with one ring, diffusion volumes as Poling, Prausnitz and O'Connell tabulate them; D in cm2/s for pressure
  // in bar and molar masses in g/mol.
  const volume = 5 * 15.9 + 9 * 2.31 + 4.54 + 6.11 - 18.3;
  const mass = 2 / (1 / 99.13 + 1 / 28.96);
  for (const temperature of [298.15, 383.15]) {
    const diffusivity =
      (1e-4 * 0.00143 * temperature ** 1.75) /
      (1.013_25 * Math.sqrt(mass) * (Math.cbrt(volume) + Math.cbrt(19.7)) ** 2);
    // The constant is kept to three digits.
    expectClose(vapourDiffusivity(nmp, temperature), diffusivity, { rtol: 1e-3, atol: 0 });
  }
});

it('air has the viscosity and conductivity of the reference equations', () => {
  // Lemmon and Jacobsen 2004 at 101325 Pa, by the open library `chemicals` 1.5: T [K], viscosity [Pa.s], conductivity
  // [W/(m.K)].
  for (const [temperature, viscosity, conductivity] of [
    [230, 1.4983e-5, 0.020_971],
    [300, 1.8537e-5, 0.026_384],
    [383, 2.2326e-5, 0.032_297],
    [423, 2.4021e-5, 0.034_991],
    [600, 3.0769e-5, 0.046_011],
  ] as const) {
    const air = dryAir(temperature);
    // Both laws are stated to be within 2 %.
    expectClose(air.kinematicViscosity * air.density, viscosity, { rtol: 0.02, atol: 0 });
    expectClose(air.conductivity, conductivity, { rtol: 0.02, atol: 0 });
  }
  // Incropera, table A.4, at 350 K and 1 bar, to four digits.
  expectClose(dryAir(350).density, 0.995 * 1.01325, { rtol: 2e-3, atol: 0 });
});

it('water has the saturation line, density and viscosity of the tables', () => {
  // Perry, 9th ed., table 2-135: T [K], pressure [Pa], density [mol/L], viscosity [uPa.s].
  for (const [temperature, pressure, density, viscosity] of [
    [280, 992, 55.501, 1433.7],
    [300, 3537, 55.315, 853.84],
    [320, 10_546, 54.919, 577.02],
    [340, 27_188, 54.371, 421.97],
    [350, 41_682, 54.049, 368.77],
    [370, 90_535, 53.321, 291.36],
    [390, 179_640, 52.49, 238.77],
  ] as const) {
    // The fit is stated to be within 0.5 % of pressure and 0.2 % of density.
    expectClose(saturationPressure(water, temperature), pressure, { rtol: 0.005, atol: 0 });
    expectClose(liquidDensity(water, temperature), density * 18.015, { rtol: 0.002, atol: 0 });
    // An Arrhenius law through 290 to 370 K leaves 4 %, and up to 9 % beyond.
    const rtol = temperature < 290 || temperature > 370 ? 0.1 : 0.05;
    expectClose(liquidViscosity(water, temperature), viscosity * 1e-6, { rtol, atol: 0 });
  }
  expectClose(saturationPressure(water, 373.124), 101_325, { rtol: 0.002, atol: 0 });
});

it('water has its heat of vaporization by Clausius and Clapeyron', () => {
  // CRC Handbook: 43.98 kJ/mol at 25 degC, 40.66 at 100 degC; the vapour counts as ideal, which is 1.6 % there.
  expectClose(latentHeat(water, 298.15), 43.98e3 / water.molarMass, { rtol: 0.005, atol: 0 });
  expectClose(latentHeat(water, 373.15), 40.66e3 / water.molarMass, { rtol: 0.02, atol: 0 });
  // The slope of the pressure itself, by a difference.
  const slope = Math.log(saturationPressure(water, 350.01) / saturationPressure(water, 349.99));
  const heat = (8.314_462_6 * 350 ** 2 * slope) / 0.02 / water.molarMass;
  expectClose(latentHeat(water, 350), heat, { rtol: 1e-6, atol: 0 });
});

it('water vapour diffuses in air as measured', () => {
  // 0.282 cm2/s at 25 degC was measured by some, 0.25 to 0.26 by most (Massman 1998: 0.258 by his law).
  expectClose(vapourDiffusivity(water, 298.15), 2.58e-5, { rtol: 0.05, atol: 0 });
});

it('moist air holds its share of the saturation pressure', () => {
  expectClose(moistureContent(0.5, 293.15), 0.0115, { rtol: 0.01, atol: 0 });
  expect(() => moistureContent(50, 293.15)).toThrow(
    expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
  );
});
