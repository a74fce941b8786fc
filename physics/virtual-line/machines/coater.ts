import { nmc622Demonstration } from '../../materials/nmc622-demonstration.ts';
import { heatZero, liquidCapacity, webCapacity } from '../laws/web-heat.ts';
import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { noCoil } from '../web.ts';
import { webStages } from '../web-state.ts';
import { beginSegment } from './entry.ts';

/** Period of the slow pulsation of a pump whose damper has lost its cushion [s]: demonstration machine. */
const pulsationPeriod = 9;
/** Least share of a lane's slot that slurry always finds [-]. */
const leastOpening = 0.01;
/** Speed below which pump and die are closed [m.s-1]. */
const crawl = 1e-3;

/** Mean of sin over the step that ends at a time. */
function meanSine(frequency: number, time: number, dt: number): number {
  return (Math.cos(frequency * (time - dt)) - Math.cos(frequency * time)) / (frequency * dt);
}

/** Flow of the pump and its shares over the lanes for the step that ends now. */
function advanceDie(state: LineState, machine: MachineState, dt: number): void {
  const { actuators, constants, die, laws, levels, time } = state;
  const set = actuators.setpoint[machine.drive]!;
  const geared = machine.definition.geared;
  // A pump that sticks goes on as it went, whatever the web does.
  if (actuators.stuck[die.pumpFlow] === 0) {
    // Its flow is set for the speed that the web is set to run at; a stop changes nothing in that.
    if (set > 0) die.gearedTo = set;
    die.gear = geared ? Math.min(1.5, actuators.mean[machine.drive]! / die.gearedTo) : 1;
  }
  const open = machine.speed > crawl;
  const coated =
    state.definition.campaign === undefined ||
    machine.web.coil[machine.web.slot(machine.web.newest)]! !== noCoil;
  die.pumped = actuators.mean[die.pumpFlow]! * (geared && !coated ? 0 : die.gear);
  const ripple = state.noisy ? 0.004 * meanSine(5.1, time, dt) : 0;
  const pulsation = levels.level(die.pulsationSlot);
  const slow =
    pulsation === 0 ? 0 : pulsation * meanSine((2 * Math.PI) / pulsationPeriod, time, dt);
  const slip = (laws.kind === 'matched' ? 0 : constants.pumpSlip) + levels.level(die.wearSlot);
  die.flow = open ? die.pumped * (1 - slip) * (1 + ripple + slow) : 0;
  let sum = 0;
  for (let lane = 0; lane < die.share.length; lane++) {
    const opening = Math.max(1 - levels.level(die.clogSlots[lane]!), leastOpening);
    const share = opening * die.shape[lane]! * (1 + die.flutter[lane]!);
    die.share[lane] = share;
    sum += share;
  }
  for (let lane = 0; lane < die.share.length; lane++) die.share[lane] = die.share[lane]! / sum;
}

/**
 * Moves the web of a machine on through its entry and lays slurry on what passes the die, exactly as much as the pump
 * gave on the mean of the step.
 */
export function moveWeb(state: LineState, machine: MachineState, dt: number): void {
  const { web, moved } = machine;
  if (machine.coats) advanceDie(state, machine, dt);
  let left = moved;
  while (left > 0) {
    const end = (web.newest + 1) * web.segmentLength;
    const piece = Math.min(left, end - web.passed);
    if (piece > 0 && machine.coats) lay(state, machine, (piece / moved) * dt);
    left -= piece;
    if (left > 0) {
      web.passed = end;
      beginSegment(state, machine, web.newest + 1);
    } else web.passed += piece;
  }
}

/** Lays what the pump gives in a time [s] on the newest segment, if it is to be coated. */
function lay(state: LineState, machine: MachineState, duration: number): void {
  const { actuators, die, laneArea, ledger, slurry } = state;
  const { web } = machine;
  if (die.flow === 0) return;
  if (state.definition.campaign !== undefined && web.coil[web.slot(web.newest)] === noCoil) return;
  const mass = die.flow * duration * slurry.density;
  const solidsMass = mass * slurry.solidsContent;
  const temperature = actuators.mean[die.slurryTemperature]!;
  const first = web.first(web.newest, machine.side);
  const other = web.sides === 1 ? -1 : web.first(web.newest, 1 - machine.side);
  const s = web.state;
  for (let lane = 0; lane < web.lanes; lane++) {
    const i = first + lane;
    const o = other < 0 ? -1 : other + lane;
    const share = die.share[lane]! / laneArea;
    const solids = solidsMass * share;
    const solvent = mass * share - solids;
    const brought =
      (solids * nmc622Demonstration.drying.solidsSpecificHeat + solvent * liquidCapacity) *
      (temperature - heatZero);
    const heat = webCapacity(s, i, o) * (s.temperature[i]! - heatZero) + brought;
    s.solids[i] = s.solids[i]! + solids;
    s.solvent[i] = s.solvent[i]! + solvent;
    s.stage[i] = webStages.wet;
    s.density[i] = slurry.solidDensity;
    s.active[i] = slurry.active;
    s.packing[i] = slurry.packing;
    s.hardness[i] = slurry.hardness;
    s.adhesion[i] = slurry.adhesion;
    const mixed = heatZero + heat / webCapacity(s, i, o);
    s.temperature[i] = mixed;
    if (o >= 0) s.temperature[o] = mixed;
    ledger.webIn += brought * laneArea;
  }
  ledger.solidsFed += solidsMass;
  ledger.solventFed += mass - solidsMass;
  slurry.left -= mass;
}
