import type { CellParameters } from '../cell-parameters.ts';
import type { CellFailure } from '../cell-result.ts';
import { saltUnit } from './electrolyte-tables.ts';
import type { MaterialBlock } from './material-block.ts';

/** Salt concentration under which a cell counts as depleted, over the initial one. */
const depleted = 0.02;
/** Salt concentration over which it counts as more than an electrolyte dissolves and data cover, over the initial one. */
const saturated = 3.5;
/** Distance of a surface from empty or full. */
const edge = 0.01;

interface StoppedElectrode {
  readonly kinetics: { readonly materials: readonly MaterialBlock[] };
}

/** What of a cell is looked at, of whatever model. */
interface StoppedCell {
  readonly parameters: CellParameters;
  readonly positive: StoppedElectrode;
  readonly electrodes: readonly StoppedElectrode[];
  /** [kmol/m3] */
  leastSalt(): number;
  /** At the surface of lithium metal, where there is any [kmol/m3]. */
  saltAtMetal?(): number | undefined;
}

/** Why a cell cannot go on, from the state that it stopped in. */
export function diagnose(cell: StoppedCell): Pick<CellFailure, 'code' | 'data'> {
  const initial = cell.parameters.electrolyte.initialConcentration;
  const least = cell.leastSalt() * saltUnit;
  if (least < depleted * initial) {
    return {
      code: 'CELL_ELECTROLYTE_DEPLETED',
      data: { leastConcentration_mol_per_m3: least, initialConcentration_mol_per_m3: initial },
    };
  }
  const atMetal = (cell.saltAtMetal?.() ?? 0) * saltUnit;
  if (!(atMetal < saturated * initial)) {
    return {
      code: 'CELL_ELECTROLYTE_SATURATED',
      data: {
        electrode: 'negative',
        largestConcentration_mol_per_m3: saturated * initial,
        initialConcentration_mol_per_m3: initial,
      },
    };
  }
  for (const { kinetics } of cell.electrodes) {
    const electrode = kinetics === cell.positive.kinetics ? 'positive' : 'negative';
    for (const material of kinetics.materials) {
      for (let k = 0; k < material.j.length; k++) {
        const s = material.acceptedSurfaceAt(k);
        if (s < edge) return { code: 'CELL_SURFACE_EMPTY', data: { electrode, stoichiometry: s } };
        if (s > 1 - edge) {
          return { code: 'CELL_SURFACE_SATURATED', data: { electrode, stoichiometry: s } };
        }
      }
    }
  }
  return { code: 'CELL_STEP_TOO_SMALL', data: {} };
}
