import type { ModelWarning } from '../../core/errors.ts';
import { toUnit } from '../../core/units.ts';
import { checkBetween } from '../../materials/check-between.ts';
import type { CommaBar, SlotDie } from '../../materials/coater.ts';
import { runningSpeed, type WetFilm } from '../coating.ts';

/** Patches of coating with bare foil between them. */
export interface SkipSetting {
  /** Length of web from opening to closing [m]. */
  readonly patchLength: number;
  /** Length of web from closing to the next opening [m]. */
  readonly bareLength: number;
  /** Length over which the film answers to opening and closing, `slotDieResponse` or `commaBarResponse` [m]. */
  readonly responseLength: number;
}

/** A patch and its two edges across the web. */
export interface Patch {
  /** Web from the opening until the film has 95 % of its thickness [m]. */
  readonly startLength: number;
  /** Web from the closing until the film has 5 % of it [m]. */
  readonly stopLength: number;
  /** Web within a patch whose film is 95 % or more; below 0 where the patch is too short for it [m]. */
  readonly fullLength: number;
  /** Solids of a patch with its tail over its length from opening to closing [kg.m-2]. */
  readonly meanLoading: number;
  /** Thickness at the next opening over that of the film [-]. */
  readonly leftAtNextStart: number;
  readonly warnings: readonly ModelWarning[];
}

/** Thickness share that counts as bare; its complement as full. */
const edgeShare = 0.05;

/**
 * Length over which a film behind a slot die answers to its valve: the web that passes in the valve's time, and the bead
 * under the lips, which fills before the film is full and empties after the flow has ended,
 *
 *   l = U t_valve + (X G + L_d (G + t) / 2) / t
 *
 * @param state - of the running film: die gap G [m], webSpeed U [m.s-1], wetThickness t [m], upstream wetted length X [m]
 * @remarks Assumed here: the bead as one mixed volume (first order). X below 0 counts as it is: such a bead is outside the window.
 */
export function slotDieResponse(
  die: Pick<SlotDie, 'downstreamLip' | 'valveTime'>,
  state: {
    readonly dieGap: number;
    readonly webSpeed: number;
    readonly wetThickness: number;
    readonly upstreamLength: number;
  },
): number {
  const { dieGap, wetThickness, upstreamLength } = state;
  const bead = upstreamLength * dieGap + (die.downstreamLip * (dieGap + wetThickness)) / 2;
  return runningSpeed(state.webSpeed) * die.valveTime + bead / wetThickness;
}

/**
 * Length over which a film behind a comma bar answers to the bar's lifting: the web that passes meanwhile [m].
 * @param webSpeed - [m.s-1]
 */
export function commaBarResponse(bar: Pick<CommaBar, 'liftTime'>, webSpeed: number): number {
  return runningSpeed(webSpeed) * bar.liftTime;
}

/**
 * Skip coating: the film rises behind the opening as 1 - exp(-x / l) and falls behind the closing as exp(-x / l), so that a
 * patch with its tail holds just what was fed to it.
 * @returns the patch; warns COATING_PATCHES_MERGE where the tail reaches the next patch
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function skipCoat(film: Pick<WetFilm, 'loading'>, setting: SkipSetting): Patch {
  const length = { min: 0, max: 1e4, unit: 'm' };
  const patchLength = checkBetween('patchLength', setting.patchLength, { ...length, min: 1e-4 });
  const bareLength = checkBetween('bareLength', setting.bareLength, length);
  const response = checkBetween('responseLength', setting.responseLength, { ...length, min: 1e-9 });
  const edge = -response * Math.log(edgeShare);
  const reached = -Math.expm1(-patchLength / response);
  const onPatch = patchLength - response * reached;
  const tail = response * reached;
  const left = reached * Math.exp(-bareLength / response);
  return {
    startLength: edge,
    stopLength: edge,
    fullLength: patchLength - edge,
    meanLoading: (film.loading * (onPatch + tail)) / patchLength,
    leftAtNextStart: left,
    warnings: left > edgeShare ? [merged(left, bareLength, edge)] : [],
  };
}

function merged(left: number, bareLength: number, least: number): ModelWarning {
  const [found, needed] = [bareLength, least].map((x) => toUnit(x, 'mm').toFixed(1));
  return {
    code: 'COATING_PATCHES_MERGE',
    message: `the bare length of ${found} mm is not bare: ${(100 * left).toFixed(0)} % of the film is left where the next patch begins, its tail takes ${needed} mm; longer gaps, a faster valve or less speed`,
    data: { leftAtNextStart: left, bareLength, least },
  };
}
