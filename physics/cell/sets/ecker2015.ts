import { faradayConstant, gasConstant } from '../../core/constants.ts';
import { arrheniusFactor } from '../arrhenius.ts';
import { type CellParameters, constant } from '../cell-parameters.ts';
import { exampleInterphase, exampleInterphaseNote } from './parts/example-interphase.ts';
import { layerStack } from './parts/layer-stack.ts';
import { rateConstantKinetics } from './parts/rate-constant-kinetics.ts';

const referenceTemperature = 296.15;
/** At which the fits of the electrolyte and of graphite's diffusivity hold [K]. */
const fitTemperature = 296;
const electrolyteEnergy = 17_100;

/**
 * Kokam SLPB 75106100 (pouch): graphite against NMC ("NCO").
 * @see Ecker2015i, J. Electrochem. Soc. 162, A1836-A1848, doi:10.1149/2.0551509jes
 * @see Ecker2015ii, J. Electrochem. Soc. 162, A1849-A1857, doi:10.1149/2.0541509jes
 * @see Richardson2020, Electrochim. Acta 339, 135862, doi:10.1016/j.electacta.2020.135862 (the fits)
 */
export const ecker2015: CellParameters = {
  name: 'Ecker2015',
  source:
    'Ecker2015, J. Electrochem. Soc. 162, A1836, doi:10.1149/2.0551509jes, and A1849, doi:10.1149/2.0541509jes',
  notes: [
    'one coated pair of the 7.5 A.h cell; nominal 0.15625 A.h',
    'reference temperature 296.15 K, ambient and initial temperature 298.15 K',
    'the laws of the electrolyte and of graphite diffusivity are written around 296 K; brought to 296.15 K here',
    'the diffusivity of the electrolyte follows from its conductivity (Nernst-Einstein) and diverges as 1/c',
    'the entropic changes are 0',
    'plating: values of a model (OKane2020), not measured on this cell',
    'thermal: layers of a 5 A.h cell of the same maker (Zhao2018)',
    exampleInterphaseNote,
  ],
  // Cell: m2, A.s, V, K, ohm; one coated pair, measured on the opened cell.
  area: 0.101 * 0.085,
  nominalCapacity: 0.15625 * 3600,
  lowerCutoff: 2.5,
  upperCutoff: 4.2,
  referenceTemperature,
  ambientTemperature: 298.15,
  initialTemperature: 298.15,
  contactResistance: 0,
  negative: {
    kind: 'porous',
    // Geometry: m, -; porosimetry and tortuosity measured (Ecker2015i).
    thickness: 74e-6,
    porosity: 0.329,
    transport: { bruggemanExponent: 1.6372789338386007 },
    // Conductivity: S/m, of the coating, measured; taken as effective.
    conductivity: 14,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite',
        // Volume, radius, sites: -, m, mol/m3 (Ecker2015i).
        volumeFraction: 0.372403,
        particleRadius: 13.7e-6,
        maximumConcentration: 31_920,
        // Diffusivity: m2/s, titration between stoichiometry 0.043 and 0.998, fit of Richardson2020.
        diffusivity: {
          at: (s) =>
            (8.4e-13 * Math.exp(-11.3 * s) + 8.2e-15) *
            arrheniusFactor(30_300, fitTemperature, referenceTemperature),
          activationEnergy: 30_300,
          range: [0.043, 0.998],
        },
        // Potential: V, fit of the curve measured from stoichiometry 0.0015 to 1.
        openCircuitPotential: graphitePotential,
        entropicChange: () => 0,
        // Kinetics: A/m2, impedance (Ecker2015i), as a rate constant in m/s by Richardson2020.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: faradayConstant * 1.11e-10,
          activationEnergy: 53_400,
          maximumConcentration: 31_920,
        }),
        initialStoichiometry: 26120.05 / 31_920,
      },
    ],
  },
  // Separator: m, -; measured (Ecker2015i).
  separator: {
    thickness: 20e-6,
    porosity: 0.508,
    transport: { bruggemanExponent: 1.9804586773134945 },
  },
  positive: {
    kind: 'porous',
    // Geometry: m, -; porosimetry and tortuosity measured (Ecker2015i).
    thickness: 54e-6,
    porosity: 0.296,
    transport: { bruggemanExponent: 1.5442267190786427 },
    // Conductivity: S/m, of the coating, measured; taken as effective.
    conductivity: 68.1,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'NCO',
        // Volume, radius, sites: -, m, mol/m3 (Ecker2015i).
        volumeFraction: 0.40832,
        particleRadius: 6.5e-6,
        maximumConcentration: 48_580,
        // Diffusivity: m2/s, titration between stoichiometry 0.139 and 1, fit of Richardson2020.
        diffusivity: {
          at: (s) => 3.7e-13 - 3.4e-13 * Math.exp(-12 * (s - 0.62) ** 2),
          activationEnergy: 80_600,
          range: [0.139, 1],
        },
        // Potential: V, fit of the curve measured from stoichiometry 0.001 to 0.999.
        openCircuitPotential: ncoPotential,
        potentialRange: [0.001, 0.999],
        entropicChange: () => 0,
        // Kinetics: A/m2, impedance (Ecker2015i), as a rate constant in m/s by Richardson2020.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: faradayConstant * 3.01e-11,
          activationEnergy: 43_600,
          maximumConcentration: 48_580,
        }),
        initialStoichiometry: 12630.8 / 48_580,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in EC:EMC: mol/m3, m2/s, S/m, -; measured conductivity (Ecker2015i), no range stated by the fit.
    initialConcentration: 1000,
    diffusivity: { at: diffusivity, activationEnergy: electrolyteEnergy },
    conductivity: { at: conductivity },
    transferenceNumber: constant(0.26),
    thermodynamicFactor: constant(1),
  },
  // Layers: m, kg/m3, J/(kg.K), negative to positive collector (Zhao2018); cooling: m2, m3, W/(m2.K).
  thermal: layerStack(
    [
      { thickness: 14e-6, density: 8933, specificHeatCapacity: 385 },
      { thickness: 74e-6, density: 1555, specificHeatCapacity: 1437 },
      { thickness: 20e-6, density: 1017, specificHeatCapacity: 1978 },
      { thickness: 54e-6, density: 2895, specificHeatCapacity: 1270 },
      { thickness: 15e-6, density: 2702, specificHeatCapacity: 903 },
    ],
    { coolingArea: 0.0172, volume: 1.52e-6, heatTransferCoefficient: 10 },
  ),
  interphase: exampleInterphase,
  // Plating: m/s, 1/s, -; law of OKane2020, J. Electrochem. Soc. 167, 090540, decay of OKane2022, without effect of temperature.
  plating: {
    kinetics: { rateConstant: 1e-10, decayConstant: 1e-6 },
    transferCoefficient: 0.5,
  },
};

