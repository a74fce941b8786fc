import type { LumpedThermal } from '../../cell-parameters.ts';

/** One layer of the repeating stack: current collector, electrode or separator. */
export interface Layer {
  /** [m] */
  readonly thickness: number;
  /** [kg.m-3] */
  readonly density: number;
  /** [J.kg-1.K-1] */
  readonly specificHeatCapacity: number;
}

/**
 * One temperature for a stack of layers: the heat capacity per volume is the mean over their thickness.
 * @param layers - from negative to positive current collector, each once
 * @param cooling - area [m2], volume [m3] and heat transfer coefficient [W.m-2.K-1] of the cell
 */
export function layerStack(
  layers: readonly Layer[],
  cooling: Pick<LumpedThermal, 'coolingArea' | 'volume' | 'heatTransferCoefficient'>,
): LumpedThermal {
  let layersThickness = 0;
  let heatCapacityPerArea = 0;
  for (const { thickness, density, specificHeatCapacity } of layers) {
    layersThickness += thickness;
    heatCapacityPerArea += thickness * density * specificHeatCapacity;
  }
  return { heatCapacity: heatCapacityPerArea / layersThickness, layersThickness, ...cooling };
}
