import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { Rolls } from '../materials/press.ts';
import { processVariables } from './variables.ts';

/** What the web is between the rolls. */
interface WebInNip {
  /** [N.m-1] */
  readonly lineLoad: number;
  /** Thickness that the web loses up to the narrowest place, all its layers together [m], >= 0. */
  readonly draft: number;
  /** Thickness that it gains behind that place [m], >= 0. */
  readonly recovery: number;
}

/** Where rolls and web touch. */
export interface NipContact {
  /** Of the arc along the web [m]. */
  readonly length: number;
  /** Line load over that length [Pa]. */
  readonly meanPressure: number;
  /** [Pa] */
  readonly peakPressure: number;
}

/**
 * Contact of the rolls with the web. The rolls are round and flatten:
 *
 *   l = sqrt(R d + 16 (1 - nu^2) q R / (pi E)) + sqrt(R r)
 *   p_mean = q / l,   p_peak = (4 / pi + (3 / 2 - 4 / pi) R d / (R d + 16 (1 - nu^2) q R / (pi E))) p_mean
 *
 * The first root is Hitchcock's arc of contact with flattened rolls, which of a web that gives nothing (d = 0) is the
 * contact of two steel cylinders by Hertz; the second is the arc on which the web springs back. The peak over the mean goes
 * from the 4 / pi of Hertz's half ellipse to the 3 / 2 of a web that presses back in proportion to its compression by round
 * rolls, a parabola; between the two it follows what either has in the arc, a form of this repository. A coating that
 * hardens much in the nip has a higher peak.
 * @param web - q [N.m-1], d [m], r [m]; without load nothing touches and all is 0
 * @param rolls - two equal rolls of radius R = diameter / 2, E [Pa], nu [-]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Hitchcock1935, Roll Neck Bearings, ASME (not read; as in Roberts1978, Cold Rolling of Steel, ISBN 0-8247-6780-2);
 *   Johnson1985, Contact Mechanics, eq. 4.43 to 4.45, ISBN 0-521-34796-3
 */
export function nipContact(web: WebInNip, rolls: Rolls): NipContact {
  const lineLoad = checkRange(processVariables.lineLoad, web.lineLoad);
  const layer = { min: 0, max: processVariables.thickness.max, unit: 'm' };
  const draft = checkBetween('draft in the nip', web.draft, layer);
  const recovery = checkBetween('recovery behind the nip', web.recovery, layer);
  const radius = rolls.diameter / 2;
  const flat =
    (16 * (1 - rolls.poissonRatio ** 2) * lineLoad * radius) / (Math.PI * rolls.youngsModulus);
  const arc = radius * draft + flat;
  if (lineLoad === 0 || arc === 0) return { length: 0, meanPressure: 0, peakPressure: 0 };
  const length = Math.sqrt(arc) + Math.sqrt(radius * recovery);
  const meanPressure = lineLoad / length;
  const round = (radius * draft) / arc;
  const peakOverMean = 4 / Math.PI + (3 / 2 - 4 / Math.PI) * round;
  return { length, meanPressure, peakPressure: peakOverMean * meanPressure };
}

/**
 * Line load per approach of the rolls' axes by which the two flatten against each other [N.m-2], 1 / (d delta / d q) of
 *
 *   delta = 2 c q (2 ln(4 R / b) - 1),   b^2 = 4 c q R,   c = (1 - nu^2) / (pi E)
 *
 * A thick spot of the web is pressed more than its neighbours only as far as the rolls do not give way there.
 * @param lineLoad - q [N.m-1] > 0
 * @param rolls - two equal rolls of radius R = diameter / 2, E [Pa], nu [-]
 * @remarks Plane strain: for spots that are long across the web. Short ones meet stiffer rolls.
 * @see Johnson1985, Contact Mechanics, eq. 5.57, from contact to axis and of both rolls, ISBN 0-521-34796-3
 */
export function flatteningStiffness(lineLoad: number, rolls: Rolls): number {
  const radius = rolls.diameter / 2;
  const compliance = (1 - rolls.poissonRatio ** 2) / (Math.PI * rolls.youngsModulus);
  const half = Math.sqrt(4 * compliance * lineLoad * radius);
  return 1 / (2 * compliance * (2 * Math.log((4 * radius) / half) - 2));
}
