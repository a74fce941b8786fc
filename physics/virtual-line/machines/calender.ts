import { demonstrationPress } from '../../materials/demonstration-press.ts';
import { coatingThickness, compactible } from '../coating-on-web.ts';
import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { webStages } from '../web-state.ts';
import { loadAtGap, runOut, shownGap } from './press-gap.ts';

/** Heat that warm rolls lose [W.K-1], and their heat capacity, of two of steel, 250 mm thick and 400 mm wide [J.K-1]. */
const rollLoss = 55;
const rollCapacity = 1.5e5;
/** Line load at which the relief valve of the press opens [N.m-1]. */
const reliefLoad = demonstrationPress.maximumLineLoad;

/** Surface of the rolls: as it is set, or as the heater that sticks at its power leaves it, and how much they are off. */
function advanceRolls(state: LineState, nip: NonNullable<MachineState['nip']>, dt: number): void {
  const { actuators, levels, ambientTemperature } = state;
  const i = nip.rollTemperature;
  if (actuators.stuck[i] === 0) {
    if (!Number.isNaN(nip.heldPower)) actuators.resume(i, nip.heldTemperature);
    nip.heldPower = Number.NaN;
    nip.heldTemperature = actuators.mean[i]!;
  } else {
    if (Number.isNaN(nip.heldPower)) {
      nip.heldTemperature = actuators.mean[i]!;
      nip.heldPower = rollLoss * Math.max(nip.heldTemperature - ambientTemperature, 0);
    }
    const settled = ambientTemperature + nip.heldPower / rollLoss;
    nip.heldTemperature +=
      (settled - nip.heldTemperature) * -Math.expm1((-rollLoss * dt) / rollCapacity);
  }
  const set = nip.heldTemperature;
  // Rolls that lose their heat end at the temperature of the room.
  const coldest = Math.min(set, ambientTemperature);
  nip.temperature = Math.max(coldest, set + levels.level(nip.thermalSlot));
}

/** Compacts the web whose middle moved through the nip in this step. */
export function calenderWeb(state: LineState, machine: MachineState, dt: number): void {
  const { actuators, levels, definition, laws } = state;
  const { web, nip, moved } = machine;
  if (nip === undefined) return;
  advanceRolls(state, nip, dt);
  const isStuck = nip.lineLoad >= 0 && actuators.stuck[nip.lineLoad] !== 0;
  if (!isStuck) nip.heldGap = Number.NaN;
  if (nip.rollGap < 0 && Number.isNaN(nip.heldGap)) {
    nip.load = actuators.mean[nip.lineLoad]! * (1 + levels.level(nip.loadSlot));
  }
  laws.compaction.enter(machine.speed);
  const { position } = nip.station;
  const { solventDensity } = definition.recipe;
  const s = web.state;
  for (let segment = web.newestBehind(position); web.keeps(segment); segment--) {
    if (web.middle(segment) - moved >= position) break;
    const holdsGap = nip.rollGap >= 0 || !Number.isNaN(nip.heldGap);
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
    // A press that sticks stays where the first coating that it meets puts it.
    if (isStuck && !holdsGap && thickness > 0) {
      nip.heldGap = shownGap(state, machine, thickness, load);
    }
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
  const held = machine.nip?.heldPower ?? Number.NaN;
  return Number.isNaN(held) ? rollLoss * Math.max(temperature - state.ambientTemperature, 0) : held;
}
