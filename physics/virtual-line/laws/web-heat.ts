import { nmc622Demonstration } from '../../materials/nmc622-demonstration.ts';
import type { WebState } from '../web-state.ts';

const { foil, solvent, drying } = nmc622Demonstration;

/** Temperature at which heat content is 0 [K]. */
export const heatZero = 293.15;
/** Heat capacity of the liquid [J.kg-1.K-1]. */
export const liquidCapacity = solvent.specificHeat;

/**
 * Heat capacity of foil, solids and liquid of both sides of a place [J.m-2.K-1].
 * @param other - place of the other side of the same web, or -1
 */
export function webCapacity(state: WebState, i: number, other: number): number {
  let solids = state.solids[i]!;
  let liquid = state.solvent[i]!;
  if (other >= 0) {
    solids += state.solids[other]!;
    liquid += state.solvent[other]!;
  }
  return (
    state.foil[i]! * foil.arealMass * foil.specificHeat +
    solids * drying.solidsSpecificHeat +
    liquid * liquidCapacity
  );
}
