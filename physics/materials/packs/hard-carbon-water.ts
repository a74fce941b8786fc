import type { ElectrodeMaterial } from '../electrode-material.ts';
import { calenderingOrigins } from './calendering-origins.ts';
import { cmcSbrInWater } from './cmc-sbr-in-water.ts';
import { aluminiumFoil } from './foils.ts';

/** Hard carbon with CMC and SBR on aluminium, for sodium cells. */
export const hardCarbonWater: ElectrodeMaterial = {
  name: 'hard carbon anode, CMC and SBR in water, on aluminium',
  side: 'negative',
  solids: [
    { name: 'hard carbon', massFraction: 0.94, density: 1550, role: 'active' },
    { name: 'carbon black', massFraction: 0.01, density: 1900, role: 'conductive' },
    { name: 'CMC', massFraction: 0.02, density: 1590, role: 'binder' },
    { name: 'SBR', massFraction: 0.03, density: 1000, role: 'binder' },
  ],
  solvent: cmcSbrInWater.solvent,
  foil: aluminiumFoil.foil,
  rheology: {
    ...cmcSbrInWater.rheology,
    maximumPacking: 0.5,
    particleDiameter: 9e-6,
  },
  coating: cmcSbrInWater.coating,
  drying: {
    ...cmcSbrInWater.drying,
    packingPorosity: 0.45,
    solidsSpecificHeat: 750,
    peelStrength: 15,
    peelBinderFraction: 0.05,
    particleRadius: 4.5e-6,
  },
  compaction: {
    minimumPorosity: 0.12,
    resistance: 190_000,
    referenceLoading: 0.08,
    referenceTemperature: 333.15,
    loadingExponent: 1,
    sidesExponent: 0.5,
    softening: 0.002,
    passGain: 0.15,
    springBack: 0.2,
    elongationCompliance: 3e-8,
    fittedLineLoad: { min: 0, max: 300_000 },
    fittedTemperature: { min: 293.15, max: 393.15 },
  },
  transport: {
    shapeFactor: 2.2,
    shapeExponent: 0.5,
    obstructionExponent: 0.5,
    activeConductivity: 300,
    additiveConductivity: 1000,
    percolationThreshold: 0.01,
    percolationExponent: 2,
    conductivityPerKelvin: 0.002,
    contactResistance: 3e-4,
    contactPorosity: 0.4,
    contactExponent: 5,
    contactPerBinder: 1,
    thermalConductivity: 0.3,
  },
  pressed: {
    wettedShare: 0.85,
    packingDensity: 0.5,
    contactGrowth: 0.3,
    tensileRetention: 0.97,
    peelRetention: 0.97,
    particleStrength: 350e6,
    weibullModulus: 3,
    crackedShareLimit: 0.05,
    foilPressureFactor: 2.5,
  },
  foilMechanics: aluminiumFoil.foilMechanics,
  origins: {
    ...calenderingOrigins,
    ...aluminiumFoil.origins,
    ...cmcSbrInWater.origins,
    'rheology.maximumPacking': {
      origin: 'assumed',
      relativeSd: 0.08,
      source: 'shards with open pores that take up water pack less than spheres',
    },
    'rheology.particleDiameter': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'usual commercial hard carbon, 5 to 10 um',
    },
    rheology: {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'binder system as for graphite. Solids stay below those of graphite: a commercial hard carbon was processed at 0.35 with manageable viscosity and at 0.40 with too much of it (DigiCell project, abstract of its publication on processability read)',
    },
    'drying.packingPorosity': {
      origin: 'assumed',
      sd: 0.04,
      source: 'set for a dry porosity of 0.52; the parameter set Chayambuka2022 has 0.51 in a cell',
    },
    'drying.solidsSpecificHeat': {
      origin: 'assumed',
      relativeSd: 0.1,
      source: 'that of graphite and a little more for disorder',
    },
    'drying.peelStrength': {
      origin: 'assumed',
      relativeSd: 0.6,
      source: 'below graphite on copper; nothing measured was at hand',
    },
    'drying.particleRadius': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'half of the diameter above',
    },
    'solids.hard carbon.density': {
      origin: 'paper',
      relativeSd: 0.08,
      source:
        'with closed pores: hard carbons of 1300 to 1900 kg/m3 in calculations of Front et al. 2026, Chem. Sci., doi:10.1039/d6sc00030d (abstract read); measure it for each material',
    },
    'compaction.elongationCompliance': {
      origin: 'assumed',
      relativeSd: 0.7,
      source:
        'hard carbon anodes grow longer with compaction as NMC811 cathodes do, Mayer et al. 2021, Processes 9, 2009, doi:10.3390/pr9112009 (abstract read); size assumed',
    },
    'transport.shapeFactor': {
      origin: 'assumed',
      relativeSd: 0.3,
      source: 'shards: between round NMC and flat graphite of Landesfeind2016',
    },
    'transport.shapeExponent': {
      origin: 'paper',
      sd: 0.2,
      source: 'spheres, Bruggeman1935, doi:10.1002/andp.19354160705 (textbook value)',
    },
    'transport.obstructionExponent': {
      origin: 'assumed',
      sd: 0.3,
      source: 'equal to the shape exponent: porosity alone',
    },
    'transport.activeConductivity': {
      origin: 'assumed',
      relativeSd: 0.9,
      source:
        'electrode of 256 S/m in the parameter set Chayambuka2022, doi:10.1016/j.electacta.2021.139764, at porosity 0.51; graphite electrodes scatter by ten',
    },
    'transport.contactResistance': {
      origin: 'assumed',
      relativeSd: 1,
      source: 'conducting particles on the oxide of aluminium: between graphite on copper and LFP',
    },
  },
};
