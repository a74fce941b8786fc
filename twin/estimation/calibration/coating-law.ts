import { demonstrationCommaBar } from '../../../physics/materials/demonstration-coaters.ts';
import { filmFactorUnderBar } from '../../../physics/process/coating/comma-bar.ts';
import type { PowerLaw } from '../../../physics/process/mixing/flow-curve.ts';

/** Slurry of a row, in SI. */
interface CoatedSlurry {
  /** [kg.m-3] */
  readonly slurryDensity: number;
  /** Mass of solids over mass of slurry [-]. */
  readonly solidsContent: number;
}

/** One measured row of a slot die. */
export interface SlotDieRow extends CoatedSlurry {
  readonly coater: 'slotDie';
  /** Name of the lane; empty where the row is of the whole width. */
  readonly lane: string;
  /** [m3.s-1] */
  readonly pumpFlow: number;
  /** [m] */
  readonly coatedWidth: number;
  /** [m.s-1] */
  readonly webSpeed: number;
}

/** One measured row of a comma bar. */
export interface CommaBarRow extends CoatedSlurry {
  readonly coater: 'commaBar';
  /** As the machine shows it [m]. */
  readonly commaGap: number;
  /** [m.s-1] */
  readonly webSpeed: number;
  /** Depth of the pool in front of the bar [m]. */
  readonly beadHeight: number;
  /** [N.m-1] */
  readonly surfaceTension: number;
  /** As measured, or as assumed; rows of one assumption have one function. */
  readonly powerLawAt: (shearRate: number) => PowerLaw;
  /** Whether the flow was measured and not assumed. */
  readonly flowTold: boolean;
  /** Active material over solids [-]; NaN where it was not told. */
  readonly activeMassFraction: number;
}

export type CoatingRow = SlotDieRow | CommaBarRow;

/** Flow of a slurry as one measures it. */
interface MeasuredFlow {
  /** At `shearRate` [Pa.s], the whole stress over the shear rate. */
  readonly viscosity: number;
  /** [s-1] */
  readonly shearRate: number;
  /** Exponent of the stress above the yield stress [-]. */
  readonly flowIndex: number;
  /** Below viscosity x shearRate [Pa]. */
  readonly yieldStress: number;
}

/**
 * Power laws that touch the flow curve of Herschel and Bulkley through a measured viscosity,
 *
 *   tau = tau_y + (eta g_0 - tau_y) (g / g_0)^n
 *
 * @see Herschel and Bulkley 1926, Kolloid-Z. 39, 291-300, doi:10.1007/BF01432034 (not read)
 */
export function powerLawsThrough(flow: MeasuredFlow): (shearRate: number) => PowerLaw {
  const { viscosity, shearRate: measuredAt, flowIndex, yieldStress } = flow;
  const viscous = viscosity * measuredAt - yieldStress;
  return (shearRate) => {
    const above = viscous * (shearRate / measuredAt) ** flowIndex;
    const stress = yieldStress + above;
    const index = (flowIndex * above) / stress;
    return { consistency: stress / shearRate ** index, flowIndex: index };
  };
}

/**
 * Flow of a slurry of which nothing is told but that it is coated with a bar: thinned by shear as electrode slurries are
 * (exponents of 0.4 to 0.8 in the packs), of 3 Pa.s at 100 s-1.
 */
export const slurryOfBars = powerLawsThrough({
  viscosity: 3,
  shearRate: 100,
  flowIndex: 0.6,
  yieldStress: 0,
});

/**
 * Film under the bar of the demonstration line [m], by the lubrication flow of `coatCommaBar`.
 * @param gapZero - shown gap at which the bar touches the foil [m]
 * @param viscosityFactor - stress of the slurry at each shear rate over that of `powerLawAt` [-], > 0
 * @returns NaN where the bar would touch the foil
 */
export function commaFilm(row: CommaBarRow, gapZero: number, viscosityFactor = 1): number {
  const { commaGap, webSpeed, beadHeight, slurryDensity, surfaceTension } = row;
  const gap = commaGap - gapZero;
  if (gap < 1e-6) return Number.NaN;
  const powerLawAt = (shearRate: number): PowerLaw => {
    const { consistency, flowIndex } = row.powerLawAt(shearRate);
    return { consistency: viscosityFactor * consistency, flowIndex };
  };
  const flow = { gap, beadHeight, webSpeed, density: slurryDensity, powerLawAt, surfaceTension };
  return filmFactorUnderBar(demonstrationCommaBar, flow) * gap;
}

/**
 * Solids per area behind the coating machine, m = h rho x, with
 *
 *   slot die:   h = pumpFactor dieFactor pumpFlow / (coatedWidth webSpeed)
 *   comma bar:  h = commaFilmScale film(commaGap - commaGapZero, f),
 *               f = viscosityFactor exp(viscosityPerSolids (solidsContent - reference)
 *                   + viscosityPerActive (activeMassFraction - reference)), or 1 where the flow was measured
 *
 * The pool presses slurry through under the bar in inverse proportion to its viscosity, on top of what the web drags: with f
 * large only the drag is left, 0.5 to 0.7 of the gap.
 * The first is the mass balance of `coatSlotDie` with the solids content as weighed instead of derived from the density.
 * @param wetThickness - h [m]
 * @returns [kg.m-2]
 */
export function coatedLoading(
  { slurryDensity, solidsContent }: CoatingRow,
  wetThickness: number,
): number {
  return wetThickness * slurryDensity * solidsContent;
}
