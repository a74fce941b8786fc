import { demonstrationPress } from '../../materials/demonstration-press.ts';
import { coatingThickness, compactible } from '../coating-on-web.ts';
import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { webStages } from '../web-state.ts';
import { loadAtGap, runOut } from './press-gap.ts';

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
  const holdsGap = nip.rollGap >= 0;
  if (!holdsGap) nip.load = actuators.mean[nip.lineLoad]! * (1 + levels.level(nip.loadSlot));
  const { position } = nip.station;
  const { solventDensity } = definition.recipe;
  const s = web.state;
  for (let segment = web.newestBehind(position); web.keeps(segment); segment--) {
    if (web.middle(segment) - moved >= position) break;
    if (holdsGap) nip.load = loadAtGap(state, machine, segment, reliefLoad);
    const swung = holdsGap ? nip.load : nip.load + swing(state, machine, segment);
    const load = Math.min(reliefLoad, Math.max(0, swung));
    let thickness = 0;
    let [onA, onB] = [0, 0];
    for (let lane = 0; lane < web.lanes; lane++) {
      if (load === 0) break;
      const sideA = compactible(web, segment, 0, lane);
      const sideB = web.sides > 1 ? compactible(web, segment, 1, lane) : -1;
      if (sideA < 0 && sideB < 0) continue;
      const [i, other] = sideA < 0 ? [sideB, -1] : [sideA, sideB];
      nip.pressure = laws.compaction.press(s, i, other, load, nip.temperature, solventDensity);
      if (sideA >= 0) onA = 1;
      if (sideB >= 0) onB = 1;
      for (const place of [sideA, sideB]) {
        if (place < 0) continue;
        s.stage[place] = webStages.calendered;
        thickness += coatingThickness(s, place, solventDensity) / web.lanes;
        state.work.pressed++;
      }
    }
    nip.thickness = thickness;
    nip.sides = onA + onB;
  }
}

/** Swing of the line load of a press that holds its force, at a segment, by a roll that is out of round [N.m-1]. */
function swing(state: LineState, machine: MachineState, segment: number): number {
  const amplitude = runOut(state, machine, segment);
  return amplitude === 0 ? 0 : amplitude * frameStiffness(state, machine.nip!.load);
}

/** Line load per opening of the frame at a line load [N.m-2]. */
function frameStiffness({ constants, definition, laws }: LineState, lineLoad: number): number {
  if (laws.kind === 'matched') return demonstrationPress.stiffness;
  const force = lineLoad * definition.coatedWidth;
  return (1.5 * Math.cbrt(force)) / constants.frameCompliance / definition.coatedWidth;
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
