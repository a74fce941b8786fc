import type { ElectrodeMaterial } from '../electrode-material.ts';
import { nmc622Demonstration } from '../nmc622-demonstration.ts';

/**
 * NMC622 with fibrous PTFE, laid on the foil as a powder and pressed: no solvent, no dryer. Steps of a slurry refuse a
 * material with powder, so its groups of slurry and drying, which are those of the wet cathode, say nothing of it but the
 * heat capacity of its solids.
 */
export const nmc622Dry: ElectrodeMaterial = {
  ...nmc622Demonstration,
  name: 'NMC622 cathode, dry-coated with PTFE',
  solids: [
    { name: 'NMC622', massFraction: 0.95, density: 4700, role: 'active' },
    { name: 'carbon black', massFraction: 0.02, density: 1900, role: 'conductive' },
    { name: 'PTFE', massFraction: 0.03, density: 2180, role: 'binder' },
  ],
  powder: { bedPorosity: 0.6 },
  compaction: { ...nmc622Demonstration.compaction, softening: 0.003, springBack: 0.08 },
  transport: { ...nmc622Demonstration.transport, obstructionExponent: 0.7 },
  pressed: { ...nmc622Demonstration.pressed, wettedShare: 0.9 },
  origins: {
    ...nmc622Demonstration.origins,
    solids: {
      origin: 'assumed',
      relativeSd: 0.02,
      source: 'usual recipe of electrodes with fibrous PTFE, 1 to 5 % of it; handbook densities',
    },
    'powder.bedPorosity': {
      origin: 'assumed',
      sd: 0.04,
      source:
        'loose NMC powder has some 1.9 g/cm3, 0.6 of porosity; fibres and carbon black make it no denser',
    },
    'compaction.softening': {
      origin: 'assumed',
      relativeSd: 0.6,
      source: 'below that with PVDF: PTFE is soft at room temperature already',
    },
    'compaction.springBack': {
      origin: 'assumed',
      relativeSd: 0.5,
      source: 'fibres give way elastically',
    },
    compaction: {
      origin: 'assumed',
      relativeSd: 0.35,
      source:
        'that of the wet cathode, whose particles are the same; the bed begins looser. Nothing measured was at hand',
    },
    'transport.obstructionExponent': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'about half of that with PVDF: solvent-free NMC622 has less ionic resistance, fibres obscure the particles least and block no pores, Matthews et al. 2024, Front. Energy Res. 11, 1336344, doi:10.3389/fenrg.2023.1336344 (abstract read); size assumed',
    },
    'pressed.wettedShare': {
      origin: 'assumed',
      relativeSd: 0.1,
      source: 'particles are obscured least, the same',
    },
  },
};
