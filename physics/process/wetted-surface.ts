import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';

/**
 * Share of the particles' surface that electrolyte reaches. Pressing makes contacts between particles, which cover it:
 *
 *   w = w_0 (1 - c D (D - D_0) / (1 - D_0)),   D = 1 - eps
 *
 * The quotient is the covered share of the surface of soft spheres with 12 D contacts each whose areas grow in proportion
 * to densification; it is 0 at the packing D_0 where they only touch and 1 without pores. Hard particles that move rather
 * than flatten take part with c < 1. What additive and binder cover is in w_0 and does not change.
 * @param pressed - wettedShare w_0, contactGrowth c, packingDensity D_0, all [-]
 * @param porosity - eps [-], 0 < eps < 1
 * @returns w [-], over the geometric surface of the particles; the surface per volume of coating is w 3 v (1 - eps) / r with
 *   share v of active material in the solids and particle radius r
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks For porosity below 1 - D_0 / 2; above it the law would turn.
 * @see Helle, Easterling, Ashby 1985, Acta Metall. 33, 2163-2174, doi:10.1016/0001-6160(85)90177-4 (not read; its contact
 *   number and area as in textbooks of powder compaction)
 */
export function wettedSurfaceShare(
  { pressed }: Pick<ElectrodeMaterial, 'pressed'>,
  porosity: number,
): number {
  const { wettedShare, contactGrowth, packingDensity } = pressed;
  checkBetween('porosity', porosity, {
    min: Number.MIN_VALUE,
    max: 1 - packingDensity / 2,
    unit: '1',
  });
  const density = 1 - porosity;
  const covered = (density * (density - packingDensity)) / (1 - packingDensity);
  return wettedShare * (1 - contactGrowth * covered);
}
