import { water } from '../water.ts';
import { type BinderSystem, binderSystemOrigins, wettingSlurry } from './binder-system.ts';

/** CMC dissolved and SBR latex dispersed in water, with a little carbon black: the anode slurries. */
export const cmcSbrInWater: BinderSystem = {
  solvent: {
    ...water,
    name: 'water with binder',
    surfaceTension: 0.06,
    origins: {
      ...water.origins,
      surfaceTension: {
        origin: 'assumed',
        relativeSd: 0.15,
        source: 'clean water has 72 mN/m at 25 degC; latex soap and CMC lower it; not measured',
      },
    },
  },
  rheology: {
    binderIntrinsicViscosity: 0.2,
    martinCoefficient: 0.35,
    markHouwinkExponent: 0.8,
    binderSwollenVolume: 0.8,
    additiveLockedVolume: 5,
    undispersedLockedRatio: 2,
    restRatio: 60,
    crossTime: 1,
    crossExponent: 0.7,
    yieldStress: 1,
    yieldReferenceVolume: 0.03,
    yieldExponent: 3,
    yieldShearRate: 0.1,
    yieldStrain: 0.02,
    ageingRate: 0.05,
    ageingTime: 3600,
    dispersionEnergy: 3e4,
    scissionEnergy: 5e5,
    hinderedExponent: 4.65,
  },
  coating: wettingSlurry,
  drying: {
    porosityPerInactiveVolume: 0.7,
    porosityPerRateLog: 0.01,
    referenceRate: 1e-3,
    criticalSaturation: 0.4,
    floryHuggins: 0.8,
    sorptionTime: 2,
    sorptionTemperature: 373.15,
    sorptionActivationEnergy: 60_000,
    emissivity: 0.9,
    residualSolventLimit: 0.005,
    temperatureLimit: 403.15,
    capillarySaturation: 0.8,
    binderDiffusivity: 1e-10,
    binderGelFraction: 0.5,
    peelExponent: 1,
    contactShearModulus: 0.5e9,
    coordination: 6,
  },
  origins: {
    ...binderSystemOrigins,
    drying: {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'as set for the NMC622 demonstration cathode; not measured for others',
    },
    'rheology.binderIntrinsicViscosity': {
      origin: 'assumed',
      relativeSd: 0.2,
      source:
        'per mass of CMC and SBR together, SBR is latex and does not dissolve: CMC alone has some 0.5 m3/kg; set by the viscosity of the slurry as the rest of the group, which goes with its third power',
    },
    'rheology.markHouwinkExponent': {
      origin: 'assumed',
      relativeSd: 0.1,
      source: 'stiff polyelectrolyte, usual range 0.7 to 0.9',
    },
    'rheology.binderSwollenVolume': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'the latex, per volume of CMC and SBR together',
    },
    'rheology.scissionEnergy': {
      origin: 'assumed',
      relativeSd: 1,
      source:
        'lower than for PVDF: CMC is long and stiff; that strong mixing degrades it and thins the slurry: Haberzettl et al., doi:10.5445/IR/1000167398 (abstract read)',
    },
    'drying.floryHuggins': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'between CMC, which water dissolves (below 0.5), and SBR, which it does not (above 1)',
    },
    'drying.sorptionTime': {
      origin: 'assumed',
      relativeSd: 0.8,
      source: 'below that of PVDF and NMP: water is the smaller molecule; no diffusivity seen',
    },
    'drying.binderDiffusivity': {
      origin: 'assumed',
      relativeSd: 0.9,
      source:
        'effective, as for PVDF in NMP: latex of 150 nm alone would have 3e-12 by Stokes and Einstein and all of it would end in the topmost layer, which leaves no adhesion where coatings dried fast still have some; CMC that sits on the particles holds back',
    },
    'drying.binderGelFraction': {
      origin: 'assumed',
      relativeSd: 0.25,
      source: 'latex that begins to pack, below the 0.64 of equal spheres; no curve seen',
    },
    'drying.contactShearModulus': {
      origin: 'assumed',
      relativeSd: 0.8,
      source:
        'a film of CMC, above 1 GPa in tension; SBR alone is a thousand times softer, so the thickness without cracks is uncertain by a factor',
    },
  },
};
