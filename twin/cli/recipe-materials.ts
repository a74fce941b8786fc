import type { ElectrodeMaterial } from '../../physics/materials/electrode-material.ts';
import { namedMaterials } from '../../physics/materials/packs/named-materials.ts';
import type { RecipeMaterialName } from '../contract/configuration.ts';

/** Parameter sets that a recipe may name. */
export const recipeMaterials: Readonly<Record<RecipeMaterialName, ElectrodeMaterial>> =
  namedMaterials;
