import { standardAtmosphere } from '../core/constants.ts';
import { checkBetween } from './check-between.ts';
import type { Solvent } from './electrode-material.ts';
import { saturationPressure } from './solvent-properties.ts';

/**
 * Water. Saturation pressure and density are fitted here to the equations of IAPWS for the saturation line, so that
 * one Antoine equation serves the whole range: within 0.5 % of pressure and 0.2 % of density from 273 to 423 K. The
 * latent heat by Clausius and Clapeyron takes the vapour as ideal: 0.3 % too high at 25 degC, 1.7 % at 100 degC.
 */
export const water: Solvent = {
  name: 'water',
  organic: false,
  molarMass: 0.018_015,
  antoine: { a: 10.142_555, b: 1701.7337, c: -41.889_667 },
  densityPolynomial: [826.0238, 1.427_543_5, -2.871_428_56e-3],
  specificHeat: 4181,
  vapourSpecificHeat: 1870,
  surfaceTension: 0.071_97,
  viscosity: 8.834e-4,
  viscosityActivationEnergy: 14_560,
  vapourDiffusivity: 2.504e-5,
  referenceTemperature: 298.15,
  validTemperature: { min: 273.15, max: 423.15 },
  origins: {
    molarMass: {
      origin: 'paper',
      relativeSd: 0,
      source: 'IUPAC standard atomic weights, H2O (table)',
    },
    antoine: {
      origin: 'fitted',
      relativeSd: 2e-4,
      source:
        'least squares of log p from 273.16 to 423.15 K on the saturation equation of Wagner and Pruss 2002, J. Phys. Chem. Ref. Data 31, 387-535, doi:10.1063/1.1461829, eq. 2.5 (paper not read; the Modelica Standard Library, which cites Wagner and Pruss 1993, and two more open libraries have the coefficients alike; tested in water.test.ts); checked against the table of Perry, 9th ed., table 2-135',
    },
    densityPolynomial: {
      origin: 'fitted',
      relativeSd: 1e-3,
      source: 'least squares on the saturated-liquid density of the same, eq. 2.6',
    },
    specificHeat: {
      origin: 'paper',
      relativeSd: 0.005,
      source: '75.32 J/(mol.K) at 300 K, 75.9 at 370 K, Perry, 9th ed. (table 2-135)',
    },
    vapourSpecificHeat: {
      origin: 'assumed',
      relativeSd: 0.02,
      source: 'ideal gas, 33.6 J/(mol.K) at 298 K and 34.4 at 400 K in handbooks',
    },
    surfaceTension: {
      origin: 'paper',
      relativeSd: 0.005,
      source:
        'IAPWS R1-76 (2014) (table), 71.97 mN/m at 25 degC; slurries with dispersants have less',
    },
    viscosity: {
      origin: 'fitted',
      relativeSd: 0.02,
      source:
        'Arrhenius law through 290 to 370 K of Perry, 9th ed., table 2-135; the largest difference is 4 %, at 290 K',
    },
    viscosityActivationEnergy: {
      origin: 'fitted',
      relativeSd: 0.05,
      source: 'with the viscosity',
    },
    vapourDiffusivity: {
      origin: 'paper',
      relativeSd: 0.05,
      source:
        "eq. 4 of Fuller, Schettler, Giddings 1966, doi:10.1021/ie50677a007 (table): its table I, as the open pymrm-gallery transcribes it (H2O 12.7, air 20.1), gives 2.515e-5 at 298.15 K and 1 atm; used are the later volumes of Poling, Prausnitz, O'Connell (13.1, 19.7). 4.3 % over the 340 measurements that the volumes were fitted to",
    },
    referenceTemperature: {
      origin: 'assumed',
      relativeSd: 0,
      source: 'temperature of the values above',
    },
    validTemperature: { origin: 'assumed', relativeSd: 0, source: 'range of the fits' },
  },
};

/**
 * Volume fraction of water vapour in air at one atmosphere [-].
 * @param relativeHumidity - [-], 0 to 1
 * @param temperature - of the air [K], 273.15 to 373.15
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function moistureContent(relativeHumidity: number, temperature: number): number {
  checkBetween('relative humidity', relativeHumidity, { min: 0, max: 1, unit: '1' });
  checkBetween('temperature of moist air', temperature, { min: 273.15, max: 373.15, unit: 'K' });
  return (relativeHumidity * saturationPressure(water, temperature)) / standardAtmosphere;
}
