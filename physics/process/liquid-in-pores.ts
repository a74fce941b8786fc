import { checkRange } from '../core/variables.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { liquidDensity } from '../materials/solvent-properties.ts';
import { poreFreeDensity } from './solids.ts';
import { processVariables } from './variables.ts';

/**
 * Porosity of a coating whose pores its remaining solvent fills, the least that pressing can reach as long as the liquid
 * stays:
 *
 *   eps_l = v_l / (v_l + v_s),   v_l = X m / rho_l,   v_s = m / rho_pf
 *
 * @param residualSolvent - X, solvent over solids [-]
 * @returns eps_l [-], 0 for a dry coating, below 1
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks rho_l is taken at the solvent's reference temperature: that a liquid of 80 degC takes up some percent more room
 *   is left out, as is liquid that binder or active material has taken up.
 */
export function liquidPorosity(
  { solids, solvent }: Pick<ElectrodeMaterial, 'solids' | 'solvent'>,
  residualSolvent: number,
): number {
  const content = checkRange(processVariables.residualSolvent, residualSolvent);
  const liquid = content / liquidDensity(solvent, solvent.referenceTemperature);
  return liquid / (liquid + 1 / poreFreeDensity(solids));
}
