import { PhysicsError } from '../core/errors.ts';
import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { SolidComponent } from '../materials/electrode-material.ts';
import { processVariables } from './variables.ts';

/**
 * Density of the coating without pores, 1 / rho_pf = sum(w_i / rho_i).
 * @param components - mass fractions w_i [-] that sum to 1 within 1e-9, densities rho_i [kg.m-3] > 0
 * @returns rho_pf [kg.m-3]
 * @throws PhysicsError PHY_OUT_OF_RANGE if the fractions do not sum to 1 or a value leaves its range
 */
export function poreFreeDensity(
  components: readonly Pick<SolidComponent, 'name' | 'massFraction' | 'density'>[],
): number {
  let sum = 0;
  let volume = 0;
  for (const { name, massFraction, density } of components) {
    checkBetween(`mass fraction of ${name}`, massFraction, { min: 0, max: 1, unit: '1' });
    checkBetween(`density of ${name}`, density, { min: 1, max: 3e4, unit: 'kg.m-3' });
    sum += massFraction;
    volume += massFraction / density;
  }
  checkBetween('sum of the mass fractions', sum, { min: 1 - 1e-9, max: 1 + 1e-9, unit: '1' });
  return sum / volume;
}

/**
 * Volume of the components with a role over the volume of all solids [-].
 * @throws PhysicsError PHY_OUT_OF_RANGE as `poreFreeDensity`
 */
export function solidVolumeShare(
  components: readonly SolidComponent[],
  role: SolidComponent['role'],
): number {
  const density = poreFreeDensity(components);
  return components
    .filter((component) => component.role === role)
    .reduce(
      (share, component) => share + (component.massFraction * density) / component.density,
      0,
    );
}

/**
 * Porosity from the conservation of solids, eps = 1 - m / (L rho_pf).
 * @param state - loading m [kg.m-2], thickness L [m] > 0, poreFreeDensity rho_pf [kg.m-3]
 * @returns eps in [0, 1] [-]
 * @throws PhysicsError PHY_OUT_OF_RANGE if an argument leaves its range or the coating would be denser than its solids
 */
export function porosityOf(state: {
  readonly loading: number;
  readonly thickness: number;
  readonly poreFreeDensity: number;
}): number {
  const loading = checkRange(processVariables.loading, state.loading);
  const thickness = positiveThickness(state.thickness);
  return checkRange(processVariables.porosity, 1 - loading / (thickness * state.poreFreeDensity));
}

/**
 * Thickness from the conservation of solids, L = m / ((1 - eps) rho_pf).
 * @param state - loading m [kg.m-2], porosity eps [-] in [0, 1), poreFreeDensity rho_pf [kg.m-3]
 * @returns L [m]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function thicknessOf(state: {
  readonly loading: number;
  readonly porosity: number;
  readonly poreFreeDensity: number;
}): number {
  const loading = checkRange(processVariables.loading, state.loading);
  const porosity = checkRange(processVariables.porosity, state.porosity);
  return checkRange(processVariables.thickness, loading / ((1 - porosity) * state.poreFreeDensity));
}

/**
 * Loading from the conservation of solids, m = L (1 - eps) rho_pf.
 * @param state - thickness L [m], porosity eps [-], poreFreeDensity rho_pf [kg.m-3]
 * @returns m [kg.m-2]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function loadingOf(state: {
  readonly thickness: number;
  readonly porosity: number;
  readonly poreFreeDensity: number;
}): number {
  const thickness = positiveThickness(state.thickness);
  const porosity = checkRange(processVariables.porosity, state.porosity);
  return checkRange(processVariables.loading, thickness * (1 - porosity) * state.poreFreeDensity);
}

function positiveThickness(value: number): number {
  if (checkRange(processVariables.thickness, value) > 0) return value;
  throw new PhysicsError('PHY_OUT_OF_RANGE', 'a coating of thickness 0 has no porosity', {
    name: 'thickness',
    value,
    min: Number.MIN_VALUE,
    max: processVariables.thickness.max,
    unit: 'm',
  });
}
