import { zeroCelsius } from '../core/constants.ts';
import type { CampaignControl } from './campaign-control.ts';
import type { Laboratory } from './laboratory.ts';
import type { LineState } from './line-state.ts';
import type { MachineState } from './machine-state.ts';
import { calenderWeb, nipPower, rollHeat } from './machines/calender.ts';
import { moveWeb } from './machines/coater.ts';
import { advanceAir, dryWeb } from './machines/dryer.ts';
import { flagSegment } from './machines/entry.ts';
import { tearOut, windWeb } from './machines/rewinder.ts';
import { webTension } from './machines/tension.ts';
import type { TraversingGauge } from './traversing-gauge.ts';
import { noCoil } from './web.ts';
import { scrapNumber } from './web-state.ts';

/** Standing time from which web in a dryer is scrap, where no campaign says otherwise [s]. */
const defaultStandingLimit = 60;
/** Speed below which a machine stands [m.s-1]. */
const standstill = 1e-4;
/** Power of controls, pumps and lights of the drives' cabinet of a machine [W]: demonstration machine. */
const standingPower = 400;
/** Air of a zone swings by 0.28 K with a correlation time of 40 s, drawn every second. */
const airMemory = Math.exp(-1 / 40);
const airKick = 0.28 * Math.sqrt(1 - airMemory ** 2);
const overdried = scrapNumber('overdried');

/** What moves with a line beside its machines. */
export interface LineSystems {
  /** Traversing gauges of each machine. */
  readonly gauges: readonly (readonly TraversingGauge[])[];
  /** Only a line with a campaign has them. */
  readonly campaign?: { readonly control: CampaignControl; readonly laboratory: Laboratory };
}

/**
 * Moves the whole line on by dt [s]: sequences, actuators, room and slurry; then for each machine speed, air, entry and
 * die, drying, nip, gauges and rewinder, in web order.
 */
export function advanceLine(state: LineState, dt: number, systems: LineSystems): void {
  const begun = state.time;
  systems.campaign?.control.advance();
  state.time = begun + dt;
  const { actuators, levels, machines, stickSlots } = state;
  levels.advance(state.time);
  for (let i = 0; i < stickSlots.length; i++) {
    actuators.stuck[i] = levels.level(stickSlots[i]!) > 0 ? 1 : 0;
  }
  actuators.advance(begun, dt);
  if (state.noisy) drawNoise(state);
  advanceRoom(state);
  const { slurry } = state;
  if (slurry.left <= 0) slurry.nextBatch(begun, slurry.target);
  slurry.advance(state.time);
  for (let m = 0; m < machines.length; m++) {
    advanceMachine(state, machines[m]!, systems.gauges[m]!, dt);
  }
  systems.campaign?.laboratory.advance(state.time);
}

/** Slow disturbances, drawn once for each second of the line, so that its step does not matter. */
function drawNoise(state: LineState): void {
  const second = Math.ceil(state.time - 1e-6);
  while (state.drawnSecond < second) {
    state.drawnSecond++;
    state.speedDisturbance = 4e-4 * state.speedNoise.normal();
    for (const { zones } of state.machines) {
      for (let z = 0; z < zones.length; z++) {
        zones[z]!.disturbance =
          zones[z]!.disturbance * airMemory + airKick * state.airNoise.normal();
      }
    }
  }
}

function advanceRoom(state: LineState): void {
  const { constants, time } = state;
  state.humidity = 0.45 + 0.05 * Math.sin((2 * Math.PI * time) / 10_800 + constants.humidityPhase);
  state.ambientTemperature = zeroCelsius + 22 + 1.5 * Math.sin((2 * Math.PI * time) / 28_800);
}

