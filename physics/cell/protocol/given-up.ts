import type { CellIntegrator } from '../cell-integrator.ts';
import type { CellFailure } from '../cell-result.ts';

/** Negative salt concentration at which a cell is given up, over the initial one: a front in the mesh stays above. */
const exhaustedShare = 0.02;

/** Why a state that still has solutions is no longer that of a cell; undefined where it is one. */
export function givenUp(integrator: CellIntegrator): CellFailure['code'] | undefined {
  if (isExhausted(integrator)) return 'CELL_ELECTROLYTE_DEPLETED';
  if (!hasCollapsed(integrator)) return undefined;
  const { code } = integrator.diagnose();
  return code === 'CELL_STEP_TOO_SMALL' ? 'CELL_VOLTAGE_COLLAPSED' : code;
}

/** Whether the current asks for more salt than there is: the equations then go on with negative concentrations. */
function isExhausted({ remeshing, parameters }: CellIntegrator): boolean {
  const least = -exhaustedShare * parameters.electrolyte.initialConcentration;
  return remeshing !== undefined && remeshing.leastSalt() < least;
}

/** Far outside the cut-offs the equations still have solutions, but no cell does what they say. */
function hasCollapsed({ parameters, voltage }: CellIntegrator): boolean {
  const { lowerCutoff, upperCutoff } = parameters;
  const width = upperCutoff - lowerCutoff;
  return !(voltage > lowerCutoff - width && voltage < upperCutoff + width);
}
