import { checkRange } from '../../core/variables.ts';
import type { CommaBar, CommaBarNoise, SlotDie } from '../../materials/coater.ts';
import { type CoatingMaterial, coatSlotDie, type SlotDieSetting } from '../coating.ts';
import { processVariables } from '../variables.ts';
import { type CommaBarSetting, coatCommaBar } from './comma-bar.ts';

/** Relative standard deviations of loading by their sources [-], and together. */
export interface SlotDieScatter {
  readonly total: number;
  readonly pump: number;
  readonly solids: number;
  readonly gapVibration: number;
  readonly webSpeed: number;
}

/**
 * Scatter of loading behind a slot die. The film is pre-metered, so pump, solids and web speed act one to one; a sine of
 * amplitude a has the standard deviation a / sqrt(2). A lip that vibrates pumps the bead below it in and out,
 *
 *   sd(t) / t = 2 pi f sd(G) (L_d + X) / (U t)
 *
 * @param setting - with the die
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks No damping of the pump's pulsation by hose and manifold: give the amplitude at the die.
 */
export function slotDieScatter(
  material: CoatingMaterial,
  setting: SlotDieSetting & { readonly die: SlotDie },
): SlotDieScatter {
  const { die, webSpeed } = setting;
  const film = coatSlotDie(material, setting);
  const wetted = die.downstreamLip + film.bead!.upstreamLength;
  const { noise } = die;
  const parts = {
    pump: noise.pumpPulsation / Math.SQRT2,
    solids: noise.solidsDrift,
    gapVibration:
      (2 * Math.PI * noise.vibrationFrequency * noise.gapVibration * Math.abs(wetted)) /
      (webSpeed * film.wetThickness),
    webSpeed: noise.webSpeedRipple,
  };
  return {
    total: Math.hypot(parts.pump, parts.solids, parts.gapVibration, parts.webSpeed),
    ...parts,
  };
}

/**
 * Relative scatter of loading behind a comma bar by its gap [-]:
 *
 *   s^2 = (d / H)^2 + r^2
 *
 * with an absolute noise of the gap d and a relative one r, for example of solids.
 * @param gap - H as shown [m], > 0
 */
export function commaGapScatter(
  noise: Pick<CommaBarNoise, 'gap' | 'relative'>,
  gap: number,
): number {
  const height = checkRange(processVariables.commaGap, gap, { min: 1e-6 });
  return Math.hypot(noise.gap / height, noise.relative);
}

/** Relative standard deviations of loading by their sources [-], and together. */
export interface CommaBarScatter {
  readonly total: number;
  /** By `commaGapScatter`. */
  readonly gap: number;
  readonly webSpeed: number;
}

/**
 * Scatter of loading behind a comma bar: by its gap, and by web speed, which acts through the film factor alone (central
 * difference over a hundredth of the speed).
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function commaBarScatter(
  material: CoatingMaterial,
  bar: CommaBar,
  setting: CommaBarSetting,
): CommaBarScatter {
  const gap = commaGapScatter(bar.noise, setting.commaGap);
  const [fast, slow] = [1.01, 0.99].map(
    (share) =>
      coatCommaBar(material, bar, { ...setting, webSpeed: share * setting.webSpeed }).loading,
  );
  const sensitivity = Math.log(fast! / slow!) / Math.log(1.01 / 0.99);
  const webSpeed = Math.abs(sensitivity) * bar.noise.webSpeedRipple;
  return { total: Math.hypot(gap, webSpeed), gap, webSpeed };
}
