import type { ElectrodeMaterial } from '../../physics/materials/electrode-material.ts';
import { nmc622Demonstration } from '../../physics/materials/nmc622-demonstration.ts';
import { graphiteWater } from '../../physics/materials/packs/graphite-water.ts';
import { hardCarbonWater } from '../../physics/materials/packs/hard-carbon-water.ts';
import {
  layeredOxideNmp,
  layeredOxideP2Nmp,
} from '../../physics/materials/packs/layered-oxide-nmp.ts';
import { lfpNmp } from '../../physics/materials/packs/lfp-nmp.ts';
import { nmc622Dry } from '../../physics/materials/packs/nmc622-dry.ts';
import type { RecipeMaterialName } from '../contract/configuration.ts';

/** Parameter sets that a recipe may name. */
export const recipeMaterials: Readonly<Record<RecipeMaterialName, ElectrodeMaterial>> = {
  'nmc622-demonstration': nmc622Demonstration,
  'nmc622-dry': nmc622Dry,
  'lfp-nmp': lfpNmp,
  'graphite-water': graphiteWater,
  'layered-oxide-nmp': layeredOxideNmp,
  'layered-oxide-p2-nmp': layeredOxideP2Nmp,
  'hard-carbon-water': hardCarbonWater,
};
