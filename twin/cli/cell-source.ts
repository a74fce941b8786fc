import { fromUnit } from '../../physics/core/units.ts';
import type { Configuration } from '../contract/configuration.ts';
import { readInput } from './input-file.ts';

/** What a recipe says of its cell, with the file that it names: all of it can be copied to a thread. */
export interface CellSource {
  readonly configuration: Configuration;
  readonly parametersFile: { readonly name: string; readonly content: string } | undefined;
  /** Along the web [m]. */
  readonly sheetLength: number;
}

/** Whether the parameters of a cell are a file, not the name of a built-in set. */
export function isFile(parameters: string): boolean {
  return parameters.toLowerCase().endsWith('.json');
}

/**
 * Reads what the cell of the recipe needs; undefined where the recipe has none.
 * @throws TwinError INPUT_UNREADABLE
 */
export function cellSource(configuration: Configuration): CellSource | undefined {
  const { cell } = configuration.recipes[0]!;
  if (cell === undefined) return undefined;
  const { parameters, sheetLength_mm } = cell;
  const parametersFile = isFile(parameters)
    ? { name: parameters, content: readInput(parameters, 'parameter file') }
    : undefined;
  return { configuration, parametersFile, sheetLength: fromUnit(sheetLength_mm, 'mm') };
}
