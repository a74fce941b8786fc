import { heatZero, webCapacity } from '../laws/web-heat.ts';
import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { noCoil } from '../web.ts';
import { scrapNumber, webStages } from '../web-state.ts';
import { flagSegment } from './entry.ts';
import { type CoilPlace, followScrap } from './scrap-stretch.ts';

/** Foil on a full roll of a line without campaign [m]. */
export const endlessCoilLength = 3000;

/** What is on the rewinder and where on it the next segment comes; undefined where a machine has no coil. */
export function windingPlace(state: LineState, { web, job }: MachineState): CoilPlace | undefined {
  if (state.definition.campaign === undefined) {
    return endlessPlace(state, web.nextToWind * web.segmentLength);
  }
  return job && { coil: job.output.id, metre: job.output.start[job.output.wound]! };
}

/** Winds up every segment whose middle has reached the roll: keeps it on its coil, and records what is true of it. */
export function windWeb(state: LineState, machine: MachineState): void {
  const { web, windAt } = machine;
  while (web.nextToWind <= web.newest && web.middle(web.nextToWind) >= windAt) {
    wind(state, machine, web.nextToWind);
    web.nextToWind++;
  }
}

function wind(state: LineState, machine: MachineState, segment: number): void {
  const { web, job } = machine;
  const { ledger, laneArea } = state;
  const slot = web.slot(segment);
  const s = web.state;
  let elongation = 0;
  const all = web.sides * web.lanes;
  const first = web.first(segment, 0);
  for (let i = first; i < first + all; i++) elongation = Math.max(elongation, s.elongation[i]!);
  if (machine.zones.length > 0) ledger.webOut += heatOf(state, machine, segment);
  const endless = state.definition.campaign === undefined;
  if (!endless && (web.coil[slot] === noCoil || job === undefined)) return;
  const flaw = flawOf(state, machine, segment);
  if (flaw !== 0) flagSegment(machine, segment, flaw);
  const length = web.segmentLength * (1 + elongation);
  const place = windingPlace(state, machine)!;
  if (endless) {
    for (let i = first; i < first + all; i++) {
      ledger.solidsShipped += s.solids[i]! * laneArea;
      ledger.solventShipped += s.solvent[i]! * laneArea;
    }
    countProduced(state, machine, first);
    if (!state.noisy) return;
    const before = endlessPlace(state, (segment - 1) * web.segmentLength);
    if (place.coil !== before.coil) changeEndlessCoil(state, machine, before.coil, place.coil);
    // Its coils are counted at the die: the metres of an endless web leave out what the nip lengthens.
    record(state, machine, segment, place, web.segmentLength);
    return;
  }
  const { output: coil } = job!;
  for (let i = 0; i < all; i++) coil.state.copy(s, first + i, coil.first(coil.wound, 0) + i);
  coil.start[coil.wound + 1] = coil.start[coil.wound]! + length;
  coil.wound++;
  job!.wound++;
  record(state, machine, segment, place, length);
}

const uncoated = scrapNumber('uncoated');
const wet = scrapNumber('wet');
const unpressed = scrapNumber('unpressed');

/** Why web that leaves a machine is not what that machine makes; 0 where it is. */
function flawOf({ definition }: LineState, machine: MachineState, segment: number): number {
  const { web, nip, coats, side } = machine;
  const isOneSide = coats && definition.campaign !== undefined;
  let lowest: number = webStages.calendered;
  for (let s = isOneSide ? side : 0; s < (isOneSide ? side + 1 : web.sides); s++) {
    const first = web.first(segment, s);
    for (let i = first; i < first + web.lanes; i++) lowest = Math.min(lowest, web.state.stage[i]!);
  }
  if (lowest === webStages.bare) return uncoated;
  if (lowest === webStages.wet) return wet;
  return nip !== undefined && lowest < webStages.calendered ? unpressed : 0;
}

