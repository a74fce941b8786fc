import { type CellParameters, constant } from '../cell-parameters.ts';
import {
  licoo2EntropicChange,
  mcmbDiffusivity,
  mcmbEntropicChange,
} from './parts/dualfoil-cells.ts';
import { ramadassConductivity } from './parts/electrolyte-ramadass2004.ts';
import { exampleInterphase } from './parts/example-interphase.ts';
import { polynomial } from './parts/polynomial.ts';
import { rateConstantKinetics } from './parts/rate-constant-kinetics.ts';

/**
 * Graphite against LiCoO2, nominal 1 A.h; put together from several papers.
 * @see Ramadass2004, J. Electrochem. Soc. 151, A196, doi:10.1149/1.1634273
 * @see Ecker2015i, J. Electrochem. Soc. 162, A1836, doi:10.1149/2.0551509jes (separator)
 * @see Marquis2019, J. Electrochem. Soc. 166, A3693, doi:10.1149/2.0341915jes (diffusivity, entropic changes)
 */
export const ramadass2004: CellParameters = {
  name: 'Ramadass2004',
  source: 'Ramadass2004, J. Electrochem. Soc. 151, A196, doi:10.1149/1.1634273',
  notes: [
    'put together from several cells: use with caution',
    'no thermal model: the set has layers but neither cooling area, volume nor heat transfer coefficient',
    'the potential of LiCoO2 is taken at 1.13 times the stoichiometry, its entropic change at 1.062 times',
    'the entropic changes are divided by a maximum concentration as in their source, which makes them very small',
    'interphase: values of Ramadass2004 with the errors corrected that Safari2009 found, the rest examples',
  ],
  // Cell: m2, A.s, V, K, ohm (Ramadass2004).
  area: 0.057 * 1.060692,
  nominalCapacity: 1 * 3600,
  lowerCutoff: 2.8,
  upperCutoff: 4.2,
  referenceTemperature: 298.15,
  ambientTemperature: 298.15,
  initialTemperature: 298.15,
  contactResistance: 0,
  negative: {
    kind: 'porous',
    // Geometry: m, - (Ramadass2004).
    thickness: 88e-6,
    porosity: 0.485,
    transport: { bruggemanExponent: 4 },
    // Conductivity: S/m, of the solid, thinned by the pores.
    conductivity: 100 * (1 - 0.485) ** 4,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'graphite',
        // Volume, radius, sites: -, m, mol/m3 (Ramadass2004).
        volumeFraction: 0.49,
        particleRadius: 2e-6,
        maximumConcentration: 30_555,
        // Diffusivity: m2/s (Dualfoil), no range stated.
        diffusivity: mcmbDiffusivity,
        // Potential: V (Ramadass2004), with a pole at 0; entropic change: V/K (fastDFN). No ranges stated.
        openCircuitPotential: graphitePotential,
        entropicChange: mcmbEntropicChange,
        // Kinetics: A/m2 (Ramadass2004), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: 4.854e-6,
          activationEnergy: 37_480,
          maximumConcentration: 30_555,
        }),
        initialStoichiometry: 22610.7 / 30_555,
      },
    ],
  },
  // Separator: m, - (Ramadass2004; porosity and exponent of Ecker2015i).
  separator: {
    thickness: 25e-6,
    porosity: 0.508,
    transport: { bruggemanExponent: 1.9804586773134945 },
  },
  positive: {
    kind: 'porous',
    // Geometry: m, - (Ramadass2004).
    thickness: 80e-6,
    porosity: 0.385,
    transport: { bruggemanExponent: 4 },
    // Conductivity: S/m, of the solid, thinned by the pores.
    conductivity: 100 * (1 - 0.385) ** 4,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'LiCoO2',
        // Volume, radius, sites: -, m, mol/m3 (Ramadass2004).
        volumeFraction: 0.59,
        particleRadius: 2e-6,
        maximumConcentration: 51_555,
        // Diffusivity: m2/s (Ramadass2004), no range stated.
        diffusivity: constant(1e-14, 18_550),
        // Potential: V (Ramadass2004); entropic change: V/K (fastDFN). No ranges stated.
        openCircuitPotential: licoo2Potential,
        entropicChange: licoo2EntropicChange,
        // Kinetics: A/m2 (Ramadass2004), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: 2.252e-6,
          activationEnergy: 39_570,
          maximumConcentration: 51_555,
        }),
        initialStoichiometry: 25777.5 / 51_555,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in EC:DMC: mol/m3, m2/s, S/m, - (Ramadass2004), no range stated.
    initialConcentration: 1000,
    diffusivity: constant(7.5e-10, 37_040),
    conductivity: { at: ramadassConductivity, activationEnergy: 34_700 },
    transferenceNumber: constant(0.363),
    thermodynamicFactor: constant(1),
  },
  interphase: {
    ...exampleInterphase,
    openCircuitPotential: 0,
    reactionExchangeCurrent: 1.5e-6,
  },
};

function graphitePotential(s: number): number {
  return (
    0.7222 +
    0.1387 * s +
    0.029 * s ** 0.5 -
    0.0172 / s +
    0.0019 / s ** 1.5 +
    0.2808 * Math.exp(0.9 - 15 * s) -
    0.7984 * Math.exp(0.4465 * s - 0.4108)
  );
}

const licoo2Numerator = polynomial([-4.656, 88.669, -401.119, 342.909, -462.471, 433.434]);
const licoo2Denominator = polynomial([-1, 18.933, -79.532, 37.311, -73.083, 95.96]);

function licoo2Potential(s: number): number {
  const square = (1.13 * s) ** 2;
  return licoo2Numerator(square) / licoo2Denominator(square);
}
