import { demonstrationPress } from '../../materials/nmc622-demonstration.ts';
import { coatingThickness } from '../coating-on-web.ts';
import { frameDeflection } from '../laws/compaction.ts';
import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { webStages } from '../web-state.ts';

/** Line load at which the relief valve of the press opens [N.m-1]. */
const reliefLoad = demonstrationPress.maximumLineLoad;

/** Compacts the web whose middle moved through the nip in this step. */
export function calenderWeb(state: LineState, machine: MachineState): void {
  const { actuators, levels, definition, laws } = state;
  const { web, nip, moved } = machine;
  if (nip === undefined) return;
  const set = actuators.mean[nip.rollTemperature]!;
  // Rolls that lose their heat end at the temperature of the room.
  const coldest = Math.min(set, state.ambientTemperature);
  nip.temperature = Math.max(coldest, set + levels.level(nip.thermalSlot));
  nip.load = actuators.mean[nip.lineLoad]! * (1 + levels.level(nip.loadSlot));
  const { position } = nip.station;
  const { solventDensity } = definition.recipe;
  const s = web.state;
  for (let segment = web.newestBehind(position); web.keeps(segment); segment--) {
    if (web.middle(segment) - moved >= position) break;
    const load = Math.min(reliefLoad, Math.max(0, nip.load + swing(state, machine, segment)));
    let thickness = 0;
    let sides = 0;
    for (let side = 0; side < web.sides; side++) {
      const first = web.first(segment, side);
      let pressed = 0;
      for (let lane = 0; lane < web.lanes; lane++) {
        const i = first + lane;
        if (s.stage[i]! < webStages.consolidated || load === 0) continue;
        nip.pressure = laws.compaction.press(s, i, load, nip.temperature, solventDensity);
        s.stage[i] = webStages.calendered;
        thickness += coatingThickness(s, i, solventDensity) / web.lanes;
        pressed++;
        state.work.pressed++;
      }
      if (pressed > 0) sides++;
    }
    nip.thickness = thickness;
    nip.sides = sides;
  }
}

/** Swing of the line load at a segment by a roll that is out of round [N.m-1]. */
function swing(state: LineState, { web, nip }: MachineState, segment: number): number {
  const eccentricity = state.levels.level(nip!.eccentricitySlot) / 1e6;
  if (eccentricity === 0) return 0;
  const turn = (segment * web.segmentLength) / state.constants.rollRadius;
  return eccentricity * Math.sin(turn) * frameStiffness(state, nip!.load);
}

/** Line load per opening of the frame at a line load [N.m-2]. */
function frameStiffness({ constants, definition, laws }: LineState, lineLoad: number): number {
  if (laws.kind === 'matched') return demonstrationPress.stiffness;
  const force = lineLoad * definition.coatedWidth;
  return (1.5 * Math.cbrt(force)) / constants.frameCompliance / definition.coatedWidth;
}

/** How far the press frame opens under a roll force [N]: the gap shows it [m]. */
export function frameOpening({ constants, definition, laws }: LineState, force: number): number {
  if (laws.kind === 'matched') return force / definition.coatedWidth / demonstrationPress.stiffness;
  return frameDeflection(force, constants.frameCompliance);
}

/** Rolling work in the nip [W]; nothing while nothing moves. */
export function nipPower(state: LineState, machine: MachineState): number {
  const force = (machine.nip?.load ?? 0) * state.definition.coatedWidth;
  return 0.012 * force * machine.speed;
}

/** Heat that the rolls take to stay hot [W]. */
export function rollHeat(state: LineState, machine: MachineState): number {
  const temperature = machine.nip?.temperature ?? state.ambientTemperature;
  return 55 * Math.max(temperature - state.ambientTemperature, 0);
}