/** At 296 K [S/m]; c in mol/m3. */
function conductivityOfFit(c: number): number {
  const molar = c / 1000;
  return 0.2667 * molar ** 3 - 1.2983 * molar ** 2 + 1.7919 * molar + 0.1726;
}

/** Conductivity times temperature is Arrhenius's [S/m]. */
function conductivity(c: number, temperature: number): number {
  return (
    (conductivityOfFit(c) *
      arrheniusFactor(electrolyteEnergy, fitTemperature, temperature) *
      fitTemperature) /
    temperature
  );
}

/** Nernst and Einstein: D = R T kappa / (F^2 c), so that T cancels that of the conductivity [m2/s]. */
function diffusivity(c: number, temperature: number): number {
  return ((gasConstant / faradayConstant ** 2) * conductivity(c, temperature) * temperature) / c;
}

function graphitePotential(s: number): number {
  return (
    0.716502 * Math.exp(-369.028 * s) +
    0.12193 * Math.exp(-35.6478 * (s - 0.0530947)) -
    0.0189193 * Math.tanh(21.1967 * (s - 0.196176)) -
    0.0169644 * Math.tanh(27.1365 * (s - 0.312832)) -
    0.0199313 * Math.tanh(28.5697 * (s - 0.614221)) -
    0.931153 * Math.exp(36.328 * (s - 1.10743)) +
    0.140031
  );
}

function ncoPotential(s: number): number {
  return (
    -2.35211 * s -
    0.0747061 * Math.tanh(31.886 * (s - 0.0219921)) +
    6.34984 * Math.tanh(2.66395 * (s - 0.174352)) -
    0.640243 * Math.tanh(5.48623 * (s - 0.439245)) -
    3.82383 * Math.tanh(4.12167 * (s - 0.176187)) -
    0.0542123 * Math.tanh(18.2919 * (s - 0.762272)) +
    4.23285
  );
}
