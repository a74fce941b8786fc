import type { LineState } from './line-state.ts';
import { webStages } from './web.ts';

/** Solvent per solids at which the pores of a packing are full [kg.kg-1]. */
export function fullPores(state: LineState, porosity: number): number {
  const { recipe } = state.definition;
  return (porosity * recipe.solventDensity) / ((1 - porosity) * state.solidDensity);
}

/** Thickness of the coating at a ring index [m]: solids and liquid while wet, the packing once consolidated. */
export function coatingThickness(state: LineState, i: number): number {
  const { web, definition } = state;
  const solid = web.solids[i]! / state.solidDensity;
  if (web.stage[i] === webStages.bare) return 0;
  if (web.stage[i] === webStages.wet) {
    return solid + web.solvent[i]! / definition.recipe.solventDensity;
  }
  return solid / (1 - web.porosity[i]!);
}
