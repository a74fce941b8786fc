import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { solidVolumeShare } from './solids.ts';

/** What the place of the binder does to the coating. */
interface BinderEffects {
  /** Force over width that peels the coating off the foil [N.m-1]. */
  readonly peelStrength: number;
  /** Electric resistance between foil and coating, before calendering [ohm.m2]. */
  readonly contactResistance: number;
  /** Ionic resistance of the pores over that with evenly spread binder [-], >= 1 up to round-off; absent where binder fills the pores of a layer. */
  readonly poreResistanceFactor?: number;
  /** Least local porosity [-]. */
  readonly leastPorosity: number;
}

/**
 * Strength and resistances from the binder's profile.
 *
 *   peel    = peel_ref (b_foil w / w_ref)^n,   contact = contact_ref b_foil^-m
 *   factor  = mean over the height of (eps(z) / eps)^-1.5,   eps(z) = eps - v (b(z) - 1)
 *
 * with b the binder over its mean, w its mass fraction in the solids, v its volume fraction in the coating. Power laws
 * of the binder at the foil are assumed forms; that adhesion falls with it is measured (Westphal et al. 2014, Jaiser et
 * al. 2016). Local pores conduct by Bruggeman. Carbon is taken to move with the binder.
 * @param binder - profile b from foil to surface with mean 1, and b at the foil
 * @param porosity - of the coating [-]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Westphal, Bockholt, Guenther, Haselrieder, Kwade 2014, ECS Trans. 64(22), 57-68, doi:10.1149/06422.0057ecst (only the abstract read);
 *   Jaiser, Mueller, Baunach, Bauer, Scharfer, Schabel 2016, J. Power Sources 318, 210-219, doi:10.1016/j.jpowsour.2016.04.018 (not read)
 */
export function binderEffects(
  { drying, solids }: Pick<ElectrodeMaterial, 'drying' | 'solids'>,
  binder: { readonly profile: Float64Array; readonly foil: number },
  porosity: number,
): BinderEffects {
  checkBetween('porosity', porosity, { min: 1e-3, max: 0.999, unit: '1' });
  checkBetween('binder at the foil', binder.foil, { min: 0, max: 1e6, unit: '1' });
  const fraction = solids
    .filter(({ role }) => role === 'binder')
    .reduce((sum, { massFraction }) => sum + massFraction, 0);
  const binderVolume = (1 - porosity) * solidVolumeShare(solids, 'binder');
  let least = porosity;
  let resistance = 0;
  for (const relative of binder.profile) {
    const local = porosity - binderVolume * (relative - 1);
    least = Math.min(least, local);
    resistance += (local / porosity) ** -1.5;
  }
  return {
    peelStrength:
      drying.peelStrength *
      ((binder.foil * fraction) / drying.peelBinderFraction) ** drying.peelExponent,
    contactResistance: drying.contactResistance * binder.foil ** -drying.contactExponent,
    ...(least > 0 ? { poreResistanceFactor: resistance / binder.profile.length } : {}),
    leastPorosity: least,
  };
}
