import { checkRange } from '../core/variables.ts';
import type { Rolls } from '../materials/press.ts';
import { processVariables } from './variables.ts';

/**
 * How much wider the nip is in the middle of the coating than at its edges, because both rolls bend between their bearings
 * and are ground with a crown against it:
 *
 *   y(x)  = (C x - R x^3 / 6 + q <x - a>^4 / 24) / (E I),   C = R S^2 / 8 - q W^3 / 48,   R = q W / 2,   a = (S - W) / 2
 *   shear = q W^2 / (8 kappa G A),                          kappa = 6 (1 + nu) / (7 + 6 nu),   G = E / (2 (1 + nu))
 *   bow   = 2 (y(S / 2) - y(a) + shear) - 2 crown (W / B)^2
 *
 * A beam of round section on two supports a span S apart, under the line load q on the width W of the coating in its
 * middle, with its deflection by shear, which counts as much in rolls as short as these.
 * @param lineLoad - q [N.m-1]
 * @param coatedWidth - W [m], at most the width B of the rolls
 * @param rolls - diameter, width B, bearingSpan S [m], crown by which the radius in the middle exceeds that at the ends of the
 *   barrel [m], of each roll; youngsModulus E [Pa], poissonRatio nu [-]
 * @returns [m]; below 0 where the crown is more than the rolls bend
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks Solid rolls with the section of the barrel up to the bearings; thinner necks and bores bend more. The crown is a
 *   parabola.
 * @see Young, Budynas 2002, Roark's Formulas for Stress and Strain, ISBN 0-07-072542-X, for the beam; Cowper1966, J. Appl.
 *   Mech. 33, 335-340, doi:10.1115/1.3625046, for shear of a round section
 */
export function nipBow(lineLoad: number, coatedWidth: number, rolls: Rolls): number {
  const load = checkRange(processVariables.lineLoad, lineLoad);
  const width = checkRange(processVariables.coatedWidth, coatedWidth, {
    min: 0,
    max: rolls.width,
  });
  const { bearingSpan, diameter, youngsModulus, poissonRatio } = rolls;
  const bending = (youngsModulus * Math.PI * diameter ** 4) / 64;
  const shearing =
    (((6 * (1 + poissonRatio)) / (7 + 6 * poissonRatio)) *
      youngsModulus *
      Math.PI *
      diameter ** 2) /
    (4 * 2 * (1 + poissonRatio));
  const support = (load * width) / 2;
  const edge = (bearingSpan - width) / 2;
  const slope = (support * bearingSpan ** 2) / 8 - (load * width ** 3) / 48;
  const deflection = (x: number, beyondEdge: number): number =>
    (slope * x - (support * x ** 3) / 6 + (load * beyondEdge ** 4) / 24) / bending;
  const bent = deflection(bearingSpan / 2, width / 2) - deflection(edge, 0);
  const sheared = (load * width ** 2) / (8 * shearing);
  return 2 * (bent + sheared) - 2 * rolls.crown * (width / rolls.width) ** 2;
}
