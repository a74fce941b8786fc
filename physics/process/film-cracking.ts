import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';

/**
 * Capillary pressure that the packed particles bear when liquid leaves their surface, by the surface of the solids,
 *
 *   P = 3 phi gamma / ((1 - phi) R)
 *
 * for spheres of radius R that the liquid wets fully; 5.3 gamma / R at phi = 0.64.
 * @param surfaceTension - gamma [N.m-1]
 * @param packing - phi, volume fraction of solids [-], in (0, 1)
 * @param radius - R [m]
 * @returns [Pa]
 * @see White 1982, J. Colloid Interface Sci. 90(2), 536-538, doi:10.1016/0021-9797(82)90319-8 (not read)
 */
export function capillaryPressure(surfaceTension: number, packing: number, radius: number): number {
  return (3 * packing * surfaceTension) / ((1 - packing) * radius);
}

/**
 * Thickest film of hard spheres that dries without cracks, where the capillary pressure limits the stress,
 *
 *   h = 0.64 (G M phi R^3 / (2 gamma))^(1/2) (2 gamma / (P R))^(3/2),
 *
 * from the elastic energy that a crack sets free in a film on a stiff support against the surface that it makes.
 * @param drying - R `particleRadius` [m], G `contactShearModulus` [Pa], M `coordination` [-]
 * @param surfaceTension - gamma [N.m-1], > 0
 * @param packing - phi at which the particles touch [-], 0.2 to 0.8
 * @returns h [m]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks Binder between the particles enters only through G; toughness by binder and flaws of the film are not in it.
 * @see Singh and Tirumkudulu 2007, Phys. Rev. Lett. 98, 218302, doi:10.1103/PhysRevLett.98.218302 (not read; form and the factor 0.64 agree between two
 *   open programs that quote it)
 */
export function criticalCrackingThickness(
  drying: Pick<
    ElectrodeMaterial['drying'],
    'particleRadius' | 'contactShearModulus' | 'coordination'
  >,
  surfaceTension: number,
  packing: number,
): number {
  checkBetween('packing of the solids', packing, { min: 0.2, max: 0.8, unit: '1' });
  checkBetween('surface tension', surfaceTension, { min: 1e-4, max: 1, unit: 'N.m-1' });
  const { particleRadius, contactShearModulus, coordination } = drying;
  const pressure = capillaryPressure(surfaceTension, packing, particleRadius);
  const stiffness =
    (contactShearModulus * coordination * packing * particleRadius ** 3) / (2 * surfaceTension);
  return 0.64 * Math.sqrt(stiffness) * ((2 * surfaceTension) / (pressure * particleRadius)) ** 1.5;
}
