import { faradayConstant } from '../../core/constants.ts';
import { type CellParameters, constant } from '../cell-parameters.ts';
import { valoenConductivity, valoenDiffusivity } from './parts/electrolyte-valoen2005.ts';
import { exampleInterphase, exampleInterphaseNote } from './parts/example-interphase.ts';
import { layerStack } from './parts/layer-stack.ts';
import { polynomial } from './parts/polynomial.ts';
import { rateConstantKinetics } from './parts/rate-constant-kinetics.ts';
import { graphiteEnertechAi2020 } from './tables/graphite-enertech-ai2020.ts';
import { licoo2Ai2020 } from './tables/licoo2-ai2020.ts';
import { splinePotential } from './tables/potential-table.ts';

const pairs = 34;
const transferenceNumber = 0.38;

/**
 * Enertech SPB655060 (pouch, 2.28 A.h): graphite against LiCoO2.
 * @see Ai2020, J. Electrochem. Soc. 167, 013512, doi:10.1149/2.0122001JES
 * @see Rieger2016, J. Electrochem. Soc. 163, A1566-A1575
 */
export const ai2020: CellParameters = {
  name: 'Ai2020',
  source:
    'Ai2020, J. Electrochem. Soc. 167, 013512, doi:10.1149/2.0122001JES, and Rieger2016, A1566',
  notes: [
    '34 electrode pairs in parallel: area and current are those of all',
    'both potentials are measured tables joined by a cubic spline; their noise stays in the slope',
    'the table of LiCoO2 begins at a stoichiometry of 0.4; the spline runs on below',
    'the entropic change of LiCoO2 holds between stoichiometry 0.43 and 0.9936',
    'swelling, stress and cracks of the set are not taken over',
    exampleInterphaseNote,
  ],
  // Cell: m2, A.s, V, K, ohm (Ai2020).
  area: 0.051 * 0.047 * pairs,
  nominalCapacity: 2.28 * 3600,
  lowerCutoff: 3,
  upperCutoff: 4.2,
  referenceTemperature: 298.15,
  ambientTemperature: 298.15,
  initialTemperature: 298.15,
  contactResistance: 0,
  negative: {
    kind: 'porous',
    // Geometry: m, - (Ai2020).
    thickness: 76.5e-6,
    porosity: 0.33,
    transport: { bruggemanExponent: 2.914 },
    // Conductivity: S/m (Ai2020); taken as effective.
    conductivity: 100,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite',
        // Volume, radius, sites: -, m, mol/m3 (Ai2020).
        volumeFraction: 0.61,
        particleRadius: 5e-6,
        maximumConcentration: 28_700,
        // Diffusivity: m2/s (Ai2020), no range stated.
        diffusivity: constant(3.9e-14, 5000),
        // Potential: V, table of stoichiometry 0 to 1; entropic change: V/K, no range stated.
        openCircuitPotential: splinePotential(graphiteEnertechAi2020),
        entropicChange: graphiteEntropicChange,
        // Kinetics: A/m2, rate constant 1e-11 in m/s (Ai2020), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: faradayConstant * 1e-11,
          activationEnergy: 5000,
          maximumConcentration: 28_700,
        }),
        initialStoichiometry: 24_108 / 28_700,
      },
    ],
  },
  // Separator: m, - (Ai2020).
  separator: { thickness: 25e-6, porosity: 0.5, transport: { bruggemanExponent: 1.5 } },
  positive: {
    kind: 'porous',
    // Geometry: m, - (Ai2020).
    thickness: 68e-6,
    porosity: 0.32,
    transport: { bruggemanExponent: 1.83 },
    // Conductivity: S/m (Ai2020); taken as effective.
    conductivity: 10,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'LiCoO2',
        // Volume, radius, sites: -, m, mol/m3 (Ai2020). The surface that the set gives, 6.2e5 m2/m3, is 3 volume / radius.
        volumeFraction: 0.62,
        particleRadius: 3e-6,
        maximumConcentration: 49_943,
        // Diffusivity: m2/s (Ai2020), no range stated.
        diffusivity: constant(5.387e-15, 5000),
        // Potential: V, table of stoichiometry 0.4 to 0.9989; entropic change: V/K, 0.43 to 0.9936.
        openCircuitPotential: splinePotential(licoo2Ai2020),
        potentialRange: [0.4, 0.998903136],
        entropicChange: polynomial([
          0.109667298, -1.30382445, 6.54799331, -17.992018, 29.1744564, -27.9047599, 14.5719049,
          -3.20392657,
        ]),
        // Kinetics: A/m2, rate constant 1e-11 in m/s (Ai2020), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: faradayConstant * 1e-11,
          activationEnergy: 5000,
          maximumConcentration: 49_943,
        }),
        initialStoichiometry: 21_725 / 49_943,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in EC:DMC: mol/m3, m2/s, S/m, -; Valoen2005 (measured in PC:EC:DMC), no range stated by the set.
    initialConcentration: 1000,
    diffusivity: { at: valoenDiffusivity },
    conductivity: { at: valoenConductivity },
    transferenceNumber: constant(transferenceNumber),
    thermodynamicFactor: { at: thermodynamicFactor },
  },
  // Layers: m, kg/m3, J/(kg.K), negative to positive collector; cooling: m2, m3, W/(m2.K) (Ai2020).
  thermal: layerStack(
    [
      { thickness: 10e-6, density: 8960, specificHeatCapacity: 385 },
      { thickness: 76.5e-6, density: 2470, specificHeatCapacity: 1080.2 },
      { thickness: 25e-6, density: 2470, specificHeatCapacity: 1080.2 },
      { thickness: 68e-6, density: 2470, specificHeatCapacity: 1080.2 },
      { thickness: 15e-6, density: 2700, specificHeatCapacity: 897 },
    ],
    { coolingArea: 0.0060484, volume: 1.5341e-5, heatTransferCoefficient: 35 },
  ),
  interphase: exampleInterphase,
};

/** 1 + d ln f / d ln c, printed by Valoen2005 as a polynomial in the root of c and divided by 1 - t+. */
function thermodynamicFactor(c: number, temperature: number): number {
  const molar = c / 1000;
  return (
    (0.601 - 0.24 * molar ** 0.5 + 0.982 * (1 - 0.0052 * (temperature - 298.15)) * molar ** 1.5) /
    (1 - transferenceNumber)
  );
}

const entropicNumerator = polynomial([
  0.005269056, 3.299265709, -91.79325798, 1004.911008, -5812.278127, 19329.7549, -37147.8947,
  38379.18127, -16515.05308,
]);
const entropicDenominator = polynomial([
  1, -48.09287227, 1017.234804, -10481.80419, 59431.3, -195881.6488, 374577.3152, -385821.1607,
  165705.8597,
]);

/** [V/K] */
function graphiteEntropicChange(s: number): number {
  return (entropicNumerator(s) / entropicDenominator(s)) * 1e-3;
}
