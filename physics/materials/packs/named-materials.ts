import type { ElectrodeMaterial } from '../electrode-material.ts';
import { nmc622Demonstration } from '../nmc622-demonstration.ts';
import { graphiteWater } from './graphite-water.ts';
import { hardCarbonWater } from './hard-carbon-water.ts';
import { layeredOxideNmp, layeredOxideP2Nmp } from './layered-oxide-nmp.ts';
import { lfpNmp } from './lfp-nmp.ts';
import { nmc622Dry } from './nmc622-dry.ts';

/** Parameter sets by the names under which recipes and commands take them. */
export const namedMaterials = {
  'nmc622-demonstration': nmc622Demonstration,
  'nmc622-dry': nmc622Dry,
  'lfp-nmp': lfpNmp,
  'graphite-water': graphiteWater,
  'layered-oxide-nmp': layeredOxideNmp,
  'layered-oxide-p2-nmp': layeredOxideP2Nmp,
  'hard-carbon-water': hardCarbonWater,
} as const satisfies Readonly<Record<string, ElectrodeMaterial>>;
