import { type CellParameters, constant } from '../cell-parameters.ts';
import { exampleInterphase, exampleInterphaseNote } from './parts/example-interphase.ts';
import { layerStack } from './parts/layer-stack.ts';
import { nmc532Potential, nmc532Tail } from './parts/nmc532-potential.ts';
import { polynomial } from './parts/polynomial.ts';
import { rateConstantKinetics } from './parts/rate-constant-kinetics.ts';

/**
 * Pouch cell of the University of Michigan (5 A.h): graphite against NMC 532.
 * @see Mohtat2020, J. Electrochem. Soc. 167, 110561, doi:10.1149/1945-7111/aba5d1
 */
export const mohtat2020: CellParameters = {
  name: 'Mohtat2020',
  source: 'Mohtat2020, J. Electrochem. Soc. 167, 110561, doi:10.1149/1945-7111/aba5d1',
  notes: [
    'the concentrations of the set are those of an empty cell (48.8682 and 31513 mol/m3); this one starts full, at 23956.77962 and 1186.076977 mol/m3, which are 4.2 V at rest',
    'the transport efficiencies of the set (0.16, 0.25, 0.16) are Bruggeman factors already and not used twice',
    'the entropic change of NMC is a polynomial of a potential without its fifth power, as printed',
    'plating: irreversible, fitted to another cell (Yang2017, J. Power Sources 360, 28)',
    exampleInterphaseNote,
  ],
  // Cell: m2, A.s, V, K, ohm; all layers as one sheet (Mohtat2020).
  area: 1 * 0.205,
  nominalCapacity: 5 * 3600,
  lowerCutoff: 2.8,
  upperCutoff: 4.2,
  referenceTemperature: 298.15,
  ambientTemperature: 298.15,
  initialTemperature: 298.15,
  contactResistance: 0,
  negative: {
    kind: 'porous',
    // Geometry: m, - (Mohtat2020).
    thickness: 62e-6,
    porosity: 0.3,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, of the solid, thinned by the pores.
    conductivity: 100 * (1 - 0.3) ** 1.5,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite',
        // Volume, radius, sites: -, m, mol/m3 (Mohtat2020).
        volumeFraction: 0.61,
        particleRadius: 2.5e-6,
        maximumConcentration: 28_746,
        // Diffusivity: m2/s (Mohtat2020), no range stated.
        diffusivity: constant(5e-15, 42_770),
        // Potential: V (Mohtat2020); entropic change: V/K (Thomas2003, J. Power Sources 119, 844-849). No ranges stated.
        openCircuitPotential: graphitePotential,
        entropicChange: polynomial(
          [0.28, -1.56, -8.92, 57.21, -110.7, 90.71, -27.14].map((value) => value / 1000),
        ),
        // Kinetics: A/m2 (Mohtat2020), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: 1.061e-6,
          activationEnergy: 37_480,
          maximumConcentration: 28_746,
        }),
        initialStoichiometry: 23956.77962 / 28_746,
      },
    ],
  },
  // Separator: m, - (Mohtat2020).
  separator: { thickness: 12e-6, porosity: 0.4, transport: { bruggemanExponent: 1.5 } },
  positive: {
    kind: 'porous',
    // Geometry: m, - (Mohtat2020).
    thickness: 67e-6,
    porosity: 0.3,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, of the solid, thinned by the pores.
    conductivity: 100 * (1 - 0.3) ** 1.5,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'NMC 532',
        // Volume, radius, sites: -, m, mol/m3 (Mohtat2020).
        volumeFraction: 0.445,
        particleRadius: 3.5e-6,
        maximumConcentration: 35_380,
        // Diffusivity: m2/s (Mohtat2020), no range stated.
        diffusivity: constant(8e-15, 18_550),
        // Potential: V (Mohtat2020); entropic change: V/K (Lu2006, J. Electrochem. Soc. 153, A2147-A2151). No ranges stated.
        openCircuitPotential: nmc532Potential,
        entropicChange: nmcEntropicChange,
        // Kinetics: A/m2 (Mohtat2020), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: 4.824e-6,
          activationEnergy: 39_570,
          maximumConcentration: 35_380,
        }),
        initialStoichiometry: 1186.076977 / 35_380,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in EC:DMC: mol/m3, m2/s, S/m, -; the same at every concentration (Mohtat2020).
    initialConcentration: 1000,
    diffusivity: constant(5.35e-10, 37_040),
    conductivity: constant(1.3, 34_700),
    transferenceNumber: constant(0.38),
    thermodynamicFactor: constant(1),
  },
  // Layers: m, kg/m3, J/(kg.K), negative to positive collector; cooling: m2, m3, W/(m2.K). Constants of the set.
  thermal: layerStack(
    [
      { thickness: 25e-6, density: 8954, specificHeatCapacity: 385 },
      { thickness: 62e-6, density: 3100, specificHeatCapacity: 1100 },
      { thickness: 12e-6, density: 397, specificHeatCapacity: 700 },
      { thickness: 67e-6, density: 3100, specificHeatCapacity: 1100 },
      { thickness: 25e-6, density: 2707, specificHeatCapacity: 897 },
    ],
    { coolingArea: 0.41, volume: 3.92e-5, heatTransferCoefficient: 5 },
  ),
  interphase: exampleInterphase,
  // Plating: A/m2, -; whatever the salt, irreversible (Yang2017).
  plating: { kinetics: { exchangeCurrent: 0.001 }, transferCoefficient: 0.7 },
};

function graphitePotential(s: number): number {
  return (
    0.063 +
    0.8 * Math.exp(-75 * (s + 0.001)) -
    0.012 * Math.tanh((s - 0.127) / 0.016) -
    0.0118 * Math.tanh((s - 0.155) / 0.016) -
    0.0035 * Math.tanh((s - 0.22) / 0.02) -
    0.0095 * Math.tanh((s - 0.19) / 0.013) -
    0.0145 * Math.tanh((s - 0.49) / 0.02) -
    0.08 * Math.tanh((s - 1.03) / 0.055)
  );
}

const entropicTrunk = polynomial([4.3452, -1.6518, 1.6225, -2.0843, 3.5146]);
const entropicOfPotential = polynomial([-0.8, 0.779, -0.284, 0.046, -0.0028]);

/** [V/K] */
function nmcEntropicChange(s: number): number {
  return entropicOfPotential(entropicTrunk(s) - nmc532Tail(s));
}
