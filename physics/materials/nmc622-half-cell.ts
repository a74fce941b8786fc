import type { ConstantOrigins } from './constant-origins.ts';

/** What a coin half-cell of a calendered NMC622 cathode is made of, beside the coating that was measured; SI. */
export const nmc622HalfCell = {
  name: 'NMC622 coin half-cell',
  coating: {
    /** Share of the coating's mass [-]. */
    activeMassFraction: 0.96,
    /** Of the oxide [kg.m-3], and the mass of a mole of it with all its lithium [kg.mol-1]. */
    activeDensity: 4730,
    activeMolarMass: 0.09693,
    /** [m] */
    particleRadius: 5e-6,
    /** Effective, of the solid [S.m-1]; what contacts add is a resistance of its own. */
    conductivity: 10,
  },
  kinetics: {
    /** Of the symmetric Butler-Volmer law of the oxide [m.s-1]. */
    rateConstant: 5.76e-11,
  },
  separator: {
    /** [m] */
    thickness: 25e-6,
    porosity: 0.39,
  },
  /** Of salt [mol.m-3]. */
  saltConcentration: 1000,
  /** Voltages that discharge starts at rest from and ends at [V]. */
  window: { upper: 4.2, lower: 2.5 },
  /** Of the disc [m]; ratios of capacities do not depend on it. */
  discDiameter: 0.0148,
  origins: {
    'coating.activeMassFraction': {
      origin: 'paper',
      relativeSd: 0.005,
      source:
        'doi:10.17632/wwhm2frfmy.1: all 54 active masses over 0.96, and over no other round share, are whole multiples of 0.1 ug (read)',
    },
    'coating.activeDensity': {
      origin: 'paper',
      relativeSd: 0.01,
      source:
        'from the 4450 kg/m3 that doi:10.17632/wwhm2frfmy.1 takes for the pore-free coating, with 4 % of carbon and binder at 1850 kg/m3; crystallographic densities are near 4750 (read)',
    },
    'coating.activeMolarMass': {
      origin: 'paper',
      relativeSd: 0.001,
      source: 'LiNi0.6Mn0.2Co0.2O2 by standard atomic weights, CIAAW (table)',
    },
    'coating.particleRadius': {
      origin: 'assumed',
      relativeSd: 0.3,
      source:
        'secondary particles of commercial NMC622, 10 um; diffusivity is fitted relative to it',
    },
    'coating.conductivity': {
      origin: 'assumed',
      relativeSd: 1,
      source:
        'calendered coatings with carbon black; 60 um of it are 6e-6 ohm.m2, far below the contact resistance',
    },
    kinetics: {
      origin: 'assumed',
      relativeSd: 0.7,
      source: 'as NMC532 of Xu2019, J. Electrochem. Soc. 166, A3456',
    },
    'separator.porosity': {
      origin: 'assumed',
      relativeSd: 0.05,
      source: 'as Celgard 2325 (25 um, 39 %); the source of the cells was not read',
    },
    'separator.thickness': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'as Celgard 2325 (25 um, 39 %); the source of the cells was not read',
    },
    saltConcentration: {
      origin: 'assumed',
      relativeSd: 0.05,
      source: '1 mol/l of LiPF6 in EC:EMC (3:7); the source of the cells was not read',
    },
    'window.upper': {
      origin: 'assumed',
      relativeSd: 0.005,
      source:
        'the source of the cells was not read; from 4.2 V the model gives the measured C/5 capacity of 162 mAh/g, from 4.3 V 7 % more',
    },
    'window.lower': {
      origin: 'assumed',
      relativeSd: 0.1,
      source: 'the source of the cells was not read; 2.5 to 3.0 V are usual',
    },
    discDiameter: {
      origin: 'paper',
      relativeSd: 0.005,
      source:
        'doi:10.17632/wwhm2frfmy.1: coating mass over coat weight, mean of 54 cells 14.78 mm (read)',
    },
  },
} as const satisfies { readonly origins: ConstantOrigins; readonly [key: string]: unknown };
