import { faradayConstant } from '../../core/constants.ts';
import { type CellParameters, constant } from '../cell-parameters.ts';
import { valoenConductivity, valoenDiffusivity } from './parts/electrolyte-valoen2005.ts';
import { exampleInterphase, exampleInterphaseNote } from './parts/example-interphase.ts';
import { nmc532Potential } from './parts/nmc532-potential.ts';
import { rateConstantKinetics } from './parts/rate-constant-kinetics.ts';

/** Of lithium in lithium metal [mol/m3], from its molar volume of 1.3e-5 m3/mol. */
const lithiumConcentration = 1 / 1.3e-5;

/**
 * Half-cell: lithium metal against NMC 532 (2.4 mA.h).
 * @see Xu2019, J. Electrochem. Soc. 166, A3456
 * @see Valoen2005, J. Electrochem. Soc. 152, A882-A891, doi:10.1149/1.1872737 (electrolyte)
 */
export const xu2019: CellParameters = {
  name: 'Xu2019',
  source: 'Xu2019, J. Electrochem. Soc. 166, A3456',
  notes: [
    'a half-cell: the negative electrode is lithium metal; discharge lithiates the positive electrode',
    'the exchange currents do not depend on temperature; the entropic change is 0',
    'no thermal data',
    `${exampleInterphaseNote}, and for graphite, not for lithium metal`,
  ],
  // Cell: m2, A.s, V, K, ohm (Xu2019).
  area: 0.01 * 0.0154,
  nominalCapacity: 0.0024 * 3600,
  lowerCutoff: 3.5,
  upperCutoff: 4.2,
  referenceTemperature: 298.15,
  ambientTemperature: 298.15,
  initialTemperature: 298.15,
  contactResistance: 0,
  negative: {
    kind: 'lithiumMetal',
    // Kinetics: A/m2, F k c_Li^0.7 c_e^0.3 with k in m/s (Xu2019), no range stated.
    exchangeCurrent: {
      reference: faradayConstant * 3.5e-8 * lithiumConcentration ** 0.7 * 1000 ** 0.3,
      electrolyteReference: 1000,
      electrolyteExponent: 0.3,
      lithiationExponent: 0,
      vacancyExponent: 0,
    },
    // Resistance: ohm.m2, foil of 700 um [m] over 1.0776e7 S/m.
    seriesResistance: 700e-6 / 1.0776e7,
  },
  // Separator: m, - (Xu2019).
  separator: { thickness: 25e-6, porosity: 0.39, transport: { bruggemanExponent: 1.5 } },
  positive: {
    kind: 'porous',
    // Geometry: m, - (Xu2019).
    thickness: 42e-6,
    porosity: 0.331,
    transport: { bruggemanExponent: 1.5 },
    // Conductivity: S/m, of the solid, thinned by the pores.
    conductivity: 100 * (1 - 0.331) ** 1.5,
    activeSurfaceFactor: 1,
    materials: [
      {
        name: 'NMC 532',
        // Volume, radius, sites: -, m, mol/m3 (Xu2019).
        volumeFraction: 0.518,
        particleRadius: 5.3e-6,
        maximumConcentration: 48_230,
        // Diffusivity: m2/s (Xu2019), no range stated.
        diffusivity: constant(1e-14),
        // Potential: V (Xu2019), no range stated.
        openCircuitPotential: nmc532Potential,
        entropicChange: () => 0,
        // Kinetics: A/m2, rate constant 5.76e-11 in m/s (Xu2019), no range stated.
        exchangeCurrent: rateConstantKinetics({
          rateConstant: faradayConstant * 5.76e-11,
          maximumConcentration: 48_230,
        }),
        initialStoichiometry: 4631 / 48_230,
      },
    ],
  },
  electrolyte: {
    // LiPF6 in PC:EC:DMC: mol/m3, m2/s, S/m, - (Valoen2005), no range stated by the set.
    initialConcentration: 1000,
    diffusivity: { at: valoenDiffusivity },
    conductivity: { at: valoenConductivity },
    transferenceNumber: constant(0.38),
    thermodynamicFactor: constant(1),
  },
  interphase: exampleInterphase,
};
