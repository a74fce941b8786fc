import { checkBetween } from '../../materials/check-between.ts';
import type { SlurryMaterial } from '../../materials/electrode-material.ts';
import { liquidDensity } from '../../materials/solvent-properties.ts';
import type { SlurryVolumes } from '../slurry.ts';
import { type FlowCurve, viscosityAt } from './flow-curve.ts';

/** Standard acceleration of free fall, exact [m.s-2]. */
export const freeFall = 9.806_65;

/** How fast particles settle at rest. */
export interface Settling {
  /** [m.s-1] */
  readonly velocity: number;
  /** Yield stress over what a particle's weight puts on the liquid, tau_y / (drho g d) [-]. */
  readonly yieldNumber: number;
}

/**
 * Hindered settling of the active particles by Stokes with Richardson and Zaki,
 *
 *   v = drho g d^2 / (18 eta) (1 - phi)^k
 *
 * in the liquid between them, whose viscosity at rest is that of the slurry divided by the particles' factor of Krieger
 * and Dougherty.
 * @param curve - of the same slurry
 * @returns with the yield number beside it: above about 0.05 a yield stress holds single spheres for good (Beris et al. 1985, J. Fluid Mech. 158,
 *   219-244, as later papers cite it); the velocity is the one of the creeping plateau and does not drop to zero there
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Richardson and Zaki 1954, Trans. Inst. Chem. Eng. 32, 35-53, eq. 28, 33 and 40 (as cited elsewhere, not read)
 */
export function settling(
  material: SlurryMaterial,
  volumes: SlurryVolumes,
  curve: FlowCurve,
  temperature: number,
): Settling {
  const { rheology, solids } = material;
  const active = solids.filter(({ role }) => role === 'active');
  const mass = active.reduce((sum, { massFraction }) => sum + massFraction, 0);
  const volume = active.reduce((sum, { massFraction, density }) => sum + massFraction / density, 0);
  const excess = checkBetween(
    'density of the active material over that of the liquid',
    mass / volume - liquidDensity(material.solvent, temperature),
    { min: 0, max: 3e4, unit: 'kg.m-3' },
  );
  const diameter = checkBetween('particle diameter', rheology.particleDiameter, {
    min: 1e-9,
    max: 1e-3,
    unit: 'm',
  });
  const stress = excess * freeFall * diameter;
  const crowded =
    (1 - volumes.active / rheology.maximumPacking) ** (-2.5 * rheology.maximumPacking);
  const between = viscosityAt(curve, 0) / crowded;
  return {
    velocity:
      ((stress * diameter) / (18 * between)) * (1 - volumes.active) ** rheology.hinderedExponent,
    yieldNumber: curve.yieldStress / stress,
  };
}
