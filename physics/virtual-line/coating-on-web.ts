import type { LineState } from './line-state.ts';
import { webStages } from './web.ts';

/** Solvent per solids at which the pores of a packing are full [kg.kg-1]. */
export function fullPores(state: LineState, porosity: number): number {
  const { recipe } = state.definition;
  return (porosity * recipe.solventDensity) / ((1 - porosity) * state.solidDensity);
}

/** Dry solids per area of the foil as it is now, behind the nip the longer one [kg.m-2]. */
export function presentLoading({ web }: LineState, i: number): number {
  return web.solids[i]! / (1 + web.elongation[i]!);
}

/** Thickness of the foil as it is now [m]: its width stays, so that what the nip lengthens it thins. */
export function presentFoilThickness({ web, definition }: LineState, i: number): number {
  return definition.foilThickness / (1 + web.elongation[i]!);
}

/** Thickness of the coating at a ring index [m]: solids and liquid while wet, the packing once consolidated. */
export function coatingThickness(state: LineState, i: number): number {
  const { web, definition } = state;
  const solid = presentLoading(state, i) / state.solidDensity;
  if (web.stage[i] === webStages.bare) return 0;
  if (web.stage[i] === webStages.wet) {
    return solid + web.solvent[i]! / definition.recipe.solventDensity;
  }
  return solid / (1 - web.porosity[i]!);
}
