import { gasConstant } from '../../core/constants.ts';
import type { CellParameters, ExchangeCurrent } from '../cell-parameters.ts';
import {
  landesfeindConductivity,
  landesfeindDiffusivity,
  landesfeindThermodynamicFactor,
  landesfeindTransferenceNumber,
} from './parts/electrolyte-landesfeind2019.ts';
import { layerStack } from './parts/layer-stack.ts';
import { graphiteLgM50Potential, nmcLgM50Potential } from './parts/lg-m50.ts';
import { polynomial } from './parts/polynomial.ts';

const referenceTemperature = 298.15;

/** The paper parts the exponents by a transfer coefficient [A/m2], [J/mol]. */
function exchangeCurrent(
  reference: number,
  transfer: number,
  activationEnergy: number,
): ExchangeCurrent {
  return {
    reference,
    electrolyteReference: 1000,
    electrolyteExponent: 1 - transfer,
    lithiationExponent: transfer,
    vacancyExponent: 1 - transfer,
    activationEnergy,
  };
}

/** Specific heat capacity of a layer whose pores are full [J/(kg.K)]. */
function wetHeatCapacity(dryDensity: number, dryHeatCapacity: number, porosity: number): number {
  const electrolyte = { density: 1280, specificHeatCapacity: 229 };
  const absorbed = electrolyte.density * porosity;
  return (
    (dryDensity * dryHeatCapacity + absorbed * electrolyte.specificHeatCapacity) /
    (dryDensity + absorbed)
  );
}

const copperHeatCapacity = polynomial([236, 0.9633, -0.001946, 1.445e-6]);
const aluminiumHeatCapacity = polynomial([355.7, 3.281, -0.006256, 4.503e-6]);
const graphiteHeatCapacity = polynomial([-1.897e4, 169.4, -0.491, 4.932e-4]);
const nmcHeatCapacity = polynomial([2.508e4, -241.3, 0.7892, -8.414e-4]);
const separatorHeatCapacity = polynomial([-5.13e4, 475.5, -1.444, 1.494e-3]);

/**
 * LG M50 (21700, 5 A.h) with properties measured over stoichiometry and temperature.
 * @see ORegan2022, Electrochim. Acta 425, 140700, doi:10.1016/j.electacta.2022.140700
 * @see Chen2020, J. Electrochem. Soc. 167, 080534, doi:10.1149/1945-7111/ab9050 (potentials)
 */
