import type { LineDto } from '../contract/api.ts';
import type { Configuration } from '../contract/configuration.ts';
import { cellRates } from '../domain/planned-cell.ts';

/** The recipe as the line shows it. */
export function shownRecipe({
  name,
  porosity_frac,
  loading_g_per_m2,
  thickness_um,
  cell,
}: Configuration['recipes'][number]): LineDto['recipe'] {
  return { name, porosity_frac, loading_g_per_m2, thickness_um, cell: shownCell(cell) };
}

function shownCell(cell: Configuration['recipes'][number]['cell']): LineDto['recipe']['cell'] {
  if (cell === undefined) return null;
  const { parameters, nominalCapacity_Ah, sheetLength_mm, counterElectrode } = cell;
  const { thickness_um, porosity_frac, activeFraction_frac } = counterElectrode;
  return {
    parameters,
    nominalCapacity_Ah,
    rates_C: [...cellRates],
    sheetLength_mm,
    counterElectrode: `${thickness_um} µm, porosity ${porosity_frac}, active volume fraction ${activeFraction_frac}`,
  };
}
