import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { solidVolumeShare } from './solids.ts';

/** What the transport laws need to know of an electrode. */
type Composition = Pick<ElectrodeMaterial, 'solids' | 'transport'>;

/** How ions and electrons pass through a coating. */
interface CoatingTransport {
  /** [-] */
  readonly tortuosityFactor: number;
  /** Effective, electronic [S.m-1]. */
  readonly conductivity: number;
}

/**
 * Both laws of this file for one coating.
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function coatingTransport(composition: Composition, porosity: number): CoatingTransport {
  return {
    tortuosityFactor: tortuosityFactor(composition, porosity),
    conductivity: electronicConductivity(composition, porosity),
  };
}

/**
 * Tortuosity factor of the pores of a coating, tau in D_eff = D eps / tau. Ions pass between the active particles, whose
 * interstices hold additive and binder too:
 *
 *   eps_s = eps + (1 - eps) v                                        interstices; v, share of additive and binder in the solids
 *   tau   = eps_s^(-1/2) (eps_s / eps)^b                             spheres (Bruggeman), times what obstructs the interstices
 *
 * The first factor is Bruggeman's for spheres, D_eff = D eps_s^(3/2). That additive and binder, which tomograms of the
 * particles alone do not show, raise tortuosity by 1.35 to 1.81 in calendered electrodes is the finding of
 * Usseglio-Viretta et al.; the power form of the second factor is of this repository.
 * @param composition - mass fractions and densities of the solids, obstructionExponent b [-]
 * @param porosity - eps [-], 0 < eps < 1
 * @returns tau [-], >= 1; falls as porosity rises
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks For roundish particles, porosity 0.25 to 0.5. Flat ones (graphite) have up to twice the value through the plane.
 * @see Bruggeman1935, Ann. Phys. 416, 636-664, doi:10.1002/andp.19354160705; Usseglio-Viretta et al. 2018, J. Electrochem.
 *   Soc. 165, A3403, doi:10.1149/2.0731814jes
 */
export function tortuosityFactor({ solids, transport }: Composition, porosity: number): number {
  checkPorosity(porosity);
  const inactive = solidVolumeShare(solids, 'conductive') + solidVolumeShare(solids, 'binder');
  const interstices = porosity + (1 - porosity) * inactive;
  return interstices ** -0.5 * (interstices / porosity) ** transport.obstructionExponent;
}

/**
 * Effective electronic conductivity of a coating by percolation of its conductive additive:
 *
 *   phi   = (1 - eps) v_c                                            additive in the coating; v_c, its share in the solids
 *   sigma = sigma_c ((phi - phi_c) / (1 - phi_c))^t                  phi > phi_c; 0 below: no path
 *
 * It rises as the coating is pressed, for pressing brings more additive into the same volume. The resistance between
 * coating and foil is not in it.
 * @param composition - mass fractions and densities of the solids; sigma_c [S.m-1], phi_c [-], t [-]
 * @param porosity - eps [-], 0 < eps < 1
 * @returns sigma [S.m-1], 0 where the additive forms no path
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks Near the threshold; with phi_c of a few percent it is used up to phi of some 10 %.
 * @see Kirkpatrick1973, Rev. Mod. Phys. 45, 574-588, doi:10.1103/RevModPhys.45.574
 */
export function electronicConductivity(
  { solids, transport }: Composition,
  porosity: number,
): number {
  checkPorosity(porosity);
  const { additiveConductivity, percolationThreshold, percolationExponent } = transport;
  const additive = (1 - porosity) * solidVolumeShare(solids, 'conductive');
  if (additive <= percolationThreshold) return 0;
  const excess = (additive - percolationThreshold) / (1 - percolationThreshold);
  return additiveConductivity * excess ** percolationExponent;
}

function checkPorosity(porosity: number): void {
  checkBetween('porosity', porosity, { min: Number.MIN_VALUE, max: 1 - Number.EPSILON, unit: '1' });
}