export const oregan2022: CellParameters = {
  name: 'ORegan2022',
  source: 'ORegan2022, Electrochim. Acta 425, 140700, doi:10.1016/j.electacta.2022.140700',
  notes: [
    'the diffusivities have narrow wells (a factor of 8 within 0.05 of stoichiometry): profiles in particles are fronts',
    'the heat capacities depend on temperature in the set (17 % more at 333 K than at 298 K) and are those of 298.15 K here',
    'the conductivity of the positive electrode has an activation energy of 3.5 kJ/mol in the set; that of 298.15 K is taken',
    'the transference number falls from 0.38 to 0.10 at 2.5 mol/l, as fitted, and would rise beyond',
    'no interphase',
  ],
  // Cell: m2, A.s, V, K, ohm. Unrolled sheet 65 mm by 1580 mm, one coated pair (Chen2020); 4.4 V is the upper limit of the set.
  area: 0.065 * 1.58,
  nominalCapacity: 5 * 3600,
  lowerCutoff: 2.5,
  upperCutoff: 4.4,
  referenceTemperature,
  ambientTemperature: 298.15,
  initialTemperature: 298.15,
  contactResistance: 0,
  negative: {
    kind: 'porous',
    // Geometry: m, - (Chen2020).
    thickness: 85.2e-6,
    porosity: 0.25,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, of the coating (ORegan2022); taken as effective.
    conductivity: 215,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite-SiOx',
        // Volume, radius, sites: -, m, mol/m3 (ORegan2022).
        volumeFraction: 0.75,
        particleRadius: 5.86e-6,
        maximumConcentration: 29_583,
        // Diffusivity: m2/s, titration (ORegan2022), fit over stoichiometry; no range stated.
        diffusivity: { at: graphiteDiffusivity, activationEnergy: 2092 * gasConstant },
        // Potential: V, fit over stoichiometry 0 to 1 (Chen2020); entropic change: V/K (ORegan2022), no range stated.
        openCircuitPotential: graphiteLgM50Potential,
        entropicChange: (s) => (-0.1112 * s + 0.02914 + bell(0.3561, s, 0.08309, 0.004616)) / 1000,
        // Kinetics: A/m2, impedance (ORegan2022), no range stated.
        exchangeCurrent: exchangeCurrent(2.668, 0.792, 40_000),
        initialStoichiometry: 28_866 / 29_583,
      },
    ],
  },
  // Separator: m, - (Chen2020).
  separator: { thickness: 12e-6, porosity: 0.47, transport: { bruggemanExponent: 1.5 } },
  positive: {
    kind: 'porous',
    // Geometry: m, - (Chen2020).
    thickness: 75.6e-6,
    porosity: 0.335,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, of the coating at 298.15 K (ORegan2022); taken as effective.
    conductivity: 0.8473,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'NMC 811',
        // Volume, radius, sites: -, m, mol/m3 (ORegan2022).
        volumeFraction: 0.665,
        particleRadius: 5.22e-6,
        maximumConcentration: 51_765,
        // Diffusivity: m2/s, titration (ORegan2022), fit over stoichiometry; no range stated.
        diffusivity: { at: nmcDiffusivity, activationEnergy: 1449 * gasConstant },
        // Potential: V, fit from stoichiometry 0.25 up (Chen2020); entropic change: V/K (ORegan2022), no range stated.
        openCircuitPotential: nmcLgM50Potential,
        entropicChange: (s) =>
          (bell(0.04006, s, 0.2828, 0.0009855) + bell(-0.06656, s, 0.8032, 0.02179)) / 1000,
        // Kinetics: A/m2, impedance (ORegan2022), no range stated.
        exchangeCurrent: exchangeCurrent(5.028, 0.43, 24_010),
        initialStoichiometry: 13_975 / 51_765,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in EC:EMC (3:7 by weight): mol/m3, m2/s, S/m, - (Landesfeind2019), no range stated by the set.
    initialConcentration: 1000,
    diffusivity: { at: landesfeindDiffusivity },
    conductivity: { at: landesfeindConductivity },
    transferenceNumber: { at: landesfeindTransferenceNumber },
    thermodynamicFactor: { at: landesfeindThermodynamicFactor },
  },
  // Layers: m, kg/m3, J/(kg.K) at 298.15 K, negative to positive collector (ORegan2022; metals: CRC Handbook, 2014);
  // cooling: m2, m3, W/(m2.K).
  thermal: layerStack(
    [
      {
        thickness: 12e-6,
        density: 8933,
        specificHeatCapacity: copperHeatCapacity(referenceTemperature),
      },
      {
        thickness: 85.2e-6,
        density: 2060,
        specificHeatCapacity: wetHeatCapacity(
          1740,
          graphiteHeatCapacity(referenceTemperature),
          0.25,
        ),
      },
      {
        thickness: 12e-6,
        density: 1548,
        specificHeatCapacity: wetHeatCapacity(
          946,
          separatorHeatCapacity(referenceTemperature),
          0.47,
        ),
      },
      {
        thickness: 75.6e-6,
        density: 3699,
        specificHeatCapacity: wetHeatCapacity(3270, nmcHeatCapacity(referenceTemperature), 0.335),
      },
      {
        thickness: 16e-6,
        density: 2702,
        specificHeatCapacity: aluminiumHeatCapacity(referenceTemperature),
      },
    ],
    { coolingArea: 0.00531, volume: 2.42e-5, heatTransferCoefficient: 10 },
  ),
};

function bell(height: number, s: number, centre: number, squaredWidth: number): number {
  return height * Math.exp(-((s - centre) ** 2) / squaredWidth);
}

function graphiteDiffusivity(s: number): number {
  const exponent =
    11.17 * s -
    15.11 +
    bell(-1.553, s, 0.2031, 0.0006091) +
    bell(-6.136, s, 0.5375, 0.06438) +
    bell(-9.725, s, 0.9144, 0.0578) +
    bell(1.85, s, 0.5953, 0.001356);
  return 3.0321 * 10 ** exponent;
}

function nmcDiffusivity(s: number): number {
  const exponent =
    -13.96 +
    bell(-0.9231, s, 0.3216, 0.002534) +
    bell(-0.4066, s, 0.4532, 0.003926) +
    bell(-0.993, s, 0.8098, 0.09924);
  return 2.7 * 10 ** exponent;
}