function advanceMachine(
  state: LineState,
  machine: MachineState,
  gauges: readonly TraversingGauge[],
  dt: number,
): void {
  const { actuators, ledger, levels, time } = state;
  const phase = 3.7;
  const ripple = state.noisy
    ? (0.0015 * (Math.cos(phase * (time - dt)) - Math.cos(phase * time))) / (phase * dt) +
      state.speedDisturbance
    : 0;
  const set = actuators.mean[machine.drive]!;
  machine.speed = Math.max(0, set * (1 + ripple) * (1 + levels.level(machine.speedSlot)));
  checkBreak(state, machine);
  machine.moved = machine.speed * dt;
  advanceAir(state, machine);
  moveWeb(state, machine, dt);
  if (machine.zones.length > 0) {
    dryWeb(state, machine, dt);
    checkStanding(state, machine, dt);
  }
  calenderWeb(state, machine);
  for (let g = 0; g < gauges.length; g++) gauges[g]!.advance(state, machine, dt);
  windWeb(state, machine);
  ledger.drives +=
    (standingPower + 1.4 * webTension(state, machine) * machine.speed + nipPower(state, machine)) *
    dt;
  if (machine.nip !== undefined) ledger.rolls += rollHeat(state, machine) * dt;
}

/** A break stops the machine at once and tears its web out; after the time it takes, the machine starts by itself. */
function checkBreak(state: LineState, machine: MachineState): void {
  const { actuators, levels, time } = state;
  const level = levels.level(machine.breakSlot);
  const endless = state.definition.campaign === undefined;
  if (level > machine.broken) {
    const metre = endless
      ? machine.web.passed
      : (machine.job?.entered ?? 0) * machine.web.segmentLength;
    const stands = level - machine.broken;
    state.events.add({
      time,
      kind: 'webBreak',
      unit: machine.definition.id,
      text: 'the web is torn',
      data: { coil: machine.job?.output.id ?? '', metre_m: metre, lost_m: machine.windAt },
    });
    tearOut(state, machine);
    actuators.rest(machine.drive);
    machine.speed = 0;
    if (machine.phase !== 'changing' && machine.phase !== 'waiting') {
      machine.phase = 'broken';
      machine.until = time + stands;
    }
  }
  machine.broken = level;
  if (endless && machine.phase === 'broken' && time >= machine.until) {
    machine.phase = 'running';
    actuators.held[machine.drive] = 0;
  }
}

/** Web that has stood in the dryer for too long is scrap. */
function checkStanding(state: LineState, machine: MachineState, dt: number): void {
  const { web, dryer } = machine;
  const limit = state.definition.campaign?.standingLimit ?? defaultStandingLimit;
  const before = machine.standing;
  machine.standing = machine.speed < standstill ? before + dt : 0;
  if (before > 0 !== machine.standing > 0) tellStanding(state, machine);
  if (!(before < limit && machine.standing >= limit)) return;
  const endless = state.definition.campaign === undefined;
  let [from, to, coil] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, noCoil];
  for (let segment = web.newest; web.keeps(segment); segment--) {
    const middle = web.middle(segment);
    if (middle >= dryer.to) break;
    const slot = web.slot(segment);
    if (!endless && web.coil[slot] === noCoil) continue;
    if (!flagSegment(state, machine, segment, overdried)) continue;
    const metre = (endless ? segment : web.place[slot]!) * web.segmentLength;
    from = Math.min(from, metre);
    to = Math.max(to, metre + web.segmentLength);
    coil = web.coil[slot]!;
  }
  if (to < from) return;
  const data = { metre_m: from, to_m: to, reason: 'overdried' };
  state.events.add({
    time: state.time,
    kind: 'scrap',
    unit: machine.definition.id,
    text: 'web that stood in the dryer',
    data: coil === noCoil ? data : { ...data, coil: machine.job?.output.id ?? '' },
  });
}

/** Says that an endless line stands or goes on; machines with a campaign say so with their reason. */
function tellStanding(state: LineState, machine: MachineState): void {
  if (state.definition.campaign !== undefined) return;
  const stands = machine.standing > 0;
  state.events.add({
    time: state.time,
    kind: stands ? 'stopped' : 'started',
    unit: machine.definition.id,
    text: stands ? 'the web stands' : 'the web moves again',
    data: { metre_m: machine.web.passed },
  });
}
