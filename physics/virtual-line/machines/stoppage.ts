import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { noCoil } from '../web.ts';
import { scrapNumber } from '../web-state.ts';
import { flagSegment } from './entry.ts';
import { tearOut, windingPlace } from './rewinder.ts';

/** Standing time from which web in a dryer is scrap, and web behind a start that is [s, m]: where no campaign says otherwise. */
const defaultStandingLimit = 60;
const defaultRampUpScrap = 3;
/** Speed below which a machine stands [m.s-1]. */
export const standstill = 1e-4;

const overdried = scrapNumber('overdried');
const rampUp = scrapNumber('rampUp');

/** A break stops the machine at once and tears its web out; after the time it takes, the machine starts by itself. */
export function checkBreak(state: LineState, machine: MachineState): void {
  const { actuators, levels, time } = state;
  const level = levels.level(machine.breakSlot);
  if (level > machine.broken) {
    const place = placeData(state, machine);
    state.events.add({
      time,
      kind: 'webBreak',
      unit: machine.definition.id,
      text: 'the web is torn',
      data: { ...place, lost_m: tearOut(state, machine) },
    });
    actuators.rest(machine.drive);
    machine.speed = 0;
    if (machine.phase !== 'changing' && machine.phase !== 'waiting') {
      machine.phase = 'broken';
      machine.until = time + level - machine.broken;
    }
  }
  machine.broken = level;
  const isEndless = state.definition.campaign === undefined;
  if (isEndless && machine.phase === 'broken' && time >= machine.until) {
    machine.phase = 'running';
    actuators.held[machine.drive] = 0;
  }
}

/**
 * Follows whether a machine stands. What it has under the die when it starts, and the web behind that, is scrap for some
 * metres; so is web that has stood in front of the end of the dryer for too long.
 */
export function checkStanding(state: LineState, machine: MachineState, dt: number): void {
  const { campaign } = state.definition;
  const before = machine.standing;
  machine.standing = machine.speed < standstill ? before + dt : 0;
  if (before > 0 !== machine.standing > 0) {
    if (campaign === undefined) tellStanding(state, machine);
    if (machine.standing === 0) beginRampUp(state, machine);
  }
  const limit = campaign?.standingLimit ?? defaultStandingLimit;
  const isDrying = machine.zones.length > 0;
  if (isDrying && before < limit && machine.standing >= limit) flagStanding(state, machine);
}

function beginRampUp({ definition }: LineState, machine: MachineState): void {
  const { web } = machine;
  const scrap = definition.campaign?.rampUpScrap ?? defaultRampUpScrap;
  machine.rampUpTo = web.newest + 1 + Math.ceil(scrap / web.segmentLength);
  if (scrap > 0 && isOfCoil(definition.campaign === undefined, machine, web.newest)) {
    flagSegment(machine, web.newest, rampUp);
  }
}

function flagStanding({ definition }: LineState, machine: MachineState): void {
  const { web, dryer } = machine;
  for (let segment = web.newest; web.keeps(segment); segment--) {
    if (web.middle(segment) >= dryer.to) break;
    if (isOfCoil(definition.campaign === undefined, machine, segment)) {
      flagSegment(machine, segment, overdried);
    }
  }
}

function isOfCoil(isEndless: boolean, { web }: MachineState, segment: number): boolean {
  return isEndless || web.coil[web.slot(segment)] !== noCoil;
}

/** Says that an endless line stands or goes on; machines with a campaign say so with their reason. */
function tellStanding(state: LineState, machine: MachineState): void {
  const stands = machine.standing > 0;
  state.events.add({
    time: state.time,
    kind: stands ? 'stopped' : 'started',
    unit: machine.definition.id,
    text: stands ? 'the web stands' : 'the web moves again',
    data: placeData(state, machine),
  });
}

/** Coil on the rewinder and the metre of it that comes next, for an event; nothing where there is no coil. */
export function placeData(
  state: LineState,
  machine: MachineState,
): { readonly coil?: string; readonly metre_m?: number } {
  const place = windingPlace(state, machine);
  return place === undefined ? {} : { coil: place.coil, metre_m: place.metre };
}
