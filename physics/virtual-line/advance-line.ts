import { zeroCelsius } from '../core/constants.ts';
import type { CampaignControl } from './campaign-control.ts';
import type { Laboratory } from './laboratory.ts';
import type { LineState } from './line-state.ts';
import type { MachineState } from './machine-state.ts';
import { calenderWeb, nipPower, rollHeat } from './machines/calender.ts';
import { moveWeb } from './machines/coater.ts';
import { advanceAir, dryWeb } from './machines/dryer.ts';
import { windWeb } from './machines/rewinder.ts';
import { checkBreak, checkStanding } from './machines/stoppage.ts';
import { webTension } from './machines/tension.ts';
import type { TraversingGauge } from './traversing-gauge.ts';

/** Power of controls, pumps and lights of the drives' cabinet of a machine [W]: demonstration machine. */
const standingPower = 400;
/** Air of a zone swings by 0.28 K with a correlation time of 40 s, drawn every second. */
const airMemory = Math.exp(-1 / 40);
const airKick = 0.28 * Math.sqrt(1 - airMemory ** 2);

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
  if (slurry.left <= 0) slurry.nextBatch(begun, slurry.batch.target);
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
  checkStanding(state, machine, dt);
  machine.moved = machine.speed * dt;
  advanceAir(state, machine, dt);
  moveWeb(state, machine, dt);
  if (machine.zones.length > 0) dryWeb(state, machine, dt);
  calenderWeb(state, machine, dt);
  for (let g = 0; g < gauges.length; g++) gauges[g]!.advance(state, machine, dt);
  windWeb(state, machine);
  ledger.drives +=
    (standingPower + 1.4 * webTension(state, machine) * machine.speed + nipPower(state, machine)) *
    dt;
  if (machine.nip !== undefined) ledger.rolls += rollHeat(state, machine) * dt;
}
