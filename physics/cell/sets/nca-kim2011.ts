import { type CellParameters, constant, type ExchangeCurrent } from '../cell-parameters.ts';
import { exampleInterphase, exampleInterphaseNote } from './parts/example-interphase.ts';
import { layerStack } from './parts/layer-stack.ts';
import { polynomial } from './parts/polynomial.ts';

/** The paper gives the exchange current at one stoichiometry and 1200 mol/m3 of salt [A/m2]. */
function exchangeCurrentGivenAt(stoichiometry: number, value: number): ExchangeCurrent {
  return {
    reference: value / Math.sqrt(stoichiometry * (1 - stoichiometry)),
    electrolyteReference: 1200,
    electrolyteExponent: 0.5,
    lithiationExponent: 0.5,
    vacancyExponent: 0.5,
    activationEnergy: 30_000,
  };
}

/**
 * Pouch cell of "nominal design": graphite against NCA, one electrode pair of 0.43 A.h.
 * @see Kim2011, J. Electrochem. Soc. 158, A955-A969, doi:10.1149/1.3597614
 */
export const ncaKim2011: CellParameters = {
  name: 'NCA_Kim2011',
  source: 'Kim2011, J. Electrochem. Soc. 158, A955, doi:10.1149/1.3597614',
  notes: [
    'the densities are scaled so that the stack has the heat capacity of the paper: only their mean has a meaning',
    'the entropic changes are 0',
    exampleInterphaseNote,
  ],
  // Cell: m2, A.s, V, K, ohm (Kim2011).
  area: 0.2 * 0.14,
  nominalCapacity: 0.43 * 3600,
  lowerCutoff: 2.7,
  upperCutoff: 4.2,
  referenceTemperature: 298.15,
  ambientTemperature: 298.15,
  initialTemperature: 298.15,
  contactResistance: 0,
  negative: {
    kind: 'porous',
    // Geometry: m, - (Kim2011).
    thickness: 70e-6,
    porosity: 0.4,
    transport: { bruggemanExponent: 2 },
    // Conductivity: S/m, of the solid, thinned by the pores.
    conductivity: 100 * (1 - 0.4) ** 2,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite',
        // Volume, radius, sites: -, m, mol/m3 (Kim2011).
        volumeFraction: 0.51,
        particleRadius: 0.5083e-6,
        maximumConcentration: 28_700,
        // Diffusivity: m2/s (Kim2011), no range stated.
        diffusivity: constant(9e-14, 4000),
        // Potential: V (Kim2011), no range stated.
        openCircuitPotential: graphitePotential,
        entropicChange: () => 0,
        // Kinetics: A/m2 at stoichiometry 0.36 (Kim2011), no range stated.
        exchangeCurrent: exchangeCurrentGivenAt(0.36, 36),
        initialStoichiometry: 18_081 / 28_700,
      },
    ],
  },
  // Separator: m, - (Kim2011).
  separator: { thickness: 25e-6, porosity: 0.4, transport: { bruggemanExponent: 2 } },
  positive: {
    kind: 'porous',
    // Geometry: m, - (Kim2011).
    thickness: 50e-6,
    porosity: 0.4,
    transport: { bruggemanExponent: 2 },
    // Conductivity: S/m, of the solid, thinned by the pores.
    conductivity: 10 * (1 - 0.4) ** 2,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'NCA',
        // Volume, radius, sites: -, m, mol/m3 (Kim2011).
        volumeFraction: 0.41,
        particleRadius: 1.633e-6,
        maximumConcentration: 49_000,
        // Diffusivity: m2/s (Kim2011), no range stated.
        diffusivity: constant(3e-15, 20_000),
        // Potential: V, fit of data of stoichiometry 0.37 to 0.993 (Kim2011); it rises to 11 V below.
        openCircuitPotential: ncaPotential,
        entropicChange: () => 0,
        // Kinetics: A/m2 at stoichiometry 0.41 (Kim2011), no range stated.
        exchangeCurrent: exchangeCurrentGivenAt(0.41, 4),
        initialStoichiometry: 20_090 / 49_000,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in carbonates: mol/m3, m2/s, S/m, - (Kim2011), no range stated.
    initialConcentration: 1200,
    diffusivity: { at: diffusivity },
    conductivity: { at: conductivity },
    transferenceNumber: constant(0.4),
    thermodynamicFactor: constant(1),
  },
  // Layers: m, kg/m3, J/(kg.K), negative to positive collector; cooling: m2, m3, W/(m2.K) (Kim2011; see the notes).
  thermal: layerStack(
    [
      { thickness: 10e-6, density: 11544.75, specificHeatCapacity: 385 },
      { thickness: 70e-6, density: 2136.43638, specificHeatCapacity: 700 },
      { thickness: 25e-6, density: 511.86798, specificHeatCapacity: 700 },
      { thickness: 50e-6, density: 4205.82708, specificHeatCapacity: 700 },
      { thickness: 10e-6, density: 3490.24338, specificHeatCapacity: 897 },
    ],
    { coolingArea: 0.0561, volume: 4.62e-6, heatTransferCoefficient: 25 },
  ),
  interphase: exampleInterphase,
};

/** [m2/s] */
function diffusivity(c: number, temperature: number): number {
  const molar = c / 1000;
  return (
    5.84e-7 * Math.exp(-2870 / temperature) * molar ** 2 -
    33.9e-7 * Math.exp(-2920 / temperature) * molar +
    129e-7 * Math.exp(-3200 / temperature)
  );
}

/** [S/m] */
function conductivity(c: number, temperature: number): number {
  const molar = c / 1000;
  return (
    3.45 * Math.exp(-798 / temperature) * molar ** 3 -
    48.5 * Math.exp(-1080 / temperature) * molar ** 2 +
    244 * Math.exp(-1440 / temperature) * molar
  );
}

function graphitePotential(s: number): number {
  return (
    0.124 +
    1.5 * Math.exp(-70 * s) -
    0.0351 * Math.tanh((s - 0.286) / 0.083) -
    0.0045 * Math.tanh((s - 0.9) / 0.119) -
    0.035 * Math.tanh((s - 0.99) / 0.05) -
    0.0147 * Math.tanh((s - 0.5) / 0.034) -
    0.102 * Math.tanh((s - 0.194) / 0.142) -
    0.022 * Math.tanh((s - 0.98) / 0.0164) -
    0.011 * Math.tanh((s - 0.124) / 0.0226) +
    0.0155 * Math.tanh((s - 0.105) / 0.029)
  );
}

const ncaTrunk = polynomial([
  11.8058, -66.3691, 264.427, -554.774, 621.3475, -344.566, 81.246, -23.488, 15.056, -2.222, 1.638,
]);

function ncaPotential(s: number): number {
  return ncaTrunk(s) - 0.61386 * Math.exp(5.8201 * s ** 136.4);
}
