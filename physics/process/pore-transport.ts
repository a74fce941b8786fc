import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { solidVolumeShare } from './solids.ts';
import { processVariables } from './variables.ts';

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

/** Porosities that the relation of `tortuosityFactor` was measured at [-]. */
export const measuredPorosity = { min: 0.25, max: 0.7 } as const;

/**
 * Tortuosity factor of the pores of a coating, tau in D_eff = D eps / tau. Ions pass between the active particles, whose
 * interstices hold additive and binder too:
 *
 *   eps_s = eps + (1 - eps) v                                        interstices; v, share of additive and binder in the solids
 *   tau   = f eps_s^(-a) (eps_s / eps)^b                             particles, times what obstructs the interstices
 *
 * With b = a it is f eps^(-a), the generalized relation that Landesfeind et al. fit to impedances in a blocking electrolyte,
 * their eq. 7; with f = 1 and a = 1/2 besides, Bruggeman's for spheres, D_eff = D eps^(3/2). That additive and binder, which tomograms of the particles alone do not show, raise tortuosity by 1.35 to 1.81 in calendered
 * electrodes is the finding of Usseglio-Viretta et al.; the power form of the last factor is of this repository.
 * @param composition - mass fractions and densities of the solids, shapeFactor f, shapeExponent a, obstructionExponent b [-]
 * @param porosity - eps [-], 0 < eps < 1
 * @returns tau [-], falls as porosity rises
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks Measured at porosity 0.25 to 0.7, `measuredPorosity`; a fit to that range and no law of open pores: towards eps = 1 it
 *   goes to f, not to 1. Nothing is limited outside; who uses the value there says so. Flat particles that lie on the foil (graphite) have about twice the value of
 *   round ones, and it depends little on porosity.
 * @see Landesfeind et al. 2016, J. Electrochem. Soc. 163, A1373, doi:10.1149/2.1141607jes (read second hand; an erratum
 *   exists that was not seen); Usseglio-Viretta et al. 2018, J. Electrochem. Soc. 165, A3403, doi:10.1149/2.0731814jes;
 *   Bruggeman1935, Ann. Phys. 416, 636-664, doi:10.1002/andp.19354160705
 */
export function tortuosityFactor({ solids, transport }: Composition, porosity: number): number {
  checkPorosity(porosity);
  const inactive = solidVolumeShare(solids, 'conductive') + solidVolumeShare(solids, 'binder');
  const interstices = porosity + (1 - porosity) * inactive;
  return (
    transport.shapeFactor *
    interstices ** -transport.shapeExponent *
    (interstices / porosity) ** transport.obstructionExponent
  );
}

/**
 * Effective electronic conductivity of a coating: its conductive additive by percolation, and beside it what the active
 * particles carry themselves (graphite, hard carbon):
 *
 *   phi   = (1 - eps) v_c                                            additive in the coating; v_c, its share in the solids
 *   sigma = sigma_c ((phi - phi_c) / (1 - phi_c))^t                  phi > phi_c; 0 below: no path
 *         + sigma_a ((1 - eps) v_a)^(3/2)                            Bruggeman; v_a, share of active material in the solids
 *
 * It rises as the coating is pressed, for pressing brings more of both into the same volume. The resistance between
 * coating and foil is not in it.
 * @param composition - mass fractions and densities of the solids; sigma_c, sigma_a [S.m-1], phi_c [-], t [-]
 * @param porosity - eps [-], 0 < eps < 1
 * @returns sigma [S.m-1]
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
  const active = (1 - porosity) * solidVolumeShare(solids, 'active');
  const excess = Math.max(additive - percolationThreshold, 0) / (1 - percolationThreshold);
  return (
    additiveConductivity * excess ** percolationExponent +
    transport.activeConductivity * active ** 1.5
  );
}

/**
 * Electronic conductivity of a pressed coating: that of its porosity, and the share that warm rolls add. Binder that is soft
 * in the nip lets the conductive additive come together and keeps it so:
 *
 *   sigma = sigma(eps) exp(k (T - T_ref))
 *
 * That roll temperature acts on conductivity more than on porosity is published; the exponential form is of this repository.
 * @param composition - as for `electronicConductivity`; conductivityPerKelvin k [K-1]; T_ref is that of the compaction
 * @param porosity - eps [-], 0 < eps < 1
 * @param coatingTemperature - T of the coating in the nip [K]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Primo et al. 2021, J. Power Sources 488, 229361, doi:10.1016/j.jpowsour.2020.229361 (not read beyond its abstract)
 */
export function pressedConductivity(
  composition: Composition & Pick<ElectrodeMaterial, 'compaction'>,
  porosity: number,
  coatingTemperature: number,
): number {
  checkRange(processVariables.coatingTemperature, coatingTemperature);
  const warmer = coatingTemperature - composition.compaction.referenceTemperature;
  return (
    electronicConductivity(composition, porosity) *
    Math.exp(composition.transport.conductivityPerKelvin * warmer)
  );
}

/**
 * Resistance between coating and foil. The coating touches the foil at few places, which grow as it is pressed; drying that
 * takes the binder away from the foil takes the conductive additive with it:
 *
 *   R = R_ref ((1 - eps_ref) / (1 - eps))^n exp(m (1 - b))
 *
 * The power in the density and the exponential in the binder at the foil, which leaves a resistance where there is none, are
 * forms of this repository.
 * @param transport - contactResistance R_ref [Ohm.m2] at contactPorosity eps_ref, contactExponent n, contactPerBinder m [-]
 * @param porosity - eps [-], 0 < eps < 1
 * @param binderAtFoil - b, binder at the foil over its mean [-] >= 0; 1 where it is evenly spread
 * @returns R [Ohm.m2], falls as the coating is pressed, and with the binder at the foil
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Landesfeind et al. 2016, fig. 12: the arc of this contact halves from porosity 0.49 to 0.34 and is gone at 0.27 on
 *   aluminium; copper shows none (read second hand). Westphal, Bockholt, Guenther, Haselrieder, Kwade 2014, ECS Trans. 64(22), 57-68,
 *   doi:10.1149/06422.0057ecst: resistivity and adhesion of a coating hang on how it was dried (abstract read)
 */
export function contactResistance(
  { transport }: Pick<ElectrodeMaterial, 'transport'>,
  porosity: number,
  binderAtFoil = 1,
): number {
  checkPorosity(porosity);
  checkBetween('binder at the foil', binderAtFoil, { min: 0, max: 1e6, unit: '1' });
  const density = (1 - porosity) / (1 - transport.contactPorosity);
  return (
    transport.contactResistance *
    density ** -transport.contactExponent *
    Math.exp(transport.contactPerBinder * (1 - binderAtFoil))
  );
}

function checkPorosity(porosity: number): void {
  checkBetween('porosity', porosity, { min: Number.MIN_VALUE, max: 1 - Number.EPSILON, unit: '1' });
}
