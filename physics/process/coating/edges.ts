import { checkRange } from '../../core/variables.ts';
import { checkBetween } from '../../materials/check-between.ts';
import type { CoatingConstants } from '../../materials/coating-constants.ts';
import type { SlotDieFilm, WetFilm } from '../coating.ts';
import { processVariables } from '../variables.ts';
import type { CommaBarFilm } from './comma-bar.ts';
import { edgeLandmarks, levelledArea, levelledEdge } from './edge-profile.ts';

/** What shapes an edge of the wet film. */
export interface EdgeSetting {
  /** Film at the edge. */
  readonly film: Pick<WetFilm, 'wetThickness' | 'loading'>;
  /** Gap that the film left: of the die or of the comma bar [m]. */
  readonly gap: number;
  /** Viscosity at the slow rates of levelling, at rest [Pa.s]. */
  readonly restViscosity: number;
  /** [N.m-1] */
  readonly surfaceTension: number;
  /** Time from the coater until the film sets in the dryer [s]. */
  readonly wetTime: number;
  /** Width that is cut off with the edge, from where the film begins [m]; 0 without trim. */
  readonly trimWidth: number;
}

/** An edge of the film, before trim and as trim leaves it. */
export interface FilmEdge {
  /** Width from the film's end to where it has its full thickness [m]. */
  readonly taperLength: number;
  /** Thickness at the top of the bead [m]. */
  readonly beadHeight: number;
  /** Excess at the top over the film's thickness [m]; below 0 no bead, the edge is thin. */
  readonly beadExcess: number;
  /** Width of the bead behind the taper [m]. */
  readonly beadWidth: number;
  /** Distance of the top from the film's end [m]. */
  readonly beadPosition: number;
  /** Largest excess that is left on the web after trim [m]. */
  readonly excessAfterTrim: number;
  /** Solids that trim takes off per length of web [kg.m-1]. */
  readonly solidsRemoved: number;
}

/**
 * Edge of a film: taper and bead. Two mechanisms add up.
 *
 * Levelling under surface tension: an edge that starts as steep as its contact angle lets it pulls back into a ridge
 * (`levelledEdge`), over the length
 *
 *   l = ((t / tan a)^4 + sigma t^3 time / (3 eta))^(1/4)
 *
 * Stretch: between the gap and the film the slurry is drawn out by G / t. In the middle it can only get thinner, at the edge
 * it can also neck in, and stays thicker by sqrt(G / t). The excess area, over a neck-in of G / sqrt(2), is carried to the
 * ridge and spreads with it; for a film thicker than the gap it is less than nothing.
 * @returns the edge; smooth in all inputs but at the top of the bead, where `excessAfterTrim` begins to fall with trim
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks Assumed: that the drawing length is the gap, that levelling is linear, and that both add. The trends with gap and flow are those of
 *   published heavy edges of slot-die electrodes (Spiegel et al. 2022, J. Coat. Technol. Res. 19, 121-130,
 *   doi:10.1007/s11998-021-00521-w, abstract read; Schmitt et al. 2014, J. Coat. Technol. Res. 11, 57-63, not read). The height is not fitted.
 * @see Dobroth and Erwin 1986, Polym. Eng. Sci. 26, 462-467, doi:10.1002/pen.760260704 (uniaxial edge, plane strain in the
 *   middle; abstract read); Ito et al. 2003, Nihon Reoroji Gakkaishi 31, 157-163 (neck-in L / sqrt(2); abstract read)
 */
export function filmEdge(
  constants: Pick<CoatingConstants, 'edgeContactAngle'>,
  setting: EdgeSetting,
): FilmEdge {
  const { film, gap, restViscosity, surfaceTension } = setting;
  const thickness = checkRange(processVariables.wetThickness, film.wetThickness, { min: 1e-7 });
  const wetTime = checkBetween('wetTime', setting.wetTime, { min: 0, max: 1e5, unit: 's' });
  const trim = checkRange(processVariables.trimWidth, setting.trimWidth);
  const contact = thickness / Math.tan(constants.edgeContactAngle);
  const length =
    (contact ** 4 + (surfaceTension * thickness ** 3 * wetTime) / (3 * restViscosity)) ** 0.25;
  const { taperEnd, ridge, ridgeEnd, overshoot } = edgeLandmarks;
  const neckIn = gap / Math.SQRT2;
  const stretchArea = thickness * (Math.sqrt(gap / thickness) - 1) * neckIn;
  const beadWidth = Math.hypot(neckIn, (ridgeEnd - taperEnd) * length);
  const beadPosition = ridge * length;
  // A bump A / (b (1 + tanh(x_r / b))) sech^2((x - x_r) / b) has the area A from the edge on.
  const spread = beadWidth / 2;
  const lead = Math.tanh(beadPosition / spread);
  const bump = stretchArea / (spread * (1 + lead));
  const excessAt = (distance: number): number => {
    const scaled = distance / length;
    const levelled = scaled < 30 ? levelledEdge(scaled) - 1 : 0;
    return thickness * levelled + bump / Math.cosh((distance - beadPosition) / spread) ** 2;
  };
  const scaledTrim = trim / length;
  const areaRemoved =
    thickness * length * (scaledTrim < 30 ? levelledArea(scaledTrim) : scaledTrim) +
    bump * spread * (Math.tanh((trim - beadPosition) / spread) + lead);
  const beadExcess = thickness * overshoot + bump;
  return {
    taperLength: taperEnd * length,
    beadHeight: thickness + beadExcess,
    beadExcess,
    beadWidth,
    beadPosition,
    excessAfterTrim: trim <= beadPosition ? beadExcess : excessAt(trim),
    solidsRemoved: (film.loading * areaRemoved) / thickness,
  };
}

/** Both edges of the web, left and right. */
export interface WebEdges {
  readonly left: FilmEdge;
  readonly right: FilmEdge;
}

/**
 * The two edges of a coated width from its outer lanes, each by `filmEdge` with its own film and trim.
 * @param lanes - left to right, one at least
 * @param setting - gap that the films left [m], surfaceTension [N.m-1], wetTime [s], trimWidths of left and right edge [m]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function webEdges(
  constants: Pick<CoatingConstants, 'edgeContactAngle'>,
  lanes: readonly (SlotDieFilm | CommaBarFilm)[],
  setting: Pick<EdgeSetting, 'gap' | 'surfaceTension' | 'wetTime'> & {
    readonly trimWidths: readonly [number, number];
  },
): WebEdges {
  checkBetween('number of lanes', lanes.length, { min: 1, max: 1000, unit: '1' });
  const { trimWidths, ...common } = setting;
  const at = (film: SlotDieFilm | CommaBarFilm, trimWidth: number): FilmEdge =>
    filmEdge(constants, { ...common, film, restViscosity: film.restViscosity, trimWidth });
  return { left: at(lanes[0]!, trimWidths[0]), right: at(lanes.at(-1)!, trimWidths[1]) };
}