/** Number of the endless coil at a metre of web, from 0001, and the metre on it. */
function endlessPlace({ endlessRun }: LineState, metre: number): CoilPlace {
  const before = Math.max(0, Math.floor(metre / endlessCoilLength));
  const number = String(before + 1).padStart(4, '0');
  return { coil: `COIL-${endlessRun}${number}`, metre: metre - before * endlessCoilLength };
}

/** The rewinder of an endless line goes on on a new core without a stop. */
function changeEndlessCoil(
  { events, time, definition }: LineState,
  machine: MachineState,
  ended: string,
  started: string,
): void {
  const unit = machine.definition.id;
  const { product } = definition.specifications[0]!;
  const data = { coil: ended, length_m: endlessCoilLength, product };
  events.add({ time, kind: 'coilEnded', unit, text: `coil ${ended}`, data });
  const next = { coil: started, metre_m: 0, product };
  events.add({ time, kind: 'coilStarted', unit, text: `coil ${started}`, data: next });
}

function record(
  state: LineState,
  machine: MachineState,
  segment: number,
  place: CoilPlace,
  length: number,
): void {
  if (!state.recorder.recording) return;
  const { web, job } = machine;
  const product = state.definition.campaign?.products.find(({ name }) => name === job?.product);
  const isFinished = (job?.pass ?? 0) >= (product?.passes ?? 0);
  followScrap(state, machine, place, length, web.state.scrap[web.first(segment, 0)]!);
  const law = {
    constants: state.constants,
    solventDensity: state.definition.recipe.solventDensity,
  };
  for (let side = 0; side < web.sides; side++) {
    if (machine.coats && side !== machine.side) continue;
    const first = web.first(segment, side);
    for (let lane = 0; lane < web.lanes; lane++) {
      state.recorder.add(web.state, first + lane, { ...place, lane, side, isFinished }, law);
    }
  }
}

/** Area of good coating of the places of a segment of a line without campaign. */
function countProduced(
  { ledger, laneArea }: LineState,
  { web }: MachineState,
  first: number,
): void {
  for (let i = first; i < first + web.sides * web.lanes; i++) {
    if (web.state.scrap[i] === 0 && web.state.stage[i] === webStages.calendered) {
      ledger.producedArea += laneArea;
    }
  }
}

/** Heat in a segment over that at the reference temperature [J]. */
export function heatOf({ laneArea }: LineState, { web }: MachineState, segment: number): number {
  const first = web.first(segment, 0);
  let heat = 0;
  for (let lane = 0; lane < web.lanes; lane++) {
    const i = first + lane;
    const capacity = webCapacity(web.state, i, web.sides === 1 ? -1 : i + web.lanes);
    heat += capacity * (web.state.temperature[i]! - heatZero);
  }
  return heat * laneArea;
}

const broken = scrapNumber('webBreak');

/**
 * Tears out the web that is on the machine: bare foil takes its place, which is scrap.
 * @returns how much of it belongs to a coil [m]
 */
export function tearOut(state: LineState, machine: MachineState): number {
  const { web } = machine;
  let torn = 0;
  const { ledger, laneArea } = state;
  const s = web.state;
  for (let segment = web.nextToWind; segment <= web.newest; segment++) {
    const first = web.first(segment, 0);
    if (machine.zones.length > 0) ledger.webOut += heatOf(state, machine, segment);
    for (let i = first; i < first + web.sides * web.lanes; i++) {
      ledger.solidsTorn += s.solids[i]! * laneArea;
      ledger.solventTorn += s.solvent[i]! * laneArea;
      s.clear(i, state.ambientTemperature, machine.foil);
    }
    if (web.coil[web.slot(segment)] !== noCoil || state.definition.campaign === undefined) {
      flagSegment(machine, segment, broken);
      torn += web.segmentLength;
    }
    if (machine.zones.length > 0) ledger.webIn += heatOf(state, machine, segment);
  }
  return torn;
}
