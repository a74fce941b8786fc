import { type CalenderingPack, sharedOrigins } from './calendering-pack.ts';
import { copperFoil } from './foils.ts';

/** Graphite with CMC and SBR on copper. */
export const graphiteCopper: CalenderingPack = {
  name: 'graphite anode on copper',
  side: 'negative',
  solids: [
    { name: 'graphite', massFraction: 0.95, density: 2260, role: 'active' },
    { name: 'carbon black', massFraction: 0.01, density: 1900, role: 'conductive' },
    { name: 'CMC', massFraction: 0.015, density: 1590, role: 'binder' },
    { name: 'SBR', massFraction: 0.025, density: 1000, role: 'binder' },
  ],
  foil: copperFoil.foil,
  compaction: {
    minimumPorosity: 0.05,
    resistance: 180_000,
    referenceLoading: 0.1,
    referenceTemperature: 333.15,
    loadingExponent: 1,
    softening: 0.003,
    passGain: 0.15,
    springBack: 0.1,
    elongationCompliance: 0,
    fittedLineLoad: { min: 0, max: 300_000 },
  },
  transport: {
    shapeFactor: 4.7,
    shapeExponent: 0.1,
    obstructionExponent: 0.1,
    activeConductivity: 200,
    additiveConductivity: 1000,
    percolationThreshold: 0.01,
    percolationExponent: 2,
    conductivityPerKelvin: 0.002,
    contactResistance: 5e-6,
    contactPorosity: 0.34,
    contactExponent: 5,
    thermalConductivity: 0.6,
  },
  pressed: {
    wettedShare: 0.85,
    packingDensity: 0.47,
    contactGrowth: 0.7,
    tensileRetention: 0.97,
    peelRetention: 0.97,
    particleStrength: 800e6,
    weibullModulus: 3,
    crackedShareLimit: 0.05,
    foilPressureFactor: 1.3,
  },
  foilMechanics: copperFoil.foilMechanics,
  origins: {
    ...sharedOrigins,
    ...copperFoil.origins,
    'solids.graphite.density': {
      origin: 'paper',
      relativeSd: 0.01,
      source: 'ideal crystal 2260 kg/m3, less for real graphites; 2300 taken by Landesfeind2016',
    },
    'compaction.elongationCompliance': {
      origin: 'paper',
      sd: 5e-9,
      source: 'copper electrodes are not longer behind the press, batterydesign.net',
    },
    'transport.shapeFactor': {
      origin: 'paper',
      relativeSd: 0.15,
      source:
        'graphite with 5 % PVDF, porosity 0.28 to 0.65: 4.7 eps^-0.1, and 4.3 +- 0.6 at 0.43, Landesfeind2016, fig. 14 and 20, doi:10.1149/2.1141607jes (read second hand); another graphite with 9 % is higher by a third',
    },
    'transport.shapeExponent': {
      origin: 'paper',
      sd: 0.15,
      source: 'the same fit',
    },
    'transport.obstructionExponent': {
      origin: 'paper',
      sd: 0.15,
      source: 'equal to the shape exponent: the fit is in the porosity itself',
    },
    'transport.activeConductivity': {
      origin: 'assumed',
      relativeSd: 0.9,
      source:
        'conductivities of graphite electrodes in parameter sets: 14 (Ecker2015), 215 S/m (Chen2020)',
    },
    'transport.contactResistance': {
      origin: 'assumed',
      relativeSd: 1,
      source: 'no arc of a contact is seen on copper, Landesfeind2016: below 0.1 Ohm.cm2',
    },
  },
};
