import type { TruthConstants } from './truth-constants.ts';
import type { Web } from './web.ts';
import { type WebState, webStages } from './web-state.ts';

/** Dry solids per area of the foil as it is now, behind the nip the longer one [kg.m-2]. */
export function presentLoading(web: WebState, i: number): number {
  return web.solids[i]! / (1 + web.elongation[i]!);
}

/** Thickness of the foil over that before any calender [-]: its width stays, so that what the nip lengthens it thins. */
export function presentFoil(web: WebState, i: number): number {
  return web.foil[i]! / (1 + web.elongation[i]!);
}

/** Thickness of the coating of a side [m]: solids and liquid while wet, the packing once consolidated. */
export function coatingThickness(web: WebState, i: number, solventDensity: number): number {
  const stage = web.stage[i]!;
  if (stage === webStages.bare) return 0;
  const solid = presentLoading(web, i) / web.density[i]!;
  if (stage === webStages.wet) return solid + web.solvent[i]! / solventDensity;
  return solid / (1 - web.porosity[i]!);
}

/**
 * Peel strength of a dry coating [N.m-1], NaN while wet or bare: falls with binder at the surface and with time in the
 * heat, rises with compaction. An assumed law of this line.
 */
export function peelStrength(web: WebState, i: number, c: TruthConstants): number {
  if (web.stage[i]! < webStages.consolidated) return Number.NaN;
  const compacted = 1 - web.porosity[i]! / web.driedPorosity[i]!;
  return (
    c.peelStrength *
    web.adhesion[i]! *
    Math.exp(-c.peelPerBinderRatio * (web.binderRatio[i]! - 1) - web.hotTime[i]! / c.peelHotTime) *
    (1 + c.peelPerCompaction * compacted)
  );
}

/** Place of a side of a segment in a lane that rolls can compact, or -1 where it is bare or wet. */
export function compactible(web: Web, segment: number, side: number, lane: number): number {
  const i = web.first(segment, side) + lane;
  return web.state.stage[i]! >= webStages.consolidated ? i : -1;
}
