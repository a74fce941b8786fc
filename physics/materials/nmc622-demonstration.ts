import type { ElectrodeMaterial, Press } from './electrode-material.ts';
import { nMethyl2Pyrrolidone } from './n-methyl-2-pyrrolidone.ts';

const airEntrainmentSource =
  'Gutoff and Kendrick 1982, AIChE J. 28, 459-466, doi:10.1002/aic.690280314: 5.11 cm/s at 1 Pa.s, exponent -0.67, as later papers cite it';

/** NMC622 cathode of the demonstration line. Its compaction constants are set for the line's nominal point, not fitted to the pilot data. */
export const nmc622Demonstration: ElectrodeMaterial = {
  name: 'NMC622 demonstration cathode',
  side: 'positive',
  solids: [
    { name: 'NMC622', massFraction: 0.96, density: 4700, role: 'active' },
    { name: 'carbon black', massFraction: 0.02, density: 1900, role: 'conductive' },
    { name: 'PVDF', massFraction: 0.02, density: 1780, role: 'binder' },
  ],
  solvent: nMethyl2Pyrrolidone,
  foil: { thickness: 15e-6, arealMass: 0.0405, specificHeat: 897 },
  rheology: {
    binderIntrinsicViscosity: 0.1,
    martinCoefficient: 0.35,
    markHouwinkExponent: 0.7,
    binderSwollenVolume: 0.2,
    additiveLockedVolume: 5,
    undispersedLockedVolume: 8,
    maximumPacking: 0.63,
    restRatio: 40,
    crossTime: 1,
    crossExponent: 0.8,
    yieldStress: 1,
    yieldReferenceVolume: 0.1,
    yieldExponent: 3,
    yieldShearRate: 0.1,
    yieldStrain: 0.02,
    ageingRate: 0.05,
    ageingTime: 3600,
    dispersionEnergy: 3e4,
    scissionEnergy: 1.5e6,
    particleDiameter: 10e-6,
    hinderedExponent: 4.65,
  },
  coating: {
    foilContactAngle: 1,
    lipContactAngle: 1,
    airEntrainmentSpeed: 0.0511,
    airEntrainmentExponent: -0.67,
    wettingAssist: 2,
    edgeContactAngle: 0.8,
  },
  drying: {
    packingPorosity: 0.383,
    porosityPerInactiveVolume: 0.7,
    porosityPerRateLog: 0.01,
    referenceRate: 2e-3,
    criticalSaturation: 0.4,
    floryHuggins: 0.4,
    solidsSpecificHeat: 750,
    emissivity: 0.9,
    residualSolventLimit: 0.005,
    temperatureLimit: 413.15,
  },
  compaction: {
    minimumPorosity: 0.05,
    resistance: 229_400,
    referenceLoading: 0.15,
    referenceTemperature: 353.15,
    loadingExponent: 1,
    softening: 0.006,
    passGain: 0.15,
    springBack: 0.05,
    elongationCompliance: 5e-8,
    fittedLineLoad: { min: 0, max: 400_000 },
  },
  transport: {
    obstructionExponent: 1.33,
    additiveConductivity: 1000,
    percolationThreshold: 0.01,
    percolationExponent: 2,
  },
  origins: {
    side: {
      origin: 'assumed',
      relativeSd: 0,
      source: 'recipe of the demonstration line: NMC is a cathode',
    },
    solids: {
      origin: 'assumed',
      relativeSd: 0.02,
      source: 'recipe of the demonstration line; handbook densities',
    },
    'foil.thickness': {
      origin: 'assumed',
      relativeSd: 0.03,
      source: 'foil of the demonstration line',
    },
    foil: {
      origin: 'paper',
      relativeSd: 0.01,
      source:
        'aluminium: 2700 kg/m3 times the thickness; 24.2 J/(mol.K), CRC Handbook, Standard Thermodynamic Properties of Chemical Substances',
    },
    'rheology.maximumPacking': {
      origin: 'assumed',
      relativeSd: 0.05,
      source: 'just below the random close packing of equal spheres, 0.64',
    },
    'rheology.martinCoefficient': {
      origin: 'assumed',
      relativeSd: 0.15,
      source: 'usual range 0.3 to 0.4',
    },
    'rheology.markHouwinkExponent': {
      origin: 'assumed',
      relativeSd: 0.1,
      source: 'flexible chain in a good solvent, usual range 0.6 to 0.8',
    },
    'rheology.binderSwollenVolume': {
      origin: 'assumed',
      relativeSd: 1,
      source: 'PVDF dissolves but for gel; share not measured',
    },
    'rheology.yieldExponent': {
      origin: 'assumed',
      relativeSd: 0.2,
      source:
        'power law of carbon black, as measured slurries show; 3 to 4.5 is usual for gels of fractal flocs',
    },
    'rheology.hinderedExponent': {
      origin: 'paper',
      relativeSd: 0.05,
      source:
        'Richardson and Zaki 1954, Trans. Inst. Chem. Eng. 32, 35-53, Reynolds number below 0.2; as handbooks give it, not read',
    },
    'rheology.dispersionEnergy': {
      origin: 'assumed',
      relativeSd: 0.7,
      source: 'order of the tens of kJ/kg that dispersing of carbon black takes; not measured here',
    },
    'rheology.scissionEnergy': {
      origin: 'assumed',
      relativeSd: 1,
      source:
        'long against dispersion; that strong mixing breaks binder chains and thins the slurry: Haberzettl et al., doi:10.5445/IR/1000167398 (abstract read)',
    },
    'rheology.particleDiameter': {
      origin: 'assumed',
      relativeSd: 0.1,
      source: 'recipe of the demonstration line: polycrystalline NMC',
    },
    'rheology.ageingRate': { origin: 'assumed', relativeSd: 1, source: 'slow rise in a day' },
    rheology: {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'set for 0.2 to 0.3 Pa.s at die shear rates and 0.70 solids',
    },
    'coating.airEntrainmentSpeed': {
      origin: 'paper',
      relativeSd: 0.3,
      source: airEntrainmentSource,
    },
    'coating.airEntrainmentExponent': {
      origin: 'paper',
      relativeSd: 0.05,
      source: airEntrainmentSource,
    },
    'coating.wettingAssist': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'a narrow bead raises the speed of wetting failure: Vandre, Carvalho, Kumar 2012, J. Fluid Mech. 707, 496-520 (abstract read); the factor is assumed',
    },
    coating: { origin: 'assumed', relativeSd: 0.2, source: 'angles of a wetting slurry' },
    'drying.floryHuggins': {
      origin: 'assumed',
      relativeSd: 0.25,
      source: 'good to moderate solvent',
    },
    drying: {
      origin: 'assumed',
      relativeSd: 0.1,
      source: 'set for a dry porosity of 0.46 at the nominal point',
    },
    'compaction.loadingExponent': {
      origin: 'assumed',
      relativeSd: 0.2,
      source: 'resistance in proportion to areal mass, as in the fit to the pilot data',
    },
    'compaction.softening': {
      origin: 'assumed',
      relativeSd: 0.4,
      source: 'gives -0.0005 to -0.001 porosity per kelvin at the nominal point',
    },
    compaction: {
      origin: 'assumed',
      relativeSd: 0.15,
      source: 'set for porosity 0.32 at 115 N/mm, 180 g/m2, 80 degC',
    },
    'transport.obstructionExponent': {
      origin: 'assumed',
      relativeSd: 0.15,
      source:
        'set for 1.58 times the tortuosity of the particles alone, the middle of the 1.35 to 1.81 of Usseglio-Viretta2018, doi:10.1149/2.0731814jes, for calendered electrodes; taken here with 5 % carbon and 5 % binder by mass and porosity 0.345',
    },
    'transport.percolationExponent': {
      origin: 'paper',
      relativeSd: 0.1,
      source: 'conductivity in three dimensions, Stauffer and Aharony 1994, ISBN 0-7484-0253-5',
    },
    transport: {
      origin: 'assumed',
      relativeSd: 0.3,
      source:
        'carbon black: compacted powder to the order of magnitude, threshold of a high-structure black; set for about 0.5 S/m at the nominal point',
    },
  },
};

/** Press of the demonstration line. */
export const demonstrationPress: Press = {
  name: 'demonstration calender',
  gapZero: 100e-6,
  gapZeroPerKelvin: 0.2e-6,
  referenceTemperature: 353.15,
  stiffness: 2e9,
  maximumLineLoad: 500_000,
  origins: {
    gapZero: { origin: 'assumed', relativeSd: 0.05, source: 'demonstration machine' },
    gapZeroPerKelvin: { origin: 'assumed', relativeSd: 0.5, source: 'growth of the rolls' },
    referenceTemperature: { origin: 'assumed', relativeSd: 0, source: 'demonstration machine' },
    stiffness: { origin: 'assumed', relativeSd: 0.3, source: 'demonstration machine' },
    maximumLineLoad: { origin: 'assumed', relativeSd: 0, source: 'demonstration machine' },
  },
};
