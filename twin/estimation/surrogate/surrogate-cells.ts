import type { CellParameters } from '../../../physics/cell/cell-parameters.ts';
import { openCircuitVoltage, sites, stateAtCharge } from '../../../physics/cell/initial-state.ts';
import { cellSet } from '../../../physics/cell/sets/by-name.ts';
import { faradayConstant } from '../../../physics/core/constants.ts';
import { PhysicsError } from '../../../physics/core/errors.ts';

/** The parameter set that designs change, and what of its cathode the set does not tell. */
export interface DesignFrame {
  readonly parameters: CellParameters;
  /** True density of the active material of the cathode [kg.m-3]. */
  readonly activeDensity: number;
}

/**
 * True density of the solids of the LG M50 cathode [kg.m-3]: that of its coating in the thermal data of the sets, 3262, over
 * its share of solids, 0.665.
 */
const lgM50Density = 3262 / 0.665;

/** Sets that the box of designs lies about: one material in each electrode, the cathode of the LG M50. */
const densities: Readonly<Record<string, number>> = {
  Chen2020: lgM50Density,
  OKane2022: lgM50Density,
  ORegan2022: lgM50Density,
};

/** Names of the sets that a surrogate can be made of. */
export const surrogateSetNames: readonly string[] = Object.keys(densities);

/**
 * The frame of a parameter set.
 * @throws PhysicsError PHY_UNKNOWN_CELL_SET for a set without a box (data: name, allowed)
 */
export function designFrame(name: string): DesignFrame {
  const activeDensity = Object.hasOwn(densities, name) ? densities[name] : undefined;
  if (activeDensity === undefined) {
    throw new PhysicsError(
      'PHY_UNKNOWN_CELL_SET',
      `there is no box of designs about the cell parameter set "${name}"; there is about ${surrogateSetNames.join(', ')}`,
      { name, allowed: surrogateSetNames },
    );
  }
  return { parameters: cellSet(name), activeDensity };
}

/**
 * Charge that a mass of active material gives between the cut-offs at no current [A.s.kg-1]: what the capacity of every
 * design stays below, as all are balanced alike.
 */
export function equilibriumCharge({ parameters, activeDensity }: DesignFrame): number {
  const { positive } = parameters;
  const [full, empty] = [1, 0].map((charge) => stateAtCharge(parameters, charge).positive[0]!) as [
    number,
    number,
  ];
  const perArea = (empty - full) * sites(positive) * faradayConstant;
  return perArea / (positive.thickness * positive.materials[0]!.volumeFraction * activeDensity);
}

/** Voltage at rest at a state of charge [V]. */
export function voltageAtRest(parameters: CellParameters, stateOfCharge: number): number {
  return openCircuitVoltage(parameters, stateAtCharge(parameters, stateOfCharge));
}
