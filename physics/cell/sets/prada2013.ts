import { arrheniusFactor } from '../arrhenius.ts';
import { type CellParameters, constant } from '../cell-parameters.ts';
import { ramadassConductivity } from './parts/electrolyte-ramadass2004.ts';
import { graphiteLgM50Potential, graphiteLgM50Rate } from './parts/lg-m50.ts';
import { rateConstantKinetics } from './parts/rate-constant-kinetics.ts';

const referenceTemperature = 298;

/** A rate constant and its energy, known at 298.15 K, at the reference temperature. */
function atReference({ rateConstant, activationEnergy }: typeof graphiteLgM50Rate) {
  return {
    rateConstant: rateConstant * arrheniusFactor(activationEnergy, 298.15, referenceTemperature),
    activationEnergy,
  };
}

/**
 * A123 26650 (2.3 A.h): graphite against LiFePO4.
 * @see Prada2013, J. Electrochem. Soc. 160, A616, doi:10.1149/2.053304jes
 * @see Lain2019, Batteries 5, 64, doi:10.3390/batteries5040064
 */
export const prada2013: CellParameters = {
  name: 'Prada2013',
  source: 'Prada2013, J. Electrochem. Soc. 160, A616, doi:10.1149/2.053304jes',
  notes: [
    'the potential and kinetics of graphite are those of Chen2020, the potential of LiFePO4 that of Afshar2017',
    'reference temperature 298 K; the laws of the kinetics are written around 298.15 K and brought to 298 K here',
    'one curve for charge and discharge: no hysteresis of LiFePO4',
    'no thermal data, no interphase; the entropic changes are 0',
  ],
  // Cell: m2, A.s, V, K, ohm (Prada2013).
  area: 0.6 * 0.3,
  nominalCapacity: 2.3 * 3600,
  lowerCutoff: 2,
  upperCutoff: 3.6,
  referenceTemperature,
  ambientTemperature: 298,
  initialTemperature: 298,
  contactResistance: 0,
  negative: {
    kind: 'porous',
    // Geometry: m, - (Prada2013).
    thickness: 34e-6,
    porosity: 0.36,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, thinned by the pores (Chen2020).
    conductivity: 215 * (1 - 0.36) ** 1.5,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite',
        // Volume, radius, sites: -, m, mol/m3 (Prada2013).
        volumeFraction: 0.58,
        particleRadius: 5e-6,
        maximumConcentration: 30_555,
        // Diffusivity: m2/s (Prada2013), no range stated.
        diffusivity: constant(3e-15),
        // Potential: V, fit over stoichiometry 0 to 1 (Chen2020).
        openCircuitPotential: graphiteLgM50Potential,
        entropicChange: () => 0,
        // Kinetics: A/m2 (Chen2020), no range stated.
        exchangeCurrent: rateConstantKinetics({
          ...atReference(graphiteLgM50Rate),
          maximumConcentration: 30_555,
        }),
        initialStoichiometry: 24749.55 / 30_555,
      },
    ],
  },
  // Separator: m, - (Prada2013).
  separator: { thickness: 25e-6, porosity: 0.45, transport: { bruggemanExponent: 1.5 } },
  positive: {
    kind: 'porous',
    // Geometry: m, - (Prada2013).
    thickness: 80e-6,
    porosity: 0.426,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, thinned by the pores.
    conductivity: 0.33795074 * (1 - 0.426) ** 1.5,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'LiFePO4',
        // Volume, radius, sites: -, m, mol/m3 (Prada2013).
        volumeFraction: 0.374,
        particleRadius: 50e-9,
        maximumConcentration: 22_806,
        // Diffusivity: m2/s (Prada2013), no range stated.
        diffusivity: constant(5.9e-18),
        // Potential: V (Afshar2017, arXiv:1709.03970), no range stated.
        openCircuitPotential: (s) =>
          3.4077 - 0.020269 * s + 0.5 * Math.exp(-150 * s) - 0.9 * Math.exp(-30 * (1 - s)),
        entropicChange: () => 0,
        // Kinetics: A/m2 (Kashkooli2017, J. Appl. Electrochem. 47, 281-293), no range stated.
        exchangeCurrent: rateConstantKinetics({
          ...atReference({ rateConstant: 6e-7, activationEnergy: 39_570 }),
          maximumConcentration: 22_806,
        }),
        initialStoichiometry: 86.6628 / 22_806,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in EC:EMC (3:7): mol/m3, m2/s, S/m, - (Prada2013), no range stated.
    initialConcentration: 1200,
    diffusivity: constant(2e-10),
    conductivity: { at: ramadassConductivity },
    transferenceNumber: constant(0.36),
    thermodynamicFactor: constant(1),
  },
};
