import {
  type ActiveMaterial,
  type CellParameters,
  constant,
  type Electrode,
} from '../../../../physics/cell/cell-parameters.ts';

/** Round numbers of no real cell, for tests of what is done with a parameter set. */
export function plainMaterial(change: Partial<ActiveMaterial> = {}): ActiveMaterial {
  return {
    name: 'graphite',
    volumeFraction: 0.6,
    particleRadius: 5e-6,
    maximumConcentration: 30_000,
    diffusivity: constant(1e-14, 20_000),
    openCircuitPotential: (stoichiometry) => 1 - stoichiometry,
    entropicChange: () => 0,
    exchangeCurrent: {
      reference: 1,
      electrolyteReference: 1000,
      electrolyteExponent: 0.5,
      lithiationExponent: 0.5,
      vacancyExponent: 0.5,
    },
    initialStoichiometry: 0.8,
    window: { empty: 0.02, full: 0.9 },
    ...change,
  };
}

export function plainElectrode(change: Partial<Electrode> = {}): Electrode {
  return {
    kind: 'porous',
    thickness: 80e-6,
    porosity: 0.3,
    transport: { bruggemanExponent: 1.5 },
    conductivity: 100,
    materials: [plainMaterial()],
    activeSurfaceFactor: 1,
    ...change,
  };
}

export function plainCell(change: Partial<CellParameters> = {}): CellParameters {
  return {
    name: 'plain',
    source: 'round numbers',
    notes: [],
    area: 0.1,
    nominalCapacity: 18_000,
    lowerCutoff: 2.5,
    upperCutoff: 4.2,
    referenceTemperature: 298.15,
    ambientTemperature: 298.15,
    initialTemperature: 298.15,
    contactResistance: 0,
    negative: plainElectrode(),
    separator: { thickness: 20e-6, porosity: 0.5, transport: { bruggemanExponent: 1.5 } },
    positive: plainElectrode({
      materials: [
        plainMaterial({
          name: 'oxide',
          openCircuitPotential: (stoichiometry) => 4.5 - stoichiometry,
          initialStoichiometry: 0.3,
          window: { empty: 0.95, full: 0.25 },
        }),
      ],
    }),
    electrolyte: {
      initialConcentration: 1000,
      diffusivity: constant(3e-10),
      conductivity: constant(1),
      transferenceNumber: constant(0.3),
      thermodynamicFactor: constant(1),
    },
    ...change,
  };
}
