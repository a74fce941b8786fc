import type { Solvent } from './electrode-material.ts';

/**
 * N-methyl-2-pyrrolidone (CAS 872-50-4). The Antoine constants are not from a source that could be read; a test holds
 * them to three that could, all independent of them: within 5 % the Antoine equation of Landolt-Boernstein from 353 to
 * 477 K, within 3 % the 32 Pa at 20 degC of chemical encyclopaedias, and within 3 % the measured heat of vaporization.
 */
export const nMethyl2Pyrrolidone: Solvent = {
  name: 'N-methyl-2-pyrrolidone',
  organic: true,
  molarMass: 0.099_13,
  antoine: { a: 9.673_16, b: 1979.68, c: -50.988 },
  densityPolynomial: [1262.02, -0.700_26, -2.8771e-4],
  specificHeat: 1680,
  vapourSpecificHeat: 1350,
  surfaceTension: 0.0407,
  viscosity: 1.65e-3,
  viscosityActivationEnergy: 12_000,
  vapourDiffusivity: 8.64e-6,
  lowerExplosionLimit: 0.013,
  referenceTemperature: 298.15,
  validTemperature: { min: 273.15, max: 477 },
  origins: {
    molarMass: {
      origin: 'paper',
      relativeSd: 0,
      source: 'IUPAC standard atomic weights, C5H9NO (table)',
    },
    antoine: {
      origin: 'assumed',
      relativeSd: 0.001,
      source:
        'in circulation as 7.54826 / 1979.68 / 222.162 for mmHg and degC, primary source not seen; checked against Landolt-Boernstein IV/20C (Dykyj, Svoboda, Wilhoit, Frenkel, Hall 2001) and Rakipov et al. 2021, doi:10.3390/molecules26051411, table 2',
    },
    densityPolynomial: {
      origin: 'assumed',
      relativeSd: 0.003,
      source:
        'quadratic equation of chemical encyclopaedias, primary source not seen; 0.5 % above the 1023 kg/m3 at 25 degC of the CRC Handbook',
    },
    specificHeat: {
      origin: 'assumed',
      relativeSd: 0.05,
      source:
        '166 J/(mol.K) at 25 degC, no measurement found; the estimate of Dadgostar and Shaw is 175; the 307.8 printed in the CRC Handbook is nearly twice that and not used',
    },
    vapourSpecificHeat: {
      origin: 'assumed',
      relativeSd: 0.1,
      source:
        'about 134 J/(mol.K) between 25 and 110 degC, of the size of group contributions; no measurement found',
    },
    surfaceTension: {
      origin: 'assumed',
      relativeSd: 0.02,
      source: '40.7 mN/m at 25 degC in chemical encyclopaedias, primary source not seen',
    },
    lowerExplosionLimit: {
      origin: 'assumed',
      relativeSd: 0,
      source: '1.3 % by volume in data sheets of suppliers, primary source not seen; for a warning',
    },
    viscosity: {
      origin: 'assumed',
      relativeSd: 0.03,
      source: '1.65 mPa.s at 25 degC in chemical encyclopaedias, primary source not seen',
    },
    viscosityActivationEnergy: {
      origin: 'assumed',
      relativeSd: 0.2,
      source: 'usual for polar liquids, no curve seen',
    },
    vapourDiffusivity: {
      origin: 'paper',
      relativeSd: 0.08,
      source:
        "eq. 4 of Fuller, Schettler, Giddings 1966, doi:10.1021/ie50677a007 (table): its table I, as the open pymrm-gallery transcribes it (91.29 for C5H9NO with one ring, air 20.1), gives 8.66e-6 at 298.15 K and 1 atm, without the term of the ring 7.97e-6; used are the later volumes of Poling, Prausnitz, O'Connell (92.64, 19.7)",
    },
    referenceTemperature: {
      origin: 'assumed',
      relativeSd: 0,
      source: 'temperature of the values above',
    },
    validTemperature: {
      origin: 'assumed',
      relativeSd: 0,
      source: 'from 0 degC to the boiling point',
    },
  },
};
