import { type CellParameters, constant } from '../cell-parameters.ts';
import {
  licoo2EntropicChange,
  mcmbDiffusivity,
  mcmbEntropicChange,
} from './parts/dualfoil-cells.ts';
import { exampleInterphase, exampleInterphaseNote } from './parts/example-interphase.ts';
import { layerStack } from './parts/layer-stack.ts';
import { rateConstantKinetics } from './parts/rate-constant-kinetics.ts';

/**
 * Kokam SLPB78205130H (pouch): graphite MCMB 2528 against LiCoO2, with Dualfoil's values.
 * @see Marquis2019, J. Electrochem. Soc. 166, A3693-A3706, doi:10.1149/2.0341915jes
 */
export const marquis2019: CellParameters = {
  name: 'Marquis2019',
  source: 'Marquis2019, J. Electrochem. Soc. 166, A3693, doi:10.1149/2.0341915jes',
  notes: [
    'the separator is all pores (porosity 1)',
    'the entropic changes are divided by a maximum concentration as in their source, which makes them very small',
    exampleInterphaseNote,
  ],
  // Cell: m2, A.s, V, K, ohm; one coated pair.
  area: 0.137 * 0.207,
  nominalCapacity: 0.680616 * 3600,
  lowerCutoff: 3.105,
  upperCutoff: 4.1,
  referenceTemperature: 298.15,
  ambientTemperature: 298.15,
  initialTemperature: 298.15,
  contactResistance: 0,
  negative: {
    kind: 'porous',
    // Geometry: m, - (Marquis2019).
    thickness: 100e-6,
    porosity: 0.3,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, of the solid, thinned by the pores.
    conductivity: 100 * (1 - 0.3) ** 1.5,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite MCMB 2528',
        // Volume, radius, sites: -, m, mol/m3 (Dualfoil).
        volumeFraction: 0.6,
        particleRadius: 10e-6,
        maximumConcentration: 24983.2619938437,
        // Diffusivity: m2/s (Dualfoil), no range stated.
        diffusivity: mcmbDiffusivity,
        // Potential: V; entropic change: V/K (fastDFN). No ranges stated.
        openCircuitPotential: graphitePotential,
        entropicChange: mcmbEntropicChange,
        // Kinetics: A/m2 (Dualfoil), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: 2e-5,
          activationEnergy: 37_480,
          maximumConcentration: 24983.2619938437,
        }),
        initialStoichiometry: 19986.609595075 / 24983.2619938437,
      },
    ],
  },
  // Separator: m, - (Marquis2019).
  separator: { thickness: 25e-6, porosity: 1, transport: { bruggemanExponent: 1.5 } },
  positive: {
    kind: 'porous',
    // Geometry: m, - (Marquis2019).
    thickness: 100e-6,
    porosity: 0.3,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, of the solid, thinned by the pores.
    conductivity: 10 * (1 - 0.3) ** 1.5,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'LiCoO2',
        // Volume, radius, sites: -, m, mol/m3 (Dualfoil).
        volumeFraction: 0.5,
        particleRadius: 10e-6,
        maximumConcentration: 51217.9257309275,
        // Diffusivity: m2/s (Dualfoil), no range stated.
        diffusivity: constant(1e-13, 18_550),
        // Potential: V, data below stoichiometry 0.4 and from 0.5 to 0.99; entropic change: V/K (fastDFN).
        openCircuitPotential: licoo2Potential,
        entropicChange: licoo2EntropicChange,
        // Kinetics: A/m2 (Dualfoil), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: 6e-7,
          activationEnergy: 39_570,
          maximumConcentration: 51217.9257309275,
        }),
        initialStoichiometry: 30730.7554385565 / 51217.9257309275,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in EC:DMC: mol/m3, m2/s, S/m, -; Dualfoil's fits of Capiglia1999, no range stated.
    initialConcentration: 1000,
    diffusivity: { at: (c) => 5.34e-10 * Math.exp((-0.65 * c) / 1000), activationEnergy: 37_040 },
    conductivity: {
      at: (c) => 0.0911 + 1.9101 * (c / 1000) - 1.052 * (c / 1000) ** 2 + 0.1554 * (c / 1000) ** 3,
      activationEnergy: 34_700,
    },
    transferenceNumber: constant(0.4),
    thermodynamicFactor: constant(1),
  },
  // Layers: m, kg/m3, J/(kg.K), negative to positive collector; cooling: m2, m3, W/(m2.K). Constants of the set.
  thermal: layerStack(
    [
      { thickness: 25e-6, density: 8954, specificHeatCapacity: 385 },
      { thickness: 100e-6, density: 1657, specificHeatCapacity: 700 },
      { thickness: 25e-6, density: 397, specificHeatCapacity: 700 },
      { thickness: 100e-6, density: 3262, specificHeatCapacity: 700 },
      { thickness: 25e-6, density: 2707, specificHeatCapacity: 897 },
    ],
    { coolingArea: 0.0569, volume: 7.8e-6, heatTransferCoefficient: 10 },
  ),
  interphase: exampleInterphase,
};

function graphitePotential(s: number): number {
  return (
    0.194 +
    1.5 * Math.exp(-120 * s) +
    0.0351 * Math.tanh((s - 0.286) / 0.083) -
    0.0045 * Math.tanh((s - 0.849) / 0.119) -
    0.035 * Math.tanh((s - 0.9233) / 0.05) -
    0.0147 * Math.tanh((s - 0.5) / 0.034) -
    0.102 * Math.tanh((s - 0.194) / 0.142) -
    0.022 * Math.tanh((s - 0.9) / 0.0164) -
    0.011 * Math.tanh((s - 0.124) / 0.0226) +
    0.0155 * Math.tanh((s - 0.105) / 0.029)
  );
}

function licoo2Potential(s: number): number {
  const x = 1.062 * s;
  return (
    2.16216 +
    0.07645 * Math.tanh(30.834 - 54.4806 * x) +
    2.1581 * Math.tanh(52.294 - 50.294 * x) -
    0.14169 * Math.tanh(11.0923 - 19.8543 * x) +
    0.2051 * Math.tanh(1.4684 - 5.4888 * x) +
    0.2531 * Math.tanh((0.56478 - x) / 0.1316) -
    0.02167 * Math.tanh((x - 0.525) / 0.006)
  );
}
