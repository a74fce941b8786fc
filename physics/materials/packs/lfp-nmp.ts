import type { ElectrodeMaterial } from '../electrode-material.ts';
import { calenderingOrigins } from './calendering-origins.ts';
import { aluminiumFoil } from './foils.ts';
import { pvdfInNmp } from './pvdf-in-nmp.ts';

/** LFP with carbon black and PVDF on aluminium. */
export const lfpNmp: ElectrodeMaterial = {
  name: 'LFP cathode, PVDF in NMP, on aluminium',
  side: 'positive',
  solids: [
    { name: 'LFP', massFraction: 0.92, density: 3600, role: 'active' },
    { name: 'carbon black', massFraction: 0.04, density: 1900, role: 'conductive' },
    { name: 'PVDF', massFraction: 0.04, density: 1780, role: 'binder' },
  ],
  solvent: pvdfInNmp.solvent,
  foil: aluminiumFoil.foil,
  rheology: {
    ...pvdfInNmp.rheology,
    maximumPacking: 0.55,
    particleDiameter: 4e-6,
  },
  coating: pvdfInNmp.coating,
  drying: {
    ...pvdfInNmp.drying,
    packingPorosity: 0.41,
    solidsSpecificHeat: 880,
    peelStrength: 20,
    peelBinderFraction: 0.04,
    particleRadius: 2e-6,
  },
  compaction: {
    minimumPorosity: 0.08,
    resistance: 230_000,
    referenceLoading: 0.15,
    referenceTemperature: 353.15,
    loadingExponent: 1,
    sidesExponent: 0.5,
    softening: 0.005,
    passGain: 0.15,
    springBack: 0.08,
    elongationCompliance: 3e-8,
    fittedLineLoad: { min: 0, max: 400_000 },
    fittedTemperature: { min: 293.15, max: 423.15 },
  },
  transport: {
    shapeFactor: 3.1,
    shapeExponent: 0.6,
    obstructionExponent: 0.6,
    activeConductivity: 0,
    additiveConductivity: 300,
    percolationThreshold: 0.01,
    percolationExponent: 2,
    conductivityPerKelvin: 0.006,
    contactResistance: 1e-3,
    contactPorosity: 0.34,
    contactExponent: 5,
    contactPerBinder: 1,
    thermalConductivity: 0.3,
  },
  pressed: {
    wettedShare: 0.8,
    packingDensity: 0.48,
    contactGrowth: 0.4,
    tensileRetention: 0.97,
    peelRetention: 0.97,
    particleStrength: 400e6,
    weibullModulus: 3,
    crackedShareLimit: 0.1,
    foilPressureFactor: 2.2,
  },
  foilMechanics: aluminiumFoil.foilMechanics,
  origins: {
    ...calenderingOrigins,
    ...aluminiumFoil.origins,
    ...pvdfInNmp.origins,
    'rheology.maximumPacking': {
      origin: 'assumed',
      relativeSd: 0.08,
      source: 'granules of fine grains pack less than smooth spheres',
    },
    'rheology.particleDiameter': {
      origin: 'assumed',
      relativeSd: 0.6,
      source: 'granules of LFP as sold, 1 to 10 um; the grains in them are below 1 um',
    },
    rheology: {
      origin: 'assumed',
      relativeSd: 0.4,
      source:
        'binder system as for NMC622; set for 0.1 to 1 Pa.s at die shear rates and 0.50 solids',
    },
    'drying.packingPorosity': {
      origin: 'assumed',
      sd: 0.03,
      source:
        'set for a dry porosity of 0.52; the loosest LFP with 5 % carbon and 5 % PVDF of Landesfeind2016 had 0.51',
    },
    'drying.solidsSpecificHeat': {
      origin: 'assumed',
      relativeSd: 0.05,
      source: 'some 140 J/(mol.K) for LiFePO4 at 25 degC; primary source not seen',
    },
    'drying.peelStrength': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'as the NMC622 cathode with half the binder: fine grains need more; that adhesion of LFP hangs on the conditions of drying: Batteries 2023, 9, 518, doi:10.3390/batteries9100518 (abstract read)',
    },
    'drying.particleRadius': {
      origin: 'assumed',
      relativeSd: 0.6,
      source: 'half of the diameter above',
    },
    'solids.LFP.density': {
      origin: 'paper',
      relativeSd: 0.01,
      source: '3600 kg/m3, Landesfeind2016, table I (as cited elsewhere, not read)',
    },
    'transport.shapeFactor': {
      origin: 'paper',
      relativeSd: 0.15,
      source:
        'LFP with 5 % carbon and 5 % PVDF, porosity 0.27 to 0.51: 3.1 eps^-0.6, Landesfeind2016, fig. 20, doi:10.1149/2.1141607jes (as cited elsewhere, not read); with 15 % of each 3.0 eps^-0.2',
    },
    'transport.shapeExponent': {
      origin: 'paper',
      sd: 0.2,
      source: 'the same fit (as cited elsewhere, not read)',
    },
    'transport.obstructionExponent': {
      origin: 'paper',
      sd: 0.2,
      source:
        'equal to the shape exponent: the fit is in the porosity itself (as cited elsewhere, not read)',
    },
    'transport.activeConductivity': {
      origin: 'assumed',
      sd: 1e-3,
      source: 'left out beside the carbon black',
    },
    'transport.additiveConductivity': {
      origin: 'assumed',
      relativeSd: 0.6,
      source:
        'set for about 1 S/m when pressed; LFP electrodes of parameter sets have 0.34 (Prada2013) and 0.8 S/m (About:Energy 2 Ah cell)',
    },
    'transport.contactResistance': {
      origin: 'assumed',
      relativeSd: 1,
      source:
        'order of the arc of LFP with 15 % carbon at porosity 0.34, Landesfeind2016, fig. 12; with less carbon rather higher',
    },
  },
};
