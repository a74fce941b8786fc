import type { ModelWarning } from '../../core/errors.ts';
import { toUnit } from '../../core/units.ts';
import type { SlotDie } from '../../materials/coater.ts';
import type { CoatingConstants } from '../../materials/coating-constants.ts';
import { findRoot } from '../../numerics/roots.ts';
import type { PowerLaw } from '../mixing/flow-curve.ts';
import { filmDragPressure, pressureGradient } from './couette-poiseuille.ts';

/** The bead of slurry between die and web. */
export interface SlotDieBead {
  readonly powerLaw: PowerLaw;
  /** At the shear rate web speed / die gap [Pa.s]. */
  readonly viscosity: number;
  /** In the limit of high shear rate, as at the wetting line [Pa.s]. */
  readonly highShearViscosity: number;
  /** [N.m-1] */
  readonly surfaceTension: number;
  /** [m] */
  readonly dieGap: number;
  /** [m.s-1] */
  readonly webSpeed: number;
  /** [m] */
  readonly wetThickness: number;
}

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

/** How far the bead reaches under the upstream lip, and the films at which it would leave it. */
export interface BeadLimits {
  /** Wetted length of the upstream lip; below 0 the slot is not filled, above the lip's length the bead swells out [m]. */
  readonly upstreamLength: number;
  /** Film at which the upstream meniscus reaches the slot [m]. */
  readonly thinnestHeldFilm: number;
  /** Film over that one [m]. */
  readonly breakMargin: number;
  /** Film at which the upstream meniscus reaches the lip's end [m]. */
  readonly thickestHeldFilm: number;
  /** That film less the actual one [m]. */
  readonly swellingMargin: number;
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
 * Cosine of the contact angle on a moving web, by the fit of Jiang, Oh and Slattery to measured wetting lines:
 *
 *   (cos a_s - cos a_d) / (cos a_s + 1) = tanh(4.96 Ca^0.702)
 *
 * @param foilContactAngle - a_s, at rest [rad]
 * @param capillaryNumber - Ca with the viscosity at the wetting line [-], >= 0
 * @returns cos a_d [-]; from cos a_s at rest to -1, where air comes under the film
 * @see Jiang, Oh, Slattery 1979, J. Colloid Interface Sci. 69, 74-77, doi:10.1016/0021-9797(79)90081-X (not read; constants as later papers cite it)
 */
export function dynamicContactCosine(foilContactAngle: number, capillaryNumber: number): number {
  const atRest = Math.cos(foilContactAngle);
  return atRest - (atRest + 1) * Math.tanh(4.96 * capillaryNumber ** 0.702);
}

/**
 * Wetted length of the upstream lip by the viscocapillary model: pressures from the air in front of the bead to that behind
 * it must close,
 *
 *   dp_vac + sigma (cos a_web + cos a_lip) / G - p_film = X dp/dx(0, G) + L_d dp/dx(t U, G)
 *
 * with no net flow under the upstream lip and the film's flow under the downstream one. Both gradients are those of a
 * power-law fluid (`pressureGradient`), p_film is `filmDragPressure`.
 * @returns X [m]: rises with the film's thickness and the vacuum, and where the web is slow, for then the slurry wets it the better
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Higgins and Scriven 1980, Chem. Eng. Sci. 35, 673-682, doi:10.1016/0009-2509(80)80018-2 (viscocapillary model;
 *   not read: balance written from the regimes that later papers describe); Schmitt, Baunach, Wengeler et al. 2013, Chem. Eng.
 *   Process. 68, 32-37, doi:10.1016/j.cep.2012.10.011 (used so for electrode slurries; not read)
 */
export function upstreamBeadLength(
  constants: CoatingConstants,
  die: Pick<SlotDie, 'downstreamLip' | 'vacuum'>,
  bead: SlotDieBead,
): number {
  const { powerLaw, viscosity, surfaceTension, dieGap: gap, webSpeed, wetThickness } = bead;
  const wetting = dynamicContactCosine(
    constants.foilContactAngle,
    (bead.highShearViscosity * webSpeed) / surfaceTension,
  );
  const meniscus = (surfaceTension * (wetting + Math.cos(constants.lipContactAngle))) / gap;
  const film = filmDragPressure({
    filmThickness: wetThickness,
    capillaryNumber: (viscosity * webSpeed) / surfaceTension,
    surfaceTension,
  });
  const behind = pressureGradient(powerLaw, { gap, webSpeed, flow: wetThickness * webSpeed });
  const inFront = pressureGradient(powerLaw, { gap, webSpeed, flow: 0 });
  return (die.vacuum + meniscus - film - die.downstreamLip * behind) / inFront;
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
  const { viscosity, highShearViscosity, surfaceTension, dieGap, webSpeed, wetThickness } = bead;
  const capillaryNumber = (viscosity * webSpeed) / surfaceTension;
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

function beadLimits(constants: CoatingConstants, die: SlotDie, bead: SlotDieBead): BeadLimits {
  const lengthAt = (wetThickness: number): number =>
    upstreamBeadLength(constants, die, { ...bead, wetThickness });
  /** Film whose bead ends there. The length rises from minus to plus infinity with the film. */
  const filmOf = (length: number): number => {
    let [low, high] = [0.5 * bead.dieGap, bead.dieGap];
    while (lengthAt(low) > length) low /= 2;
    while (lengthAt(high) < length) high *= 2;
    return findRoot((film) => lengthAt(film) - length, { low, high, tolerance: 1e-14 * low });
  };
  const thinnestHeldFilm = filmOf(0);
  const thickestHeldFilm = filmOf(die.upstreamLip);
  return {
    upstreamLength: lengthAt(bead.wetThickness),
    thinnestHeldFilm,
    breakMargin: bead.wetThickness - thinnestHeldFilm,
    thickestHeldFilm,
    swellingMargin: thickestHeldFilm - bead.wetThickness,
  };
}

const micrometres = (length: number): string => toUnit(length, 'um').toFixed(1);
const metresPerMinute = (speed: number): string => toUnit(speed, 'm_per_min').toFixed(1);

/** One coded warning for each limit of the window that is left, with the defect and how far away the limit is. */
export function windowWarnings(window: SlotDieWindow, bead: SlotDieBead): ModelWarning[] {
  const { wetThickness, webSpeed } = bead;
  const film = micrometres(wetThickness);
  const warnings: ModelWarning[] = [];
  if (window.lowFlowMargin < 0) {
    warnings.push({
      code: 'COATING_LOW_FLOW_LIMIT',
      message: `the wet film of ${film} um is thinner than the ${micrometres(window.thinnestStableFilm)} um that this die coats without streaks: more flow, less speed or a smaller die gap`,
      data: {
        wetThickness,
        thinnestStableFilm: window.thinnestStableFilm,
        shortBy: -window.lowFlowMargin,
      },
    });
  }
  if (window.capillaryNumber > 1) {
    warnings.push({
      code: 'COATING_LIMIT_EXTRAPOLATED',
      message: `the low-flow limit is a law of small capillary numbers and is used at ${window.capillaryNumber.toFixed(2)}`,
      data: { capillaryNumber: window.capillaryNumber, largest: 1 },
    });
  }
  if (window.airEntrainmentMargin < 0) warnings.push(airUnderFilm(window, webSpeed));
  if (window.bead === undefined) return warnings;
  const { breakMargin, swellingMargin, thinnestHeldFilm, thickestHeldFilm } = window.bead;
  if (breakMargin < 0) {
    warnings.push({
      code: 'COATING_BEAD_BREAKS',
      message: `a wet film of ${film} um draws the bead back to the slot, ${micrometres(thinnestHeldFilm)} um is the thinnest it holds: air comes in and the film breaks into rivulets; more flow, a smaller die gap or vacuum`,
      data: { wetThickness, thinnestHeldFilm, shortBy: -breakMargin },
    });
  }
  if (swellingMargin < 0) {
    warnings.push({
      code: 'COATING_BEAD_SWELLS',
      message: `a wet film of ${film} um pushes the bead out in front of the die, ${micrometres(thickestHeldFilm)} um is the thickest it holds: it swells and drips; less flow, more speed, a wider die gap or less vacuum`,
      data: { wetThickness, thickestHeldFilm, beyondBy: -swellingMargin },
    });
  }
  return warnings;
}

/** The warning of a web that is faster than the slurry wets it. */
export function airUnderFilm(
  window: Pick<SlotDieWindow, 'airEntrainmentSpeed' | 'airEntrainmentMargin'>,
  webSpeed: number,
): ModelWarning {
  return {
    code: 'COATING_AIR_ENTRAINMENT',
    message: `the web is faster than the ${metresPerMinute(window.airEntrainmentSpeed)} m/min at which this slurry takes air under the film: less speed or a thinner slurry`,
    data: {
      webSpeed,
      airEntrainmentSpeed: window.airEntrainmentSpeed,
      beyondBy: -window.airEntrainmentMargin,
    },
  };
}
