import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { poreFreeDensity, thicknessOf } from './solids.ts';
import { processVariables } from './variables.ts';

/** What a powder coater is set to. */
export interface PowderSetting {
  /** Mass of dry mixture that leaves the feeder [kg.s-1]. */
  readonly powderFlow: number;
  /** [m] */
  readonly coatedWidth: number;
  /** [m.s-1], > 0 */
  readonly webSpeed: number;
}

/** The bed of powder on the foil, in front of the rolls that make a film of it. */
export interface PowderBed {
  /** [kg.m-2] */
  readonly loading: number;
  /** [m] */
  readonly thickness: number;
  /** [-] */
  readonly porosity: number;
}

/**
 * Solvent-free coating of one side: a feeder meters a dry mixture of active material, additive and fibrous binder on the
 * foil, where it lies as loosely as poured powder does until the rolls press it,
 *
 *   m = powderFlow / (coatedWidth x webSpeed),  L = m / ((1 - eps_bed) rho_pf).
 *
 * @param material - solids; bedPorosity of its powder
 * @returns the bed; its solids are those of the feeder
 * @throws PhysicsError PHY_OUT_OF_RANGE, also for a material that has no powder
 * @remarks Fibrillation of the binder and the shear between rolls of unequal speed are not modelled.
 * @see Zhang et al. 2024, Materials 17, 2349, doi:10.3390/ma17102349 (review of the routes, not read; the two equations are balances)
 */
export function layPowder(
  { solids, powder }: Pick<ElectrodeMaterial, 'name' | 'solids' | 'powder'>,
  setting: PowderSetting,
): PowderBed {
  const powderFlow = checkRange(processVariables.powderFlow, setting.powderFlow);
  const coatedWidth = checkRange(processVariables.coatedWidth, setting.coatedWidth);
  const webSpeed = checkRange(processVariables.webSpeed, setting.webSpeed, { min: 1e-4 });
  const porosity = checkBetween('porosity of the powder bed', powder?.bedPorosity ?? Number.NaN, {
    min: 0.2,
    max: 0.9,
    unit: '1',
  });
  const loading = checkRange(processVariables.loading, powderFlow / (coatedWidth * webSpeed));
  const density = poreFreeDensity(solids);
  return {
    loading,
    porosity,
    thickness: thicknessOf({ loading, porosity, poreFreeDensity: density }),
  };
}
