import type { CoatingConstants } from '../coating-constants.ts';
import type { ConstantOrigins } from '../constant-origins.ts';
import type { DryingConstants } from '../drying-constants.ts';
import type { Solvent } from '../electrode-material.ts';
import type { Rheology } from '../rheology.ts';

/** What a binder in its solvent gives to slurry and drying; each product adds what its particles give, and may differ in more. */
export interface BinderSystem {
  readonly solvent: Solvent;
  readonly rheology: Omit<Rheology, 'maximumPacking' | 'particleDiameter'>;
  readonly coating: CoatingConstants;
  readonly drying: Omit<
    DryingConstants,
    | 'packingPorosity'
    | 'solidsSpecificHeat'
    | 'peelStrength'
    | 'peelBinderFraction'
    | 'particleRadius'
  >;
  readonly origins: ConstantOrigins;
}

/** How a slurry wets foil, lip and bar: the same for all, since nothing measured was at hand. */
export const wettingSlurry: CoatingConstants = {
  foilContactAngle: 1,
  lipContactAngle: 1,
  airEntrainmentSpeed: 0.0511,
  airEntrainmentExponent: -0.67,
  wettingAssist: 2,
  edgeContactAngle: 0.8,
};

const airEntrainmentSource =
  'Gutoff and Kendrick 1982, AIChE J. 28, 459-466, doi:10.1002/aic.690280314: exponent -0.67 (abstract read); 5.11 cm/s at 1 Pa.s as later papers cite it';

/** Origins of what no binder changes. */
export const binderSystemOrigins: ConstantOrigins = {
  'rheology.martinCoefficient': {
    origin: 'assumed',
    relativeSd: 0.15,
    source: 'usual range 0.3 to 0.4',
  },
  'rheology.additiveLockedVolume': {
    origin: 'assumed',
    relativeSd: 0.12,
    source:
      'high-structure carbon black takes up a few times its volume of liquid; known this well only because half as much again would jam slurries that are coated',
  },
  'rheology.undispersedLockedRatio': {
    origin: 'assumed',
    relativeSd: 0.15,
    source: 'batches of usual recipes can be stirred from the start: far more would jam them',
  },
  'rheology.crossExponent': {
    origin: 'assumed',
    sd: 0.08,
    source: 'dense suspensions with carbon black thin with exponents of 0.6 to 0.9',
  },
  'rheology.yieldStress': {
    origin: 'assumed',
    relativeSd: 0.9,
    source: 'order of magnitude of slurries with some per cent of carbon black',
  },
  'rheology.yieldReferenceVolume': {
    origin: 'assumed',
    relativeSd: 0,
    source: 'where the yield stress is given',
  },
  'rheology.yieldExponent': {
    origin: 'assumed',
    relativeSd: 0.2,
    source:
      'power law of carbon black, as measured slurries show; 3 to 4.5 is usual for gels of fractal flocs',
  },
  'rheology.hinderedExponent': {
    origin: 'paper',
    relativeSd: 0.1,
    source:
      'eq. 33 of Richardson and Zaki 1954, Trans. Inst. Chem. Eng. 32, 35-53, reprint doi:10.1016/S0263-8762(97)80006-8: 4.65 + 19.5 d/D below a Reynolds number of 0.2, from uniform spheres above 100 um (as cited elsewhere, not read; the open pymrm-gallery goes through the paper by equation and table); over 27 measured sets 4.48 where Brownian motion does not count and 5.6 where it does, Brzinski and Durian 2018, arXiv:1710.09314 (abstract read)',
  },
  'rheology.dispersionEnergy': {
    origin: 'assumed',
    relativeSd: 0.7,
    source: 'order of the tens of kJ/kg that dispersing of carbon black takes; not measured here',
  },
  'rheology.ageingRate': { origin: 'assumed', relativeSd: 1, source: 'slow rise in a day' },
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
  'drying.emissivity': {
    origin: 'assumed',
    relativeSd: 0.1,
    source: 'black coatings have 0.9 to 0.95, bare foil has little',
  },
  'drying.referenceRate': {
    origin: 'assumed',
    relativeSd: 0,
    source: 'where the porosity is given',
  },
  'drying.sorptionTemperature': {
    origin: 'assumed',
    relativeSd: 0,
    source: 'temperature of the sorption time',
  },
  'drying.sorptionActivationEnergy': {
    origin: 'assumed',
    relativeSd: 0.3,
    source: 'usual for solvents in polymers above their glass transition',
  },
  'drying.residualSolventLimit': {
    origin: 'assumed',
    relativeSd: 0,
    source: 'limit of a warning: half a per cent, the rest leaves in the vacuum oven of the cells',
  },
  'drying.temperatureLimit': {
    origin: 'assumed',
    relativeSd: 0,
    source: 'limit of a warning: what the binder is commonly dried at, at most',
  },
  'drying.capillarySaturation': {
    origin: 'assumed',
    relativeSd: 0.15,
    source:
      'binder moves at the begin of pore emptying and then no more, as Jaiser et al. 2016 and 2017 report (not read); no number seen',
  },
  'drying.peelBinderFraction': { origin: 'assumed', relativeSd: 0, source: 'that of the recipe' },
  'drying.peelExponent': {
    origin: 'assumed',
    relativeSd: 0.4,
    source: 'strength in proportion to the binder at the foil',
  },
  'drying.coordination': {
    origin: 'assumed',
    relativeSd: 0.15,
    source: 'random close packing of equal spheres',
  },
};
