import type { CoatingConstants } from './coating-constants.ts';
import type { ConstantOrigins } from './constant-origins.ts';
import type { Liquid, SolidComponent } from './electrode-material.ts';
import type { Rheology } from './rheology.ts';

/** Water as the liquid of a slurry; no properties of its vapour. */
const water: Liquid & { readonly origins: ConstantOrigins } = {
  name: 'water',
  densityPolynomial: [765.33, 1.8142, -3.5e-3],
  surfaceTension: 0.06,
  viscosity: 0.89e-3,
  viscosityActivationEnergy: 16_500,
  referenceTemperature: 298.15,
  validTemperature: { min: 273.15, max: 373.15 },
  origins: {
    densityPolynomial: {
      origin: 'assumed',
      relativeSd: 0.003,
      source: 'quadratic in circulation, primary source not seen; within 0.3 % of steam tables',
    },
    surfaceTension: {
      origin: 'assumed',
      relativeSd: 0.15,
      source: 'clean water has 72 mN/m at 25 degC; latex soap and CMC lower it',
    },
    viscosity: { origin: 'paper', relativeSd: 0.01, source: 'CRC Handbook, water at 25 degC' },
    viscosityActivationEnergy: {
      origin: 'assumed',
      relativeSd: 0.05,
      source: 'slope of tabulated viscosities from 20 to 60 degC',
    },
    referenceTemperature: {
      origin: 'assumed',
      relativeSd: 0,
      source: 'temperature of the values above',
    },
    validTemperature: { origin: 'assumed', relativeSd: 0, source: 'liquid at one atmosphere' },
  },
};

/** An aqueous graphite slurry with CMC and SBR: what mixing and coating need of it. */
export const graphiteWaterSlurry: {
  readonly name: string;
  readonly solids: readonly SolidComponent[];
  readonly solvent: Liquid;
  readonly rheology: Rheology;
  readonly coating: CoatingConstants;
  readonly origins: ConstantOrigins;
} = {
  name: 'graphite in water with CMC and SBR',
  solids: [
    { name: 'graphite', massFraction: 0.95, density: 2230, role: 'active' },
    { name: 'carbon black', massFraction: 0.01, density: 1900, role: 'conductive' },
    { name: 'CMC', massFraction: 0.015, density: 1600, role: 'binder' },
    { name: 'SBR', massFraction: 0.025, density: 1000, role: 'binder' },
  ],
  solvent: water,
  rheology: {
    binderIntrinsicViscosity: 0.2,
    martinCoefficient: 0.35,
    markHouwinkExponent: 0.8,
    binderSwollenVolume: 0.8,
    additiveLockedVolume: 5,
    undispersedLockedVolume: 10,
    maximumPacking: 0.56,
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
    particleDiameter: 15e-6,
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
  origins: {
    solids: {
      origin: 'assumed',
      relativeSd: 0.02,
      source: 'usual recipe of pilot anodes; handbook densities',
    },
    'rheology.binderIntrinsicViscosity': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'per mass of CMC and SBR together, SBR is latex and does not dissolve: CMC alone has some 0.5 m3/kg; set by the viscosity of the slurry as the rest of the group',
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
    'rheology.maximumPacking': {
      origin: 'assumed',
      relativeSd: 0.05,
      source: 'flattened grains pack less than spheres',
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
    'rheology.scissionEnergy': {
      origin: 'assumed',
      relativeSd: 1,
      source:
        'lower than for PVDF: CMC is long and stiff; that strong mixing degrades it and thins the slurry: Haberzettl et al., doi:10.5445/IR/1000167398 (abstract read)',
    },
    'rheology.particleDiameter': { origin: 'assumed', relativeSd: 0.2, source: 'usual graphite' },
    rheology: {
      origin: 'assumed',
      relativeSd: 0.4,
      source:
        'set for 5.5 Pa.s at 5/s and 0.50 solids: a maker of laboratory coaters advises 5 to 6 Pa.s by a rotational viscometer for graphite with CMC and SBR in water (MTI, procedure for water-based graphite slurry); its shear rate is taken as 5/s. The shape of the curve is assumed: some 10 Pa.s at 1/s, 1 Pa.s at 100/s',
    },
    'coating.airEntrainmentSpeed': {
      origin: 'paper',
      relativeSd: 0.3,
      source:
        'Gutoff and Kendrick 1982, AIChE J. 28, 459-466, doi:10.1002/aic.690280314: 5.11 cm/s at 1 Pa.s, as later papers cite it',
    },
    'coating.airEntrainmentExponent': {
      origin: 'paper',
      relativeSd: 0.05,
      source: 'Gutoff and Kendrick 1982, as above: -0.67',
    },
    'coating.wettingAssist': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'a narrow bead raises the speed of wetting failure: Vandre, Carvalho, Kumar 2012, J. Fluid Mech. 707, 496-520 (abstract read); the factor is assumed',
    },
    coating: { origin: 'assumed', relativeSd: 0.2, source: 'angles of a wetting slurry' },
  },
};
