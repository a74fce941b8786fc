import type { Electrode } from '../../../../physics/cell/cell-parameters.ts';
import { poreFreeDensity, thicknessOf } from '../../../../physics/process/solids.ts';
import { cellRecipe } from '../../../../twin/cli/cell-recipe.ts';
import { cellSource } from '../../../../twin/cli/cell-source.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import type { SheetCoating } from '../../../../twin/domain/planned-cell.ts';

/** The cell of the demonstration line. */
export const configuration = loadConfiguration(undefined, {});
export const source = cellSource(configuration)!;
export const recipe = cellRecipe(source);
export const density = poreFreeDensity(recipe.material.solids);

/** A coating of this loading [kg.m-2] and porosity, by default at the targets of the recipe. */
export function coatingOf(loading = 0.18, porosity = 0.32): SheetCoating {
  return {
    loading,
    porosity,
    thickness: thicknessOf({ loading, porosity, poreFreeDensity: density }),
  };
}

/** Sites for lithium of the first material of an electrode per area [mol.m-2]. */
export function sitesOf({ thickness, materials: [material] }: Electrode): number {
  return thickness * material!.volumeFraction * material!.maximumConcentration;
}
