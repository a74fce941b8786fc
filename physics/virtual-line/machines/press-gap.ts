import { demonstrationPress } from '../../materials/demonstration-press.ts';
import { findRoot } from '../../numerics/roots.ts';
import { coatingThickness, compactible } from '../coating-on-web.ts';
import { frameDeflection } from '../laws/compaction.ts';
import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';

/** How far the press frame opens under a roll force [N], by Hertz or in proportion [m]. */
export function frameOpening({ constants, definition, laws }: LineState, force: number): number {
  if (laws.kind === 'matched') return force / definition.coatedWidth / demonstrationPress.stiffness;
  return frameDeflection(force, constants.frameCompliance);
}

/** How far a roll that is out of round stands into the gap at a segment [m]. */
export function runOut(state: LineState, { web, nip }: MachineState, segment: number): number {
  const eccentricity = state.levels.level(nip!.eccentricitySlot) / 1e6;
  if (eccentricity === 0) return 0;
  return eccentricity * Math.sin((segment * web.segmentLength) / state.constants.rollRadius);
}

/**
 * Gap that the press shows: web and zero of the display, less what the frame opens under the load [m].
 * @param thickness - of all coating behind the nip, mean over the lanes [m]
 */
export function shownGap(
  state: LineState,
  machine: MachineState,
  thickness: number,
  lineLoad: number,
): number {
  const { constants, definition, levels } = state;
  const { gapZeroedAt } = machine.definition;
  const force = lineLoad * definition.coatedWidth;
  const set =
    gapZeroedAt === undefined
      ? constants.gapZero
      : frameOpening(state, gapZeroedAt * definition.coatedWidth);
  const zero = set + levels.level(machine.nip!.zeroSlot) / 1e6;
  return definition.foilThickness + thickness + zero - frameOpening(state, force);
}

/**
 * The line load at which a press that holds its gap shows the gap that is set, with a segment in the nip [N.m-1]: where
 * the compaction of the coating meets the stiffness of the frame, or at which one that sticks stays. 0 where the rolls do not touch the coating, the
 * largest load where the relief valve opens before the gap is reached.
 */
export function loadAtGap(
  state: LineState,
  machine: MachineState,
  segment: number,
  largest: number,
): number {
  const { rollGap, heldGap } = machine.nip!;
  const shown = rollGap >= 0 ? state.actuators.mean[rollGap]! : heldGap;
  const gap = shown - runOut(state, machine, segment);
  const excess = (lineLoad: number) =>
    shownGap(state, machine, thicknessUnder(state, machine, segment, lineLoad), lineLoad) - gap;
  if (excess(0) <= 0) return 0;
  if (excess(largest) >= 0) return largest;
  return findRoot(excess, { low: 0, high: largest, tolerance: 1 });
}

/** Thickness of all coating that a load would leave of a segment, mean over the lanes [m]; leaves the web as it is. */
function thicknessUnder(
  state: LineState,
  { web, nip }: MachineState,
  segment: number,
  lineLoad: number,
): number {
  const { laws, definition } = state;
  const { trial, temperature } = nip!;
  const { solventDensity } = definition.recipe;
  let sum = 0;
  for (let lane = 0; lane < web.lanes; lane++) {
    for (let side = 0; side < web.sides; side++) {
      trial.copy(web.state, web.first(segment, side) + lane, side);
    }
    const sideA = compactible(web, segment, 0, lane) >= 0;
    const sideB = web.sides > 1 && compactible(web, segment, 1, lane) >= 0;
    if (lineLoad > 0 && (sideA || sideB)) {
      const [i, other] = sideA ? [0, sideB ? 1 : -1] : [1, -1];
      laws.compaction.press(trial, i, other, lineLoad, temperature, solventDensity);
    }
    for (let side = 0; side < web.sides; side++) {
      sum += coatingThickness(trial, side, solventDensity);
    }
  }
  return sum / web.lanes;
}
