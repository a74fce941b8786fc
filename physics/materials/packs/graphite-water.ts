import type { ElectrodeMaterial } from '../electrode-material.ts';
import { calenderingOrigins } from './calendering-origins.ts';
import { cmcSbrInWater } from './cmc-sbr-in-water.ts';
import { copperFoil } from './foils.ts';

/** Graphite with CMC and SBR on copper. */
export const graphiteWater: ElectrodeMaterial = {
  name: 'graphite anode, CMC and SBR in water, on copper',
  side: 'negative',
  solids: [
    { name: 'graphite', massFraction: 0.95, density: 2260, role: 'active' },
    { name: 'carbon black', massFraction: 0.01, density: 1900, role: 'conductive' },
    { name: 'CMC', massFraction: 0.015, density: 1590, role: 'binder' },
    { name: 'SBR', massFraction: 0.025, density: 1000, role: 'binder' },
  ],
  solvent: cmcSbrInWater.solvent,
  foil: copperFoil.foil,
  rheology: {
    ...cmcSbrInWater.rheology,
    maximumPacking: 0.56,
    particleDiameter: 15e-6,
  },
  coating: cmcSbrInWater.coating,
  drying: {
    ...cmcSbrInWater.drying,
    packingPorosity: 0.465,
    solidsSpecificHeat: 710,
    peelStrength: 20,
    peelBinderFraction: 0.04,
    particleRadius: 7.5e-6,
  },
  compaction: {
    minimumPorosity: 0.05,
    resistance: 180_000,
    referenceLoading: 0.1,
    referenceTemperature: 333.15,
    loadingExponent: 1,
    sidesExponent: 0.5,
    softening: 0.003,
    passGain: 0.15,
    springBack: 0.1,
    elongationCompliance: 0,
    fittedLineLoad: { min: 0, max: 300_000 },
    fittedTemperature: { min: 293.15, max: 393.15 },
  },
  transport: {
    shapeFactor: 4.7,
    shapeExponent: 0.1,
    obstructionExponent: 0.1,
    activeConductivity: 200,
    additiveConductivity: 1000,
    percolationThreshold: 0.01,
    percolationExponent: 2,
    conductivityPerKelvin: 0.002,
    contactResistance: 5e-6,
    contactPorosity: 0.34,
    contactExponent: 5,
    contactPerBinder: 1,
    thermalConductivity: 0.6,
  },
  pressed: {
    wettedShare: 0.85,
    packingDensity: 0.47,
    contactGrowth: 0.7,
    tensileRetention: 0.97,
    peelRetention: 0.97,
    particleStrength: 800e6,
    weibullModulus: 3,
    crackedShareLimit: 0.05,
    foilPressureFactor: 1.3,
  },
  foilMechanics: copperFoil.foilMechanics,
  origins: {
    ...calenderingOrigins,
    ...copperFoil.origins,
    ...cmcSbrInWater.origins,
    'rheology.maximumPacking': {
      origin: 'assumed',
      relativeSd: 0.05,
      source: 'flattened grains pack less than spheres',
    },
    'rheology.particleDiameter': { origin: 'assumed', relativeSd: 0.2, source: 'usual graphite' },
    rheology: {
      origin: 'assumed',
      relativeSd: 0.4,
      source:
        'set for 5.5 Pa.s at 5/s and 0.50 solids: a maker of laboratory coaters advises 5 to 6 Pa.s by a rotational viscometer for graphite with CMC and SBR in water (MTI, procedure for water-based graphite slurry); its shear rate is taken as 5/s. The shape of the curve is assumed: some 10 Pa.s at 1/s, 1 Pa.s at 100/s',
    },
    'drying.packingPorosity': {
      origin: 'assumed',
      sd: 0.03,
      source: 'set for a dry porosity of 0.53; aqueous graphite coatings come with 0.5 to 0.6',
    },
    'drying.solidsSpecificHeat': {
      origin: 'paper',
      relativeSd: 0.03,
      source: 'graphite at 25 degC, CRC Handbook of Chemistry and Physics (textbook value)',
    },
    'drying.peelStrength': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'order of published peels of aqueous anodes, 5 to 50 N/m; that SBR sticks to copper and CMC does not: Hofmann and Willenbacher 2025, Energy Mater. 5, 500092 (abstract read)',
    },
    'drying.particleRadius': {
      origin: 'assumed',
      relativeSd: 0.2,
      source: 'half of the diameter above',
    },
    'solids.graphite.density': {
      origin: 'paper',
      relativeSd: 0.01,
      source:
        'ideal crystal 2260 kg/m3 (textbook value), less for real graphites; 2300 taken by Landesfeind2016 (as cited elsewhere, not read)',
    },
    'compaction.elongationCompliance': {
      origin: 'paper',
      sd: 5e-9,
      source:
        'copper electrodes are not longer behind the press, batterydesign.net after Abdollahifar et al. 2023, Adv. Energy Mater. 13, 2300973 (as cited elsewhere, not read)',
    },
    'pressed.foilPressureFactor': {
      origin: 'assumed',
      sd: 0.15,
      source: 'soft plates that lie flat on the foil: little above 1',
    },
    'transport.shapeFactor': {
      origin: 'paper',
      relativeSd: 0.15,
      source:
        'graphite with 5 % PVDF, porosity 0.28 to 0.65: 4.7 eps^-0.1, and 4.3 +- 0.6 at 0.43, Landesfeind2016, fig. 14 and 20, doi:10.1149/2.1141607jes (as cited elsewhere, not read); another graphite with 9 % is higher by a third',
    },
    'transport.shapeExponent': {
      origin: 'paper',
      sd: 0.15,
      source: 'the same fit (as cited elsewhere, not read)',
    },
    'transport.obstructionExponent': {
      origin: 'paper',
      sd: 0.15,
      source:
        'equal to the shape exponent: the fit is in the porosity itself (as cited elsewhere, not read)',
    },
    'transport.activeConductivity': {
      origin: 'assumed',
      relativeSd: 0.9,
      source:
        'conductivities of graphite electrodes in parameter sets: 14 (Ecker2015), 215 S/m (Chen2020)',
    },
    'transport.contactResistance': {
      origin: 'assumed',
      relativeSd: 1,
      source: 'no arc of a contact is seen on copper, Landesfeind2016: below 0.1 Ohm.cm2',
    },
  },
};
