import type { Solvent } from './electrode-material.ts';

/**
 * N-methyl-2-pyrrolidone (CAS 872-50-4). The Antoine constants meet the boiling point (202 degC), 46 Pa at 25 degC and,
 * within 5 %, an independent law for 361-477 K, log10(p / kPa) = 7.4 - 2570 / T; a test holds them to that.
 */
export const nMethyl2Pyrrolidone: Solvent = {
  name: 'N-methyl-2-pyrrolidone',
  molarMass: 0.099_13,
  antoine: { a: 9.673_16, b: 1979.68, c: -50.988 },
  densityPolynomial: [1262.02, -0.700_26, -2.8771e-4],
  specificHeat: 1680,
  surfaceTension: 0.0407,
  viscosity: 1.65e-3,
  viscosityActivationEnergy: 12_000,
  vapourDiffusivity: 8.1e-6,
  referenceTemperature: 298.15,
  validTemperature: { min: 273.15, max: 477 },
  origins: {
    molarMass: { origin: 'paper', source: 'IUPAC atomic weights, C5H9NO' },
    antoine: {
      origin: 'paper',
      source: 'Yaws, Handbook of Vapor Pressure, 7.54826 / 1979.68 / 222.162 for mmHg and degC',
    },
    densityPolynomial: {
      origin: 'paper',
      source: 'quadratic density equation of the compound data tables (1.0277 g/cm3 at 25 degC)',
    },
    specificHeat: {
      origin: 'paper',
      source: 'liquid heat capacity about 166 J/(mol.K) at 25 degC',
    },
    surfaceTension: { origin: 'paper', source: 'supplier data, 40.7 mN/m at 25 degC' },
    viscosity: { origin: 'paper', source: 'supplier data, 1.65 mPa.s at 25 degC' },
    viscosityActivationEnergy: { origin: 'assumed', source: 'Arrhenius slope of supplier curves' },
    vapourDiffusivity: {
      origin: 'paper',
      source: 'Fuller, Schettler, Giddings 1966, doi:10.1021/ie50677a007, evaluated at 298.15 K',
    },
    referenceTemperature: { origin: 'paper', source: 'temperature of the values above' },
    validTemperature: { origin: 'assumed', source: 'from 0 degC to the boiling point' },
  },
};
