import { heatZero, webCapacity } from '../laws/web-heat.ts';
import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { noCoil } from '../web.ts';
import { scrapNumber, webStages } from '../web-state.ts';
import { flagSegment } from './entry.ts';

/** Foil on a full roll of a line without campaign [m]. */
export const endlessCoilLength = 3000;

/** Winds up every segment whose middle has reached the roll: keeps it on its coil, and records what is true of it. */
export function windWeb(state: LineState, machine: MachineState): void {
  const { web, windAt } = machine;
  while (web.nextToWind <= web.newest && web.middle(web.nextToWind) >= windAt) {
    wind(state, machine, web.nextToWind++);
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
  if (endless) {
    for (let i = first; i < first + all; i++) {
      ledger.solidsShipped += s.solids[i]! * laneArea;
      ledger.solventShipped += s.solvent[i]! * laneArea;
    }
    countProduced(state, machine, first);
    if (!state.noisy) return;
    const here = endlessPlace(segment * web.segmentLength);
    const before = endlessPlace((segment - 1) * web.segmentLength);
    if (here.coil !== before.coil) changeEndlessCoil(state, machine, before.coil, here.coil);
    record(state, machine, segment, here);
    return;
  }
  if (web.coil[slot] === noCoil || job === undefined) return;
  const coil = job.output;
  const place = coil.wound;
  for (let i = 0; i < all; i++) coil.state.copy(s, first + i, coil.first(place, 0) + i);
  coil.start[place + 1] = coil.start[place]! + web.segmentLength * (1 + elongation);
  coil.wound++;
  job.wound++;
  record(state, machine, segment, { coil: coil.id, metre: coil.start[place]! });
}

/** Number of the endless coil at a metre of web, from 0001, and the metre on it. */
function endlessPlace(metre: number): { coil: string; metre: number } {
  const before = Math.max(0, Math.floor(metre / endlessCoilLength));
  const number = String(before + 1).padStart(4, '0');
  return { coil: `COIL-${number}`, metre: metre - before * endlessCoilLength };
}

/** The rewinder of an endless line goes on on a new core without a stop. */
function changeEndlessCoil(
  { events, time, definition }: LineState,
  machine: MachineState,
  ended: string,
  started: string,
): void {
  const unit = machine.definition.id;
  const length = { length_m: endlessCoilLength, product: definition.name };
  const data = { coil: ended, ...length };
  events.add({ time, kind: 'coilEnded', unit, text: `coil ${ended}`, data });
  const next = { coil: started, metre_m: 0, product: definition.name };
  events.add({ time, kind: 'coilStarted', unit, text: `coil ${started}`, data: next });
}

function record(
  state: LineState,
  machine: MachineState,
  segment: number,
  place: { readonly coil: string; readonly metre: number },
): void {
  if (!state.recorder.recording) return;
  const { web } = machine;
  const law = {
    constants: state.constants,
    solventDensity: state.definition.recipe.solventDensity,
  };
  for (let side = 0; side < web.sides; side++) {
    if (machine.coats && side !== machine.side) continue;
    const first = web.first(segment, side);
    for (let lane = 0; lane < web.lanes; lane++) {
      state.recorder.add(web.state, first + lane, { ...place, lane, side }, law);
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

/** Tears out the web that is on the machine: bare foil takes its place, which is scrap. */
export function tearOut(state: LineState, machine: MachineState): void {
  const { web } = machine;
  const { ledger, laneArea } = state;
  const s = web.state;
  for (let segment = web.nextToWind; segment <= web.newest; segment++) {
    const first = web.first(segment, 0);
    if (machine.zones.length > 0) ledger.webOut += heatOf(state, machine, segment);
    const flagged = s.scrap[first]! !== 0;
    for (let i = first; i < first + web.sides * web.lanes; i++) {
      ledger.solidsTorn += s.solids[i]! * laneArea;
      ledger.solventTorn += s.solvent[i]! * laneArea;
      s.clear(i, state.ambientTemperature, machine.foil);
    }
    if (flagged) ledger.scrapLength -= web.segmentLength;
    if (web.coil[web.slot(segment)] !== noCoil || state.definition.campaign === undefined) {
      flagSegment(state, machine, segment, broken);
    }
    if (machine.zones.length > 0) ledger.webIn += heatOf(state, machine, segment);
  }
}
