import type { ModelWarning } from '../../core/errors.ts';
import { checkBetween } from '../../materials/check-between.ts';
import type { SlurryMaterial } from '../../materials/electrode-material.ts';
import { liquidDensity, liquidViscosity } from '../../materials/solvent-properties.ts';
import { type SlurryState, slurryVolumes, wellMixed } from '../slurry.ts';
import { structureAge, yieldStressOf } from './structure.ts';

/** Shear stress against shear rate of one slurry. */
export interface FlowCurve {
  /** eta_inf [Pa.s] */
  readonly highShearViscosity: number;
  /** r: viscosity at rest over eta_inf, without the yield stress [-] */
  readonly restRatio: number;
  /** t of Cross [s] */
  readonly crossTime: number;
  /** Exponent of Cross [-] */
  readonly crossExponent: number;
  /** tau_y [Pa], >= 0 */
  readonly yieldStress: number;
  /** Shear rate that regularises the yield stress [s-1] */
  readonly yieldShearRate: number;
  /** phi_eff / phi_m of the slurry [-] */
  readonly jamming: number;
}

/** tau = consistency x shearRate^flowIndex, the tangent of a flow curve in logarithms. */
export interface PowerLaw {
  /** K [Pa.s^n] */
  readonly consistency: number;
  /** n [-] */
  readonly flowIndex: number;
}

/**
 * Flow curve of a slurry. Binder solution by Martin with chains of the length that mixing has left, particles by
 * Krieger and Dougherty:
 *
 *   eta_m   = eta_solvent(T) (1 + [eta] c exp(k [eta] c)),   [eta] = [eta]_0 M^a
 *   eta_inf = eta_m (1 - phi_eff / phi_m)^(-2.5 phi_m)
 *
 * with c the binder mass per volume of solution, M the relative chain length, a of Mark and Houwink and phi_eff / phi_m
 * of `slurryVolumes`; the solvent follows Arrhenius. 2.5 is Einstein's intrinsic viscosity of spheres. Rest ratio and
 * yield stress rise with age (`structureAge`).
 * @throws PhysicsError PHY_OUT_OF_RANGE, also where the slurry is jammed
 * @see Krieger and Dougherty 1959, Trans. Soc. Rheol. 3, 137-152, doi:10.1122/1.548848; Martin's equation as polymer
 *   handbooks give it, primary source not seen
 */
export function flowCurve(material: SlurryMaterial, state: SlurryState): FlowCurve {
  const { solidsContent, temperature, condition = wellMixed } = state;
  const { rheology, solids, solvent } = material;
  const volumes = slurryVolumes(material, state);
  const jamming = checkBetween(
    'effective solids volume over the largest packing',
    volumes.jamming,
    { min: 0, max: 1 - 1e-6, unit: '1' },
  );
  let binderMass = 0;
  let binderVolume = 0;
  for (const { role, massFraction, density } of solids) {
    if (role !== 'binder') continue;
    binderMass += massFraction * solidsContent;
    binderVolume += (massFraction * solidsContent) / density;
  }
  const liquidVolume = (1 - solidsContent) / liquidDensity(solvent, temperature);
  const intrinsic =
    rheology.binderIntrinsicViscosity * condition.chainLength ** rheology.markHouwinkExponent;
  const crowding = (intrinsic * binderMass) / (binderVolume + liquidVolume);
  const medium =
    liquidViscosity(solvent, temperature) *
    (1 + crowding * Math.exp(rheology.martinCoefficient * crowding));
  return {
    highShearViscosity: medium * (1 - jamming) ** (-2.5 * rheology.maximumPacking),
    restRatio: 1 + (rheology.restRatio - 1) * structureAge(rheology, condition.age),
    crossTime: rheology.crossTime,
    crossExponent: rheology.crossExponent,
    yieldStress: yieldStressOf(material, volumes, condition),
    yieldShearRate: rheology.yieldShearRate,
    jamming,
  };
}

/**
 * Viscosity at a shear rate: Cross, and for a slurry with a yield stress the yield term of Herschel and Bulkley on top,
 * regularised by Papanastasiou so that it stays finite at rest,
 *
 *   eta = eta_inf (1 + (r - 1) / (1 + (t g)^n)) + tau_y (1 - exp(-g / g_y)) / g
 *
 * with g the shear rate. Without yield stress it is Cross alone, which has a plateau at rest.
 * @param shearRate - g [s-1], 0 to 1e6
 * @returns [Pa.s]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Cross1965, J. Colloid Sci. 20, 417-437, doi:10.1016/0095-8522(65)90022-X; Papanastasiou1987, J. Rheol. 31,
 *   385-404, doi:10.1122/1.549926
 */
export function viscosityAt(curve: FlowCurve, shearRate: number): number {
  const rate = checkBetween('shearRate', shearRate, { min: 0, max: 1e6, unit: 's-1' });
  const thinning = 1 + (curve.crossTime * rate) ** curve.crossExponent;
  const share = rate / curve.yieldShearRate;
  const yielding = share < 1e-12 ? 1 : -Math.expm1(-share) / share;
  return (
    curve.highShearViscosity * (1 + (curve.restRatio - 1) / thinning) +
    (curve.yieldStress / curve.yieldShearRate) * yielding
  );
}

/**
 * The power law that touches a flow curve at a shear rate: n = d ln(tau) / d ln(g), K = tau / g^n.
 * @param shearRate - g [s-1], > 0
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function tangentPowerLaw(curve: FlowCurve, shearRate: number): PowerLaw {
  const rate = checkBetween('shearRate', shearRate, { min: 1e-9, max: 1e6, unit: 's-1' });
  const power = (curve.crossTime * rate) ** curve.crossExponent;
  const excess = (curve.restRatio - 1) / (1 + power);
  const viscous = curve.highShearViscosity * rate;
  const share = rate / curve.yieldShearRate;
  const stress = viscosityAt(curve, rate) * rate;
  const slope =
    viscous * (1 + excess * (1 - (curve.crossExponent * power) / (1 + power))) +
    curve.yieldStress * share * Math.exp(-share);
  const flowIndex = slope / stress;
  return { consistency: stress / rate ** flowIndex, flowIndex };
}

/**
 * Viscosity of the slurry at a shear rate, by `flowCurve` and `viscosityAt`.
 * @param state - shearRate [s-1] 0 to 1e6
 * @returns [Pa.s]
 * @throws PhysicsError PHY_OUT_OF_RANGE, also where the slurry is jammed
 */
export function slurryViscosity(
  material: SlurryMaterial,
  state: SlurryState & { readonly shearRate: number },
): number {
  return viscosityAt(flowCurve(material, state), state.shearRate);
}

/** The warning of a slurry close to jamming, or none. */
export function jammingWarnings({ jamming }: Pick<FlowCurve, 'jamming'>): readonly ModelWarning[] {
  if (jamming <= 0.95) return [];
  return [
    {
      code: 'VISCOSITY_NEAR_JAMMING',
      message: `solids fill ${(100 * jamming).toFixed(1)} % of the largest packing: the viscosity is very uncertain`,
      data: { jammingRatio: jamming, largest: 0.95 },
    },
  ];
}
