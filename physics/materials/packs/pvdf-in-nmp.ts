import { nMethyl2Pyrrolidone } from '../n-methyl-2-pyrrolidone.ts';
import { type BinderSystem, binderSystemOrigins, wettingSlurry } from './binder-system.ts';

/** PVDF dissolved in N-methyl-2-pyrrolidone, with carbon black: the cathode slurries. */
export const pvdfInNmp: BinderSystem = {
  solvent: nMethyl2Pyrrolidone,
  rheology: {
    binderIntrinsicViscosity: 0.1,
    martinCoefficient: 0.35,
    markHouwinkExponent: 0.7,
    binderSwollenVolume: 0.2,
    additiveLockedVolume: 5,
    undispersedLockedRatio: 1.6,
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
    hinderedExponent: 4.65,
  },
  coating: wettingSlurry,
  drying: {
    porosityPerInactiveVolume: 0.7,
    porosityPerRateLog: 0.01,
    referenceRate: 2e-3,
    criticalSaturation: 0.4,
    floryHuggins: 0.4,
    sorptionTime: 5,
    sorptionTemperature: 373.15,
    sorptionActivationEnergy: 60_000,
    emissivity: 0.9,
    residualSolventLimit: 0.005,
    temperatureLimit: 413.15,
    capillarySaturation: 0.8,
    binderDiffusivity: 1e-10,
    binderGelFraction: 0.3,
    peelExponent: 1,
    contactShearModulus: 0.75e9,
    coordination: 6,
  },
  origins: {
    ...binderSystemOrigins,
    drying: {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'as set for the NMC622 demonstration cathode; not measured for others',
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
    'rheology.scissionEnergy': {
      origin: 'assumed',
      relativeSd: 1,
      source:
        'long against dispersion; that strong mixing breaks binder chains and thins the slurry: Haberzettl et al., doi:10.5445/IR/1000167398 (abstract read)',
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
    'drying.contactShearModulus': {
      origin: 'assumed',
      relativeSd: 0.7,
      source:
        'PVDF, 2 GPa in tension and Poisson ratio 0.35: binder and carbon stand between the particles; the particles themselves are far stiffer',
    },
  },
};
