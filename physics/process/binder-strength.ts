import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { contactResistance } from './pore-transport.ts';
import { solidVolumeShare } from './solids.ts';

/** What the place of the binder does to the coating. */
interface BinderEffects {
  /** Force over width that peels the coating off the foil [N.m-1]. */
  readonly peelStrength: number;
  /** Electric resistance between foil and coating, before calendering [Ohm.m2]. */
  readonly contactResistance: number;
  /** Least local porosity [-]. */
  readonly leastPorosity: number;
}

/**
 * Strength and resistance from the binder's profile.
 *
 *   peel   = peel_ref (b_foil w / w_ref)^n
 *   eps(z) = eps - v (b(z) - 1)                    local porosity
 *
 * with b the binder over its mean, w its mass fraction in the solids, v its volume fraction in the coating; the resistance
 * is that of `contactResistance`. The power law of the binder at the foil is an assumed form; that adhesion falls with it
 * is measured (Westphal et al. 2014, Jaiser et al. 2016). What the gradient does to the way of ions is left out: by the
 * local porosities it is about 1 % at most on usual lines, far below what is not known of the tortuosity.
 * @param binder - profile b from foil to surface with mean 1, and b at the foil
 * @param porosity - of the coating [-]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Westphal, Bockholt, Guenther, Haselrieder, Kwade 2014, ECS Trans. 64(22), 57-68, doi:10.1149/06422.0057ecst (only the abstract read);
 *   Jaiser, Mueller, Baunach, Bauer, Scharfer, Schabel 2016, J. Power Sources 318, 210-219, doi:10.1016/j.jpowsour.2016.04.018 (not read)
 */
export function binderEffects(
  { drying, solids, transport }: Pick<ElectrodeMaterial, 'drying' | 'solids' | 'transport'>,
  binder: { readonly profile: Float64Array; readonly foil: number },
  porosity: number,
): BinderEffects {
  checkBetween('porosity', porosity, { min: 1e-3, max: 0.999, unit: '1' });
  checkBetween('binder at the foil', binder.foil, { min: 0, max: 1e6, unit: '1' });
  const fraction = solids
    .filter(({ role }) => role === 'binder')
    .reduce((sum, { massFraction }) => sum + massFraction, 0);
  const binderVolume = (1 - porosity) * solidVolumeShare(solids, 'binder');
  const most = binder.profile.reduce((largest, relative) => Math.max(largest, relative), 0);
  return {
    peelStrength:
      drying.peelStrength *
      ((binder.foil * fraction) / drying.peelBinderFraction) ** drying.peelExponent,
    contactResistance: contactResistance({ transport }, porosity, binder.foil),
    leastPorosity: porosity - binderVolume * (most - 1),
  };
}
