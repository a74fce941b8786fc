import { heatZero, webCapacity } from '../laws/web-heat.ts';
import type { LineState } from '../line-state.ts';
import type { Job, MachineState } from '../machine-state.ts';
import { noCoil } from '../web.ts';
import { scrapNumber } from '../web-state.ts';

const splice = scrapNumber('splice');
const rampUp = scrapNumber('rampUp');

/** Begins a segment at the entry of a machine: web of its input coil, foil of its roll, or the leader between jobs. */
export function beginSegment(state: LineState, machine: MachineState, segment: number): void {
  const { die, ledger, laneArea } = state;
  const { web, job } = machine;
  const slot = web.slot(segment);
  web.newest = segment;
  web.coil[slot] = noCoil;
  web.place[slot] = segment;
  const feeding = job !== undefined && machine.phase !== 'changing' && job.entered < job.segments;
  if (feeding && job.input !== undefined) unwind(state, machine, job, segment);
  else {
    const first = web.first(segment, 0);
    const foil = feeding || job === undefined ? foilOf(state, machine) : 1;
    for (let i = 0; i < web.sides * web.lanes; i++) {
      web.state.clear(first + i, state.ambientTemperature, foil);
    }
  }
  const isOfCoil = feeding || state.definition.campaign === undefined;
  if (isOfCoil && segment < machine.rampUpTo) flagSegment(machine, segment, rampUp);
  if (feeding) {
    web.coil[slot] = job.output.number;
    web.place[slot] = job.entered;
    if (isSpliced(state, machine, job)) flagSegment(machine, segment, splice);
    job.entered++;
  }
  if (machine.coats) {
    for (let lane = 0; lane < web.lanes; lane++) {
      die.flutter[lane] =
        state.noisy && state.laws.kind === 'mismatched'
          ? state.constants.dieFlutter * state.dieNoise.normal()
          : 0;
    }
  }
  if (machine.zones.length > 0) {
    const first = web.first(segment, 0);
    const other = web.sides === 1 ? -1 : web.lanes;
    for (let lane = 0; lane < web.lanes; lane++) {
      const i = first + lane;
      const capacity = webCapacity(web.state, i, other < 0 ? -1 : i + other);
      ledger.webIn += capacity * (web.state.temperature[i]! - heatZero) * laneArea;
    }
  }
}

/** Takes the outermost segment of the input coil, turned if coils are turned. */
function unwind(state: LineState, machine: MachineState, job: Job, segment: number): void {
  const { web } = machine;
  const input = job.input!;
  const swapped = job.output.parent?.lanesSwapped === true;
  const place = input.wound - 1 - job.entered;
  for (let side = 0; side < web.sides; side++) {
    const from = input.first(place, side);
    const to = web.first(segment, side);
    for (let lane = 0; lane < web.lanes; lane++) {
      const source = from + (swapped ? web.lanes - 1 - lane : lane);
      web.state.copy(input.state, source, to + lane);
      web.state.temperature[to + lane] = state.ambientTemperature;
    }
  }
}

/** Thickness of the foil that enters; changes the roll when it is empty, with a flying splice. */
function foilOf(state: LineState, machine: MachineState): number {
  const { campaign } = state.definition;
  if (campaign === undefined) return 1;
  machine.foilLeft -= machine.web.segmentLength;
  if (machine.foilLeft <= 0) {
    machine.foilLeft += campaign.foilRollLength;
    machine.foilRoll++;
    machine.foil = foilFactor(state, machine.foilRoll);
    const entered = machine.job?.entered ?? 0;
    machine.spliceTo = entered + Math.ceil(campaign.spliceScrap / machine.web.segmentLength);
    const roll = foilRollId(state, machine);
    state.events.add({
      time: state.time,
      kind: 'foilRollChanged',
      unit: machine.definition.unwinder,
      text: `foil roll ${roll}`,
      data: { roll, metre_m: entered * machine.web.segmentLength },
    });
    state.events.add({
      time: state.time,
      kind: 'splice',
      unit: machine.definition.unwinder,
      text: 'flying splice of the foil',
      data: {
        coil: machine.job?.output.id ?? '',
        metre_m: entered * machine.web.segmentLength,
      },
    });
  }
  return machine.foil;
}

/** Thickness of a roll of foil over the nominal one [-]: half a percent from roll to roll, assumed. */
export function foilFactor(state: LineState, roll: number): number {
  return 1 + 0.005 * state.streams.stream(`foil/${roll}`).normal();
}

/** Id of the roll of foil on the unwinder. */
export function foilRollId(state: LineState, machine: MachineState): string {
  return `FOIL-${state.run}-${String(machine.foilRoll).padStart(4, '0')}`;
}

/** Whether the segment that enters a job next lies in the scrap of a splice. */
function isSpliced({ definition }: LineState, machine: MachineState, job: Job): boolean {
  if (job.entered < machine.spliceTo) return true;
  const ends = Math.ceil((definition.campaign?.spliceScrap ?? 0) / machine.web.segmentLength);
  return job.input !== undefined && (job.entered < ends || job.entered >= job.segments - ends);
}

/** Flags a segment as scrap, on both sides; the first reason stays. */
export function flagSegment({ web }: MachineState, segment: number, scrap: number): void {
  const first = web.first(segment, 0);
  if (web.state.scrap[first] !== 0) return;
  for (let i = 0; i < web.sides * web.lanes; i++) web.state.scrap[first + i] = scrap;
}
