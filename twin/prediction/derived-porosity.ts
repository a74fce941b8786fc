import { porosityOf } from '../../physics/process/solids.ts';
import type { Uncertain } from '../domain/segment.ts';

/**
 * Coating thickness from a gauge that reads foil and coating together.
 * @param total - foil and coating [m]
 * @param foil - foil [m]
 */
export function derivedThickness(total: Uncertain, foil: Uncertain): Uncertain {
  return {
    value: total.value - foil.value,
    standardError: Math.hypot(total.standardError, foil.standardError),
  };
}

/**
 * Porosity from areal mass and thickness, eps = 1 - m / (L rho), with its standard error to first order:
 * var(eps) = (1 - eps)^2 ((s_m/m)^2 + (s_L/L)^2 + (s_rho/rho)^2).
 *
 * @param loading - m, dry areal mass of the coating [kg.m-2], > 0
 * @param thickness - L, coating without foil [m], > 0
 * @param poreFreeDensity - rho [kg.m-3], > 0
 * @returns undefined where a thickness is not positive: the gauge then reads less than bare foil
 * @see JCGM 100:2008 (GUM), 5.1.2
 */
export function derivedPorosity(
  loading: Uncertain,
  thickness: Uncertain,
  poreFreeDensity: Uncertain,
): Uncertain | undefined {
  if (!(thickness.value > 0 && loading.value > 0)) return undefined;
  const value = porosityOf({
    loading: loading.value,
    thickness: thickness.value,
    poreFreeDensity: poreFreeDensity.value,
  });
  const relative = [loading, thickness, poreFreeDensity].map(
    ({ value: mean, standardError }) => standardError / mean,
  );
  return { value, standardError: (1 - value) * Math.hypot(...relative) };
}
