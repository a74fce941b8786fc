import { checkBetween } from '../../materials/check-between.ts';
import type { SlotDie } from '../../materials/coater.ts';
import type { CoatingConstants } from '../../materials/coating-constants.ts';
import { findRoot } from '../../numerics/roots.ts';
import type { PowerLaw } from '../mixing/flow-curve.ts';
import {
  filmDragPressure,
  flowOfSlope,
  pressureGradient,
  slopeOfFlow,
} from './couette-poiseuille.ts';

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

/** Capillary number of a bead, viscosity x web speed / surface tension [-]. */
export function capillaryOf({ viscosity, webSpeed, surfaceTension }: SlotDieBead): number {
  return (viscosity * webSpeed) / surfaceTension;
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
  const { powerLaw, surfaceTension, dieGap: gap, webSpeed, wetThickness } = bead;
  const film = filmDragPressure({
    filmThickness: wetThickness,
    capillaryNumber: capillaryOf(bead),
    surfaceTension,
  });
  const behind = pressureGradient(powerLaw, { gap, webSpeed, flow: wetThickness * webSpeed });
  const inFront = pressureGradient(powerLaw, { gap, webSpeed, flow: 0 });
  return (heldPressure(constants, die, bead) - film - die.downstreamLip * behind) / inFront;
}

/**
 * The bead under the lips and the films at which it leaves them.
 * @throws PhysicsError PHY_OUT_OF_RANGE, also for a die without downstream lip
 */
export function beadLimits(
  constants: CoatingConstants,
  die: SlotDie,
  bead: SlotDieBead,
): BeadLimits {
  for (const name of ['upstreamLip', 'downstreamLip'] as const) {
    checkBetween(name, die[name], { min: 1e-6, max: 1, unit: 'm' });
  }
  const upstreamLength = upstreamBeadLength(constants, die, bead);
  const thinnestHeldFilm = filmOfBead(constants, die, bead, 0);
  const thickestHeldFilm = filmOfBead(constants, die, bead, die.upstreamLip);
  return {
    upstreamLength,
    thinnestHeldFilm,
    breakMargin: bead.wetThickness - thinnestHeldFilm,
    thickestHeldFilm,
    swellingMargin: thickestHeldFilm - bead.wetThickness,
  };
}

/**
 * Film whose bead wets the upstream lip over a length [m]: the balance of `upstreamBeadLength`, times the film so that it stays
 * finite, over the slope of the stress under the downstream lip, in which film and pressure are both explicit.
 */
function filmOfBead(
  constants: CoatingConstants,
  die: SlotDie,
  bead: SlotDieBead,
  upstreamLength: number,
): number {
  const { dieGap: gap, powerLaw, webSpeed } = bead;
  const unit = (powerLaw.consistency * (webSpeed / gap) ** powerLaw.flowIndex) / gap;
  const noFlow = slopeOfFlow(0, powerLaw.flowIndex);
  const held =
    heldPressure(constants, die, bead) -
    upstreamLength * unit * flowOfSlope(noFlow, powerLaw.flowIndex).gradient;
  /** The same for every film: suction of its meniscus times its thickness [N.m-1]. */
  const suction = filmDragPressure({
    ...bead,
    capillaryNumber: capillaryOf(bead),
    filmThickness: 1,
  });
  const surplus = (slope: number): number => {
    const { flow, gradient } = flowOfSlope(slope, powerLaw.flowIndex);
    return flow * gap * (held - die.downstreamLip * unit * gradient) - suction;
  };
  let low = Math.min(-1, -noFlow);
  while (surplus(low) < 0) low *= 2;
  const slope = findRoot(surplus, { low, high: noFlow, tolerance: 1e-15 * (noFlow - low) });
  return gap * flowOfSlope(slope, powerLaw.flowIndex).flow;
}

/** Pressure of the air in front of the bead and of its upstream meniscus over that behind the die [Pa]. */
function heldPressure(
  constants: CoatingConstants,
  die: Pick<SlotDie, 'vacuum'>,
  { highShearViscosity, webSpeed, surfaceTension, dieGap }: SlotDieBead,
): number {
  const wetting = dynamicContactCosine(
    constants.foilContactAngle,
    (highShearViscosity * webSpeed) / surfaceTension,
  );
  return die.vacuum + (surfaceTension * (wetting + Math.cos(constants.lipContactAngle))) / dieGap;
}
