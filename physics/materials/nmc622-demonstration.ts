import type { ElectrodeMaterial } from './electrode-material.ts';
import { nMethyl2Pyrrolidone } from './n-methyl-2-pyrrolidone.ts';
import { sharedOrigins } from './packs/calendering-pack.ts';
import { aluminiumFoil } from './packs/foils.ts';
import type { Press, Rolls } from './press.ts';

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
  foil: aluminiumFoil.foil,
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
    particleStrength: 400e6,
    weibullModulus: 3,
    crackedShareLimit: 0.05,
    foilPressureFactor: 3,
  },
  foilMechanics: aluminiumFoil.foilMechanics,
  origins: {
    ...aluminiumFoil.origins,
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
    'compaction.referenceLoading': sharedOrigins['compaction.referenceLoading']!,
    'compaction.referenceTemperature': sharedOrigins['compaction.referenceTemperature']!,
    'drying.referenceRate': {
      origin: 'assumed',
      relativeSd: 0,
      source: 'where the porosity is given',
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
    'transport.shapeFactor': {
      origin: 'paper',
      relativeSd: 0.08,
      source:
        'set with the other two for a tortuosity factor of 3.65 at porosity 0.34: MacMullin number 10 to 11 of NMC111 with 2 % carbon and 2 % PVDF, 180 g/m2, Landesfeind2016, fig. 15, doi:10.1149/2.1141607jes (read second hand)',
    },
    'transport.shapeExponent': {
      origin: 'paper',
      sd: 0.15,
      source: 'spheres, Bruggeman1935, doi:10.1002/andp.19354160705',
    },
    'transport.activeConductivity': {
      origin: 'assumed',
      sd: 2e-4,
      source:
        'left out beside the carbon black: NMC622 has 1.6e-4 S/m, Noh et al. 2013, J. Power Sources 233, 121 (not read)',
    },
    'transport.conductivityPerKelvin': {
      origin: 'assumed',
      relativeSd: 0.6,
      source:
        'about 1.2 times the conductivity for rolls warmer by 30 K; that roll temperature rules conductivity is published, its size was not found',
    },
    'transport.contactResistance': {
      origin: 'assumed',
      relativeSd: 0.7,
      source:
        'order of the arc of aluminium and LFP with 15 % carbon at porosity 0.34, some 20 Ohm for two contacts of one to two cm2, Landesfeind2016, fig. 12 (read second hand)',
    },
    'transport.contactPorosity': {
      origin: 'paper',
      relativeSd: 0,
      source: 'porosity of that arc: where the resistance is given',
    },
    'transport.contactExponent': {
      origin: 'fitted',
      relativeSd: 0.4,
      source:
        'between the 2.7 by which that arc halves from porosity 0.49 to 0.34 and the more than 6 by which it is gone at 0.27, Landesfeind2016, fig. 12',
    },
    'transport.thermalConductivity': {
      origin: 'paper',
      relativeSd: 0.4,
      source: 'dry electrodes 0.13 to 0.61 W/(m.K), Richter et al. 2017, J. Power Sources 359, 592',
    },
    'pressed.packingDensity': {
      origin: 'assumed',
      relativeSd: 0.03,
      source: 'solids of the demonstration coating as dried, porosity 0.46',
    },
    'pressed.wettedShare': {
      origin: 'assumed',
      relativeSd: 0.2,
      source: 'carbon and binder of 4 % by mass cover some of the particles',
    },
    'pressed.contactGrowth': {
      origin: 'assumed',
      relativeSd: 0.5,
      source: 'hard particles: half of the contacts of soft spheres',
    },
    'pressed.tensileRetention': {
      origin: 'fitted',
      sd: 0.017,
      source:
        'mean of 18 pilot conditions, doi:10.17632/wwhm2frfmy.1; density, passes and temperature explain nothing more',
    },
    'pressed.peelRetention': {
      origin: 'assumed',
      relativeSd: 0.2,
      source: 'that of the strength across the plane; no peel strengths were at hand',
    },
    'pressed.foilPressureFactor': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'hard round particles touch the foil with a third of their share of its area',
    },
    pressed: {
      origin: 'assumed',
      relativeSd: 0.4,
      source:
        'below 1 % of the particles at 80 MPa and all at 1 GPa; no measured shares were at hand',
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

/** Rolls of that press. */
export const demonstrationRolls: Rolls = {
  name: 'rolls of the demonstration calender',
  diameter: 0.25,
  width: 0.5,
  bearingSpan: 0.7,
  crown: 4.5e-6,
  youngsModulus: 210e9,
  poissonRatio: 0.3,
  wrapAngle: 0.5,
  wrapConductance: 800,
  nipConductance: 10_000,
  origins: {
    diameter: { origin: 'assumed', relativeSd: 0, source: 'demonstration machine' },
    width: { origin: 'assumed', relativeSd: 0, source: 'demonstration machine' },
    bearingSpan: { origin: 'assumed', relativeSd: 0.05, source: 'demonstration machine' },
    crown: {
      origin: 'assumed',
      relativeSd: 0.2,
      source: 'ground for a straight nip at the nominal line load',
    },
    wrapAngle: { origin: 'assumed', relativeSd: 0.2, source: 'demonstration machine' },
    youngsModulus: { origin: 'paper', relativeSd: 0.03, source: 'steel, Johnson1985' },
    poissonRatio: { origin: 'paper', relativeSd: 0.03, source: 'steel, Johnson1985' },
    wrapConductance: {
      origin: 'assumed',
      relativeSd: 0.5,
      source: 'order of a dry web on a warm cylinder under tension; not measured for electrodes',
    },
    nipConductance: {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'air gap of 2.5 um: roughness of a coating that is pressed on a polished roll; not measured',
    },
  },
};
