import { applySettings } from '../../physics/cell/settings.ts';
import { PhysicsError } from '../../physics/core/errors.ts';
import { fromUnit } from '../../physics/core/units.ts';
import { thicknessOf } from '../../physics/process/solids.ts';
import { TwinError } from '../domain/errors.ts';
import { type CellRecipe, checkCellRecipe } from '../quality/cell-recipe.ts';
import { findCell } from './cell-run.ts';
import type { CellSource } from './cell-source.ts';
import { parseJson } from './input-file.ts';
import { lineFromConfiguration } from './line-from-configuration.ts';

/**
 * The cell of the recipe: what the set says, with the other electrode, the separator, the area and the temperature of the
 * recipe. A sheet is as wide as a lane.
 * @throws TwinError CONFIG_INVALID for a cell that cannot be, with a coating at the targets of the recipe;
 *   INPUT_UNREADABLE
 */
export function cellRecipe({ configuration, parametersFile, sheetLength }: CellSource): CellRecipe {
  const { porosity_frac, loading_g_per_m2, cell } = configuration.recipes[0]!;
  if (cell === undefined) throw new RangeError('the recipe has no cell');
  const { model } = lineFromConfiguration(configuration);
  const { material, coatedWidth, path } = model;
  const counter = material.side === 'positive' ? 'negative' : 'positive';
  try {
    const { parameters } = found(cell.parameters, parametersFile);
    const nominalCapacity = 3600 * cell.nominalCapacity_Ah;
    const frame = applySettings(
      { ...parameters, nominalCapacity },
      {
        ...under(counter, cell.counterElectrode),
        ...under('separator', cell.separator),
        'cell.area_m2': (sheetLength * coatedWidth) / path.lanes,
        'cell.temperature_degC': cell.temperature_degC,
      },
    );
    const recipe = { frame, material, formationLoss: cell.formationLoss_frac };
    const loading = fromUnit(loading_g_per_m2.target, 'g_per_m2');
    const porosity = porosity_frac.target;
    const poreFreeDensity = model.poreFreeDensity.value;
    const thickness = thicknessOf({ loading, porosity, poreFreeDensity });
    checkCellRecipe(recipe, { loading, thickness, porosity });
    return recipe;
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    throw new TwinError(
      'CONFIG_INVALID',
      `the configuration is not valid:\n  recipes.0.cell: ${error.message}`,
      { ...error.data, key: 'recipes.0.cell', code: error.code },
      { cause: error },
    );
  }
}

function found(name: string, file: CellSource['parametersFile']): ReturnType<typeof findCell> {
  if (file === undefined) return findCell(name);
  const document = parseJson(file.content, file.name, 'parameter file');
  return findCell(document as Parameters<typeof findCell>[0], file);
}

/** Keys of `applySettings` for one part of the cell. */
function under(
  part: string,
  values: Readonly<Record<string, number | undefined>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${part}.${name}`, value]],
    ),
  );
}
