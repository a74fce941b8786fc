import { type CalenderingPack, sharedOrigins } from './calendering-pack.ts';
import { aluminiumFoil } from './foils.ts';

/** Everything but the oxide itself. */
const coating: Omit<CalenderingPack, 'name' | 'solids' | 'origins'> = {
  side: 'positive',
  foil: aluminiumFoil.foil,
  compaction: {
    minimumPorosity: 0.06,
    resistance: 240_000,
    referenceLoading: 0.15,
    referenceTemperature: 353.15,
    loadingExponent: 1,
    softening: 0.005,
    passGain: 0.15,
    springBack: 0.06,
    elongationCompliance: 5e-8,
    fittedLineLoad: { min: 0, max: 400_000 },
  },
  transport: {
    shapeFactor: 1.83,
    shapeExponent: 0.5,
    obstructionExponent: 1.33,
    activeConductivity: 0,
    additiveConductivity: 1000,
    percolationThreshold: 0.01,
    percolationExponent: 2,
    conductivityPerKelvin: 0.006,
    contactResistance: 1e-3,
    contactPorosity: 0.34,
    contactExponent: 5,
    thermalConductivity: 0.4,
  },
  pressed: {
    wettedShare: 0.8,
    packingDensity: 0.54,
    contactGrowth: 0.5,
    tensileRetention: 0.97,
    peelRetention: 0.97,
    particleStrength: 350e6,
    weibullModulus: 3,
    crackedShareLimit: 0.05,
    foilPressureFactor: 3,
  },
  foilMechanics: aluminiumFoil.foilMechanics,
};

const coatingOrigins = {
  ...sharedOrigins,
  ...aluminiumFoil.origins,
  'transport.shapeFactor': {
    origin: 'assumed',
    relativeSd: 0.25,
    source: 'that of NMC, Landesfeind2016; plates rather higher',
  },
  'transport.shapeExponent': {
    origin: 'paper',
    sd: 0.2,
    source: 'spheres, Bruggeman1935, doi:10.1002/andp.19354160705',
  },
  'transport.obstructionExponent': {
    origin: 'assumed',
    relativeSd: 0.25,
    source: 'that of the NMC622 demonstration cathode, after Usseglio-Viretta2018',
  },
  'transport.activeConductivity': {
    origin: 'assumed',
    sd: 1e-3,
    source: 'left out beside the carbon black',
  },
  'transport.contactResistance': {
    origin: 'assumed',
    relativeSd: 1,
    source: 'that of the NMC622 demonstration cathode',
  },
} as const;

const additives = [
  { name: 'carbon black', massFraction: 0.03, density: 1900, role: 'conductive' },
  { name: 'PVDF', massFraction: 0.03, density: 1780, role: 'binder' },
] as const;

/** O3 oxide, NaNi1/3Fe1/3Mn1/3O2, on aluminium. */
export const sodiumO3Aluminium: CalenderingPack = {
  ...coating,
  name: 'O3 layered oxide cathode on aluminium',
  solids: [
    { name: 'NaNi1/3Fe1/3Mn1/3O2', massFraction: 0.94, density: 4490, role: 'active' },
    ...additives,
  ],
  origins: {
    ...coatingOrigins,
    'solids.NaNi1/3Fe1/3Mn1/3O2.density': {
      origin: 'assumed',
      relativeSd: 0.02,
      source:
        'hexagonal cell of three units with a = 0.298 nm and c = 1.608 nm; no source was read',
    },
  },
};

/** P2 oxide, Na2/3Ni1/3Mn2/3O2, on aluminium. */
export const sodiumP2Aluminium: CalenderingPack = {
  ...coating,
  name: 'P2 layered oxide cathode on aluminium',
  solids: [
    { name: 'Na2/3Ni1/3Mn2/3O2', massFraction: 0.94, density: 4270, role: 'active' },
    ...additives,
  ],
  origins: {
    ...coatingOrigins,
    'solids.Na2/3Ni1/3Mn2/3O2.density': {
      origin: 'assumed',
      relativeSd: 0.02,
      source:
        'hexagonal cell of two units with a = 0.2885 nm and c = 1.1155 nm; no source was read',
    },
  },
};
