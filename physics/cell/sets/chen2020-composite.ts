import { type CellParameters, constant, type OpenCircuitPotential } from '../cell-parameters.ts';
import { nymanConductivity, nymanDiffusivity, nymanRange } from './parts/electrolyte-nyman2008.ts';
import { exampleInterphase, exampleInterphaseNote } from './parts/example-interphase.ts';
import { graphiteLgM50Rate, nmcLgM50Potential, nmcLgM50Rate } from './parts/lg-m50.ts';
import { polynomial } from './parts/polynomial.ts';
import { rateConstantKinetics } from './parts/rate-constant-kinetics.ts';
import { graphiteEnertechAi2020 } from './tables/graphite-enertech-ai2020.ts';
import { splinePotential } from './tables/potential-table.ts';

/**
 * LG M50 (21700, 5 A.h) with graphite and silicon oxide as two materials of the negative electrode.
 * @see Ai2022, J. Power Sources 527, 231142, doi:10.1016/j.jpowsour.2022.231142
 * @see Chen2020, J. Electrochem. Soc. 167, 080534, doi:10.1149/1945-7111/ab9050
 */
export const chen2020Composite: CellParameters = {
  name: 'Chen2020_composite',
  source:
    'Ai2022, J. Power Sources 527, 231142, doi:10.1016/j.jpowsour.2022.231142, after Chen2020, doi:10.1149/1945-7111/ab9050',
  notes: [
    'the potential of silicon has hysteresis: its delithiation branch is taken here, which a discharge of the cell follows; a charge needs the lithiation branch, which is not taken over',
    'the two materials start at different potentials (0.089 V graphite, 0.108 V silicon) and so exchange lithium at rest',
    'the potential of graphite is a measured table (Ai2020) joined by a cubic spline',
    'no thermal data: there is no density of the blended electrode; the entropic changes are 0',
    `${exampleInterphaseNote}; both materials have the same`,
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
    // Conductivity: S/m, of the coating (Chen2020); taken as effective.
    conductivity: 215,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite',
        // Volume, radius, sites: -, m, mol/m3 (Ai2022).
        volumeFraction: 0.735,
        particleRadius: 5.86e-6,
        maximumConcentration: 28_700,
        // Diffusivity: m2/s (Ai2022), no range stated.
        diffusivity: constant(5.5e-14),
        // Potential: V, table of stoichiometry 0 to 1 (Ai2020).
        openCircuitPotential: splinePotential(graphiteEnertechAi2020),
        entropicChange: () => 0,
        // Kinetics: A/m2, impedance (Chen2020), no range stated.
        exchangeCurrent: rateConstantKinetics({
          ...graphiteLgM50Rate,
          maximumConcentration: 28_700,
        }),
        initialStoichiometry: 27_700 / 28_700,
      },
      {
        name: 'silicon',
        // Volume, radius, sites: -, m, mol/m3 (Ai2022).
        volumeFraction: 0.015,
        particleRadius: 1.52e-6,
        maximumConcentration: 278_000,
        // Diffusivity: m2/s (Ai2022), no range stated.
        diffusivity: constant(1.67e-14),
        // Potential: V, delithiation (Verbrugge2016, J. Electrochem. Soc. 163, A262), stoichiometry 0 to 1.
        openCircuitPotential: polynomial([
          0.9937, -3.792, 16.87, -58.76, 140.2, -205.7, 161.3, -51.02,
        ]),
        entropicChange: () => 0,
        // Kinetics: A/m2, the rate of graphite brought to the sites of silicon (Ai2022), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: (graphiteLgM50Rate.rateConstant * 28_700) / 278_000,
          activationEnergy: graphiteLgM50Rate.activationEnergy,
          maximumConcentration: 278_000,
        }),
        initialStoichiometry: 276_610 / 278_000,
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
    // Conductivity: S/m, of the coating (Chen2020); taken as effective.
    conductivity: 0.18,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'NMC 811',
        // Volume, radius, sites: -, m, mol/m3 (Chen2020).
        volumeFraction: 0.665,
        particleRadius: 5.22e-6,
        maximumConcentration: 63_104,
        // Diffusivity: m2/s, titration (GITT), the mean over stoichiometry at 298.15 K (Chen2020).
        diffusivity: constant(4e-15),
        // Potential: V, fit from stoichiometry 0.25 up (Chen2020), with poles at 0 and 1 (Ai2022).
        openCircuitPotential: withPoles(nmcLgM50Potential),
        entropicChange: () => 0,
        // Kinetics: A/m2, impedance (Chen2020), no range stated.
        exchangeCurrent: rateConstantKinetics({ ...nmcLgM50Rate, maximumConcentration: 63_104 }),
        initialStoichiometry: 17_038 / 63_104,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in EC:EMC (3:7): mol/m3, m2/s, S/m, -; Nyman2008, measured at 298 K.
    initialConcentration: 1000,
    diffusivity: { at: nymanDiffusivity, range: nymanRange },
    conductivity: { at: nymanConductivity, range: nymanRange },
    transferenceNumber: constant(0.2594),
    thermodynamicFactor: constant(1),
  },
  interphase: exampleInterphase,
};

/** Adds 0.1 mV (1/s - 1/(1 - s)), which keeps the stoichiometry between 0 and 1; it ends at 1 V. */
function withPoles(potential: OpenCircuitPotential): OpenCircuitPotential {
  return (s) => potential(s) + 1e-4 * (1 / Math.max(s, 1e-4) - 1 / Math.max(1 - s, 1e-4));
}
