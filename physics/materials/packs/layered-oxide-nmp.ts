import type { ElectrodeMaterial } from '../electrode-material.ts';
import { nmc622Demonstration } from '../nmc622-demonstration.ts';
import { calenderingOrigins } from './calendering-origins.ts';
import { aluminiumFoil } from './foils.ts';
import { pvdfInNmp } from './pvdf-in-nmp.ts';

/** Everything but the oxide itself. */
const coating: Omit<ElectrodeMaterial, 'name' | 'solids' | 'origins'> = {
  side: 'positive',
  solvent: pvdfInNmp.solvent,
  foil: aluminiumFoil.foil,
  rheology: {
    ...pvdfInNmp.rheology,
    maximumPacking: 0.6,
    particleDiameter: 8e-6,
  },
  coating: pvdfInNmp.coating,
  drying: {
    ...pvdfInNmp.drying,
    packingPorosity: 0.38,
    solidsSpecificHeat: 800,
    peelStrength: 20,
    peelBinderFraction: 0.03,
    particleRadius: 4e-6,
  },
  compaction: {
    minimumPorosity: 0.06,
    resistance: 240_000,
    referenceLoading: 0.15,
    referenceTemperature: 353.15,
    loadingExponent: 1,
    sidesExponent: 0.5,
    softening: 0.005,
    passGain: 0.15,
    springBack: 0.06,
    elongationCompliance: 5e-8,
    fittedLineLoad: { min: 0, max: 400_000 },
    fittedTemperature: { min: 293.15, max: 423.15 },
  },
  transport: nmc622Demonstration.transport,
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
  ...calenderingOrigins,
  ...aluminiumFoil.origins,
  ...pvdfInNmp.origins,
  'rheology.maximumPacking': {
    origin: 'assumed',
    relativeSd: 0.05,
    source: 'grains less round than those of NMC622',
  },
  'rheology.particleDiameter': {
    origin: 'assumed',
    relativeSd: 0.4,
    source: 'secondary particles of layered oxides as sold, 5 to 12 um',
  },
  rheology: {
    origin: 'assumed',
    relativeSd: 0.4,
    source:
      'binder system as for NMC622; the base on the surface of sodium oxides, which gels PVDF in moist air, is not in it',
  },
  'drying.packingPorosity': {
    origin: 'assumed',
    sd: 0.03,
    source: 'set for a dry porosity of 0.48, a little above NMC622',
  },
  'drying.solidsSpecificHeat': {
    origin: 'assumed',
    relativeSd: 0.08,
    source: 'near NMC622, of lighter atoms; not measured',
  },
  'drying.peelStrength': {
    origin: 'assumed',
    relativeSd: 0.5,
    source: 'that of the NMC622 demonstration cathode, with a half more of binder',
  },
  'drying.particleRadius': {
    origin: 'assumed',
    relativeSd: 0.4,
    source: 'half of the diameter above',
  },
  'transport.shapeFactor': {
    origin: 'assumed',
    relativeSd: 0.25,
    source: 'that of NMC, Landesfeind2016; plates rather higher',
  },
  'transport.shapeExponent': {
    origin: 'paper',
    sd: 0.2,
    source: 'spheres, Bruggeman1935, doi:10.1002/andp.19354160705 (textbook value)',
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
export const layeredOxideNmp: ElectrodeMaterial = {
  ...coating,
  name: 'O3 layered oxide cathode, PVDF in NMP, on aluminium',
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
export const layeredOxideP2Nmp: ElectrodeMaterial = {
  ...coating,
  name: 'P2 layered oxide cathode, PVDF in NMP, on aluminium',
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
