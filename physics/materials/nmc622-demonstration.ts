import type { ElectrodeMaterial, Press } from './electrode-material.ts';
import { nMethyl2Pyrrolidone } from './n-methyl-2-pyrrolidone.ts';

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
    additiveLockedVolume: 5,
    maximumPacking: 0.63,
    restRatio: 40,
    crossTime: 1,
    crossExponent: 0.8,
  },
  drying: {
    packingPorosity: 0.383,
    porosityPerInactiveVolume: 0.7,
    porosityPerRateLog: 0.01,
    referenceRate: 2e-3,
    criticalSaturation: 0.4,
    floryHuggins: 0.4,
    sorptionTime: 5,
    sorptionTemperature: 373.15,
    sorptionActivationEnergy: 60_000,
    solidsSpecificHeat: 750,
    emissivity: 0.9,
    residualSolventLimit: 0.005,
    temperatureLimit: 413.15,
    capillarySaturation: 0.8,
    binderDiffusivity: 1e-10,
    binderGelFraction: 0.3,
    peelStrength: 20,
    peelBinderFraction: 0.02,
    peelExponent: 1,
    contactResistance: 5e-4,
    contactExponent: 1,
    particleRadius: 5e-6,
    contactShearModulus: 0.75e9,
    coordination: 6,
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
    rheology: {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'set for 0.2 to 0.3 Pa.s at die shear rates and 0.70 solids',
    },
    'drying.floryHuggins': {
      origin: 'assumed',
      relativeSd: 0.25,
      source: 'good to moderate solvent',
    },
    'drying.sorptionTime': {
      origin: 'assumed',
      relativeSd: 0.8,
      source:
        'set so that the last per cent of solvent takes as long as published drying curves show, some ten seconds at 100 degC; no diffusivity seen',
    },
    'drying.sorptionTemperature': {
      origin: 'assumed',
      relativeSd: 0,
      source: 'temperature of the time above',
    },
    'drying.sorptionActivationEnergy': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'usual for solvents in polymers above their glass transition',
    },
    'drying.capillarySaturation': {
      origin: 'assumed',
      relativeSd: 0.15,
      source:
        'binder moves at the begin of pore emptying and then no more, as Jaiser et al. 2016 and 2017 report (not read); no number seen',
    },
    'drying.binderDiffusivity': {
      origin: 'assumed',
      relativeSd: 0.7,
      source:
        'order of magnitude of the binder in the model of Font, Protas, Richardson, Foster 2018, doi:10.1016/j.jpowsour.2018.04.097 (value not read); coils of 20 nm alone would have 7e-12 by Stokes and Einstein, crowded ones diffuse faster',
    },
    'drying.binderGelFraction': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'PVDF solutions of this fraction no longer flow at room temperature; no curve seen',
    },
    'drying.peelStrength': {
      origin: 'assumed',
      relativeSd: 0.5,
      source: 'published 90 and 180 degree peels of such cathodes scatter from some 5 to 60 N/m',
    },
    'drying.peelBinderFraction': {
      origin: 'assumed',
      relativeSd: 0,
      source: 'recipe of the demonstration line',
    },
    'drying.peelExponent': {
      origin: 'assumed',
      relativeSd: 0.4,
      source: 'strength in proportion to the binder at the foil',
    },
    'drying.contactResistance': {
      origin: 'assumed',
      relativeSd: 0.6,
      source: 'some ohm.cm2 for an uncalendered cathode on plain aluminium',
    },
    'drying.contactExponent': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'paths in proportion to the carbon at the foil, which is taken to move with the binder',
    },
    'drying.particleRadius': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'half of a median diameter of 10 um',
    },
    'drying.contactShearModulus': {
      origin: 'assumed',
      relativeSd: 0.7,
      source:
        'PVDF, 2 GPa in tension and Poisson ratio 0.35: binder and carbon stand between the particles; the oxide itself has 60 GPa',
    },
    'drying.coordination': {
      origin: 'assumed',
      relativeSd: 0.15,
      source: 'random close packing of equal spheres',
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
