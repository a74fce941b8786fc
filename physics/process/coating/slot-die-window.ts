import type { SlotDie } from '../../materials/coater.ts';
import type { CoatingConstants } from '../../materials/coating-constants.ts';
import { type BeadLimits, beadLimits, capillaryOf, type SlotDieBead } from './slot-die-bead.ts';

/** Where a slot die stands in its coating window; every margin is positive inside and negative outside. */
export interface SlotDieWindow {
  /** Viscosity x web speed / surface tension [-]. */
  readonly capillaryNumber: number;
  /** [m] */
  readonly thinnestStableFilm: number;
  /** Film over the thinnest that comes without streaks [m]. */
  readonly lowFlowMargin: number;
  /** Fastest web without air under the film [m.s-1]. */
  readonly airEntrainmentSpeed: number;
  /** That speed less the web's [m.s-1]. */
  readonly airEntrainmentMargin: number;
  /** Limits of the bead under the lips; absent where the die is not known. */
  readonly bead?: BeadLimits;
}

/**
 * Thinnest film that a slot die coats without breaking into streaks: the downstream meniscus can not be more curved
 * than half the space between film and lip allows. With the film-drag pressure 1.34 Ca^(2/3) sigma / t against
 * sigma / ((G - t) / 2) this is Ca = 0.65 (2 / (G/t - 1))^(3/2), or
 *
 *   t_min = G / (1 + 2 (0.65 / Ca)^(2/3))
 *
 * @param dieGap - G [m]
 * @param capillaryNumber - Ca [-], > 0; the law is one of small Ca and is extrapolated above 1
 * @returns t_min [m], in (0, G)
 * @see Carvalho and Kheshgi 2000, AIChE J. 46(10), 1907-1917, doi:10.1002/aic.690461003 (the limit; the paper was not read: the form is derived here
 *   from the film-drag law of Landau and Levich 1942, whose constant gives 1.34^(-3/2) = 0.645, rounded to 0.65)
 */
export function thinnestStableFilm(dieGap: number, capillaryNumber: number): number {
  return dieGap / (1 + 2 * (0.65 / capillaryNumber) ** (2 / 3));
}

/**
 * Fastest web that a slurry wets without air under it: the empirical law of plunging webs, with the viscosity at high shear
 * rates that acts at the wetting line, times the assist of a narrow bead.
 * @returns [m.s-1]
 */
export function airEntrainmentSpeed(
  constants: CoatingConstants,
  highShearViscosity: number,
): number {
  return (
    constants.wettingAssist *
    constants.airEntrainmentSpeed *
    highShearViscosity ** constants.airEntrainmentExponent
  );
}

/**
 * Coating window of a slot die: low-flow limit, air entrainment, and, where the die's lips are known, the two limits of the
 * bead: broken where its upstream meniscus would have to be behind the slot, swollen where it would be in front of the lip.
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function slotDieWindow(
  constants: CoatingConstants,
  bead: SlotDieBead,
  die: SlotDie | undefined,
): SlotDieWindow {
  const { highShearViscosity, dieGap, webSpeed, wetThickness } = bead;
  const capillaryNumber = capillaryOf(bead);
  const thinnest = thinnestStableFilm(dieGap, capillaryNumber);
  const fastest = airEntrainmentSpeed(constants, highShearViscosity);
  return {
    capillaryNumber,
    thinnestStableFilm: thinnest,
    lowFlowMargin: wetThickness - thinnest,
    airEntrainmentSpeed: fastest,
    airEntrainmentMargin: fastest - webSpeed,
    ...(die === undefined ? {} : { bead: beadLimits(constants, die, bead) }),
  };
}
