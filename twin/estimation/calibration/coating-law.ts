/** One measured row of coating, in SI. */
export interface CoatingRow {
  /** Name of the lane; empty where the row is of the whole width. */
  readonly lane: string;
  /** [m3.s-1]; NaN with a comma bar. */
  readonly pumpFlow: number;
  /** [m] */
  readonly coatedWidth: number;
  /** [m.s-1] */
  readonly webSpeed: number;
  /** [m]; NaN with a slot die. */
  readonly commaGap: number;
  /** [kg.m-3] */
  readonly slurryDensity: number;
  /** Mass of solids over mass of slurry [-]. */
  readonly solidsContent: number;
}

/** Constants of the coating machines. */
export interface CoatingConstants {
  /** Flow that arrives over flow that the pump shows [-]. */
  readonly pumpFactor: number;
  /** Flow of a lane over the mean of the die [-]. */
  readonly dieFactor: number;
  /** Wet thickness per gap of the comma bar [-]; 0.5 for pure drag. */
  readonly commaFactor: number;
  /** Wet thickness at a shown gap of zero [m]. */
  readonly commaOffset: number;
}

/**
 * Solids per area behind the coating machine, m = h rho x, with
 *
 *   slot die:   h = pumpFactor dieFactor pumpFlow / (coatedWidth webSpeed)
 *   comma bar:  h = commaFactor commaGap + commaOffset
 *
 * The first is the mass balance of `coatSlotDie` with the solids content as weighed instead of derived from the density;
 * the second a plain self-metered law without the effects of speed and rheology.
 * @returns [kg.m-2]
 */
export function coatedLoading(row: CoatingRow, constants: CoatingConstants): number {
  const { pumpFlow, coatedWidth, webSpeed, commaGap, slurryDensity, solidsContent } = row;
  const { pumpFactor, dieFactor, commaFactor, commaOffset } = constants;
  const wetThickness = Number.isNaN(pumpFlow)
    ? commaFactor * commaGap + commaOffset
    : (pumpFactor * dieFactor * pumpFlow) / (coatedWidth * webSpeed);
  return wetThickness * slurryDensity * solidsContent;
}
