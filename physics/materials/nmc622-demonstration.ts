import type { ElectrodeMaterial } from './electrode-material.ts';
import { calenderingOrigins } from './packs/calendering-origins.ts';
import { aluminiumFoil } from './packs/foils.ts';
import { pvdfInNmp } from './packs/pvdf-in-nmp.ts';

/** NMC622 cathode of the demonstration line. Its compaction constants are set for the line's nominal point, not fitted to the pilot data. */
export const nmc622Demonstration: ElectrodeMaterial = {
  name: 'NMC622 demonstration cathode',
  side: 'positive',
  solids: [
    { name: 'NMC622', massFraction: 0.96, density: 4700, role: 'active' },
    { name: 'carbon black', massFraction: 0.02, density: 1900, role: 'conductive' },
    { name: 'PVDF', massFraction: 0.02, density: 1780, role: 'binder' },
  ],
  solvent: pvdfInNmp.solvent,
  foil: aluminiumFoil.foil,
  rheology: { ...pvdfInNmp.rheology, maximumPacking: 0.63, particleDiameter: 10e-6 },
  coating: pvdfInNmp.coating,
  drying: {
    ...pvdfInNmp.drying,
    packingPorosity: 0.383,
    solidsSpecificHeat: 750,
    peelStrength: 20,
    peelBinderFraction: 0.02,
    particleRadius: 5e-6,
  },
  compaction: {
    minimumPorosity: 0.05,
    resistance: 229_400,
    referenceLoading: 0.15,
    referenceTemperature: 353.15,
    loadingExponent: 1,
    sidesExponent: 0.5,
    softening: 0.006,
    passGain: 0.15,
    springBack: 0.05,
    elongationCompliance: 5e-8,
    fittedLineLoad: { min: 0, max: 400_000 },
    fittedTemperature: { min: 293.15, max: 423.15 },
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
    contactPerBinder: 1,
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
    ...pvdfInNmp.origins,
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
    'rheology.particleDiameter': {
      origin: 'assumed',
      relativeSd: 0.1,
      source: 'recipe of the demonstration line: polycrystalline NMC',
    },
    rheology: {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'set for 0.2 to 0.3 Pa.s at die shear rates and 0.70 solids',
    },
    'drying.peelStrength': {
      origin: 'assumed',
      relativeSd: 0.5,
      source: 'published 90 and 180 degree peels of such cathodes scatter from some 5 to 60 N/m',
    },
    'drying.particleRadius': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'half of a median diameter of 10 um',
    },
    drying: {
      origin: 'assumed',
      relativeSd: 0.1,
      source: 'set for a dry porosity of 0.46 at the nominal point',
    },
    'compaction.sidesExponent': calenderingOrigins['compaction.sidesExponent']!,
    'compaction.referenceLoading': calenderingOrigins['compaction.referenceLoading']!,
    'compaction.referenceTemperature': calenderingOrigins['compaction.referenceTemperature']!,
    'compaction.fittedLineLoad': calenderingOrigins['compaction.fittedLineLoad']!,
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
    'compaction.fittedTemperature': {
      origin: 'assumed',
      relativeSd: 0,
      source:
        'from cold rolls up to where softening was measured on NMC622, 85 to 145 degC, doi:10.17632/wwhm2frfmy.1',
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
      source:
        'conductivity in three dimensions, Stauffer and Aharony 1994, ISBN 0-7484-0253-5 (textbook value)',
    },
    'transport.shapeFactor': {
      origin: 'paper',
      relativeSd: 0.08,
      source:
        'set with the other two for a tortuosity factor of 3.65 at porosity 0.34: MacMullin number 10 to 11 of NMC111 with 2 % carbon and 2 % PVDF, 180 g/m2, Landesfeind2016, fig. 15, doi:10.1149/2.1141607jes (as cited elsewhere, not read)',
    },
    'transport.shapeExponent': {
      origin: 'paper',
      sd: 0.15,
      source: 'spheres, Bruggeman1935, doi:10.1002/andp.19354160705 (textbook value)',
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
        'order of the arc of aluminium and LFP with 15 % carbon at porosity 0.34, some 20 Ohm for two contacts of one to two cm2, Landesfeind2016, fig. 12 (as cited elsewhere, not read)',
    },
    'transport.contactPorosity': {
      origin: 'assumed',
      relativeSd: 0,
      source: 'porosity of that arc: where the resistance is given',
    },
    'transport.contactExponent': {
      origin: 'fitted',
      relativeSd: 0.3,
      source:
        'between the 2.7 by which that arc halves from porosity 0.49 to 0.34 and the more than 6 by which it is gone at 0.27, Landesfeind2016, fig. 12',
    },
    'transport.contactPerBinder': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'paths in proportion to the carbon at the foil, which is taken to move with the binder; that fast drying raises resistivity: Westphal et al. 2014, doi:10.1149/06422.0057ecst (abstract read)',
    },
    'transport.thermalConductivity': {
      origin: 'paper',
      relativeSd: 0.4,
      source:
        'dry electrodes 0.13 to 0.61 W/(m.K), Richter, Kjelstrup, Vie, Burheim 2017, J. Power Sources 359, 592-600 (abstract read)',
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
    'pressed.crackedShareLimit': calenderingOrigins['pressed.crackedShareLimit']!,
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
