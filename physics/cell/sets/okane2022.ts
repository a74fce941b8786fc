import { type CellParameters, constant } from '../cell-parameters.ts';
import { nymanConductivity, nymanDiffusivity, nymanRange } from './parts/electrolyte-nyman2008.ts';
import { exampleInterphase, exampleInterphaseNote } from './parts/example-interphase.ts';
import { layerStack } from './parts/layer-stack.ts';
import { graphiteLgM50Rate, nmcLgM50Potential, nmcLgM50Rate } from './parts/lg-m50.ts';
import { rateConstantKinetics } from './parts/rate-constant-kinetics.ts';
import { graphiteLgm50Chen2020 } from './tables/graphite-lgm50-chen2020.ts';
import { splinePotential } from './tables/potential-table.ts';

/**
 * LG M50 (21700, 5 A.h) as Chen2020, with the measured graphite curve and temperature laws.
 * @see OKane2022, Phys. Chem. Chem. Phys. 24, 7909-7922, doi:10.1039/D2CP00417H
 * @see Chen2020, J. Electrochem. Soc. 167, 080534, doi:10.1149/1945-7111/ab9050
 */
export const okane2022: CellParameters = {
  name: 'OKane2022',
  source:
    'OKane2022, Phys. Chem. Chem. Phys. 24, 7909, doi:10.1039/D2CP00417H, after Chen2020, doi:10.1149/1945-7111/ab9050',
  notes: [
    'the potential of graphite is a measured table joined by a cubic spline; its noise stays in the slope',
    'starts at 4.188 V at rest, not at 4.2 V; the entropic changes are 0',
    'cracking and loss of active material of the set are not taken over',
    exampleInterphaseNote,
  ],
  // Cell: m2, A.s, V, K, ohm. Unrolled sheet 65 mm by 1580 mm, one coated pair (Chen2020).
  area: 0.065 * 1.58,
  nominalCapacity: 5 * 3600,
  lowerCutoff: 2.5,
  upperCutoff: 4.2,
  referenceTemperature: 298.15,
  ambientTemperature: 298.15,
  initialTemperature: 298.15,
  contactResistance: 0,
  negative: {
    kind: 'porous',
    // Geometry: m, - (Chen2020).
    thickness: 85.2e-6,
    porosity: 0.25,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, thinned by the pores (OKane2022).
    conductivity: 215 * (1 - 0.25) ** 1.5,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite-SiOx',
        // Volume, radius, sites: -, m, mol/m3 (Chen2020).
        volumeFraction: 0.75,
        particleRadius: 5.86e-6,
        maximumConcentration: 33_133,
        // Diffusivity: m2/s, mean over stoichiometry (Chen2020), energy of Ecker2015; no range stated.
        diffusivity: constant(3.3e-14, 30_300),
        // Potential: V, table of stoichiometry 0 to 1 (Chen2020).
        openCircuitPotential: splinePotential(graphiteLgm50Chen2020),
        entropicChange: () => 0,
        // Kinetics: A/m2, impedance (Chen2020), no range stated.
        exchangeCurrent: rateConstantKinetics({
          ...graphiteLgM50Rate,
          maximumConcentration: 33_133,
        }),
        initialStoichiometry: 29_866 / 33_133,
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
    // Conductivity: S/m, thinned by the pores (OKane2022).
    conductivity: 0.18 * (1 - 0.335) ** 1.5,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'NMC 811',
        // Volume, radius, sites: -, m, mol/m3 (Chen2020).
        volumeFraction: 0.665,
        particleRadius: 5.22e-6,
        maximumConcentration: 63_104,
        // Diffusivity: m2/s, mean over stoichiometry (Chen2020); no range stated.
        diffusivity: constant(4e-15, 25_000),
        // Potential: V, fit of half-cell data from stoichiometry 0.25 up (Chen2020).
        openCircuitPotential: nmcLgM50Potential,
        entropicChange: () => 0,
        // Kinetics: A/m2, impedance (Chen2020), no range stated.
        exchangeCurrent: rateConstantKinetics({ ...nmcLgM50Rate, maximumConcentration: 63_104 }),
        initialStoichiometry: 17_038 / 63_104,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in EC:EMC (3:7): mol/m3, m2/s, S/m, -; Nyman2008 at 298 K, energies of OKane2022.
    initialConcentration: 1000,
    diffusivity: { at: nymanDiffusivity, activationEnergy: 17_000, range: nymanRange },
    conductivity: { at: nymanConductivity, activationEnergy: 17_000, range: nymanRange },
    transferenceNumber: constant(0.2594),
    thermodynamicFactor: constant(1),
  },
  // Layers: m, kg/m3, J/(kg.K), negative to positive collector; cooling: m2, m3, W/(m2.K). Constants of the set.
  thermal: layerStack(
    [
      { thickness: 12e-6, density: 8960, specificHeatCapacity: 385 },
      { thickness: 85.2e-6, density: 1657, specificHeatCapacity: 700 },
      { thickness: 12e-6, density: 397, specificHeatCapacity: 700 },
      { thickness: 75.6e-6, density: 3262, specificHeatCapacity: 700 },
      { thickness: 16e-6, density: 2700, specificHeatCapacity: 897 },
    ],
    { coolingArea: 0.00531, volume: 2.42e-5, heatTransferCoefficient: 10 },
  ),
  interphase: {
    ...exampleInterphase,
    lithiumPerFilmMolecule: 1,
    activationEnergy: 38_000,
  },
  // Plating: m/s, 1/s, -; for the graphite of the LG M50, without effect of temperature (OKane2022).
  plating: {
    kinetics: { rateConstant: 1e-9, decayConstant: 1e-6 },
    transferCoefficient: 0.65,
  },
};
