import type { Rng } from '../core/random.ts';
import { toUnit } from '../core/units.ts';
import { nmc622Demonstration } from '../materials/nmc622-demonstration.ts';
import type { Station } from '../process/web-path.ts';
import { coatingThickness, presentFoil, presentLoading } from './coating-on-web.ts';
import { segmentsPerBin } from './coil.ts';
import type { ScannerRow } from './line-definition.ts';
import type { LineState } from './line-state.ts';
import type { HeadState, MachineState } from './machine-state.ts';
import { noCoil } from './web.ts';

/** Points of the crossing in one step of the line at which the head is looked at. */
const pointsPerStep = 4;

/** Noise of the mean of a lane in one crossing: absolute [SI], and relative to the value [-]. */
interface HeadNoise {
  readonly absolute: number;
  readonly relative: number;
}

/**
 * A gauge with one head that crosses the web to and fro. Its spot averages over the lanes that it covers; a lane's tag
 * gets the mean over its crossing when the head leaves the lane. At intervals the head runs off the web to its
 * standard and to bare foil, and gives no value; its calibration walks between, and one zeroing repeats no better than
 * its noise. The weight gauge gives net values: gross less the foil as it was zeroed last, less what it read of side A at
 * the same place where side B is coated.
 */
export class TraversingGauge {
  readonly station: Station;
  readonly #head: HeadState;
  readonly #row: ScannerRow;
  readonly #weighs: boolean;
  readonly #noise: HeadNoise;
  readonly #rng: Rng;
  /** Of the looks at each lane in this crossing: sum of the values and of their times, and number. */
  readonly #sum: Float64Array;
  readonly #times: Float64Array;
  readonly #count: Float64Array;
  readonly #laneWidth: number;
  readonly #width: number;
  #direction = 1;
  #phaseLeft: number;
  #standardiseLeft: number;
  #calibration = 1;
  /** Web that has passed the entry where the head looks now [m]. */
  #passed = 0;
  /** When the head looks, time of the line [s]. */
  #time = 0;
  /** Weight [kg.m-2] or thickness [m] of the foil as it was read at the last zeroing; by how much all thickness is off since then [m]. */
  #foil: number;
  #offset = 0;

  constructor(options: {
    readonly station: Station;
    readonly row: ScannerRow;
    readonly coatedWidth: number;
    /** Weight [kg.m-2] or thickness [m] of the nominal foil. */
    readonly foil: number;
    readonly head: HeadState;
    readonly noise: HeadNoise;
    readonly rng: Rng;
  }) {
    this.station = options.station;
    this.#row = options.row;
    this.#weighs = options.station.kind === 'weightGauge';
    this.#foil = options.foil;
    this.#noise = options.noise;
    this.#rng = options.rng;
    this.#head = options.head;
    this.#sum = new Float64Array(options.head.lanes.length);
    this.#times = new Float64Array(options.head.lanes.length);
    this.#count = new Float64Array(options.head.lanes.length);
    this.#width = options.coatedWidth;
    this.#laneWidth = options.coatedWidth / options.head.lanes.length;
    this.#head.position = -options.row.overrun;
    this.#phaseLeft = options.row.crossing;
    this.#standardiseLeft = options.row.standardiseEvery;
  }

  /** Moves the head on by dt [s] over the web as it lies now. */
  advance(state: LineState, machine: MachineState, dt: number): void {
    const hours = dt / 3600;
    this.#calibration += this.#row.drift * Math.sqrt(hours) * this.#rng.normal();
    this.#standardiseLeft -= dt;
    const part = dt / pointsPerStep;
    for (let point = pointsPerStep - 1; point >= 0; point--) {
      // The web lies behind where the step leaves it by what it still has to go.
      this.#passed = machine.web.passed - (machine.moved * point) / pointsPerStep;
      this.#time = state.time - part * point;
      this.#move(state, machine, part);
    }
  }

  #move(state: LineState, machine: MachineState, dt: number): void {
    this.#phaseLeft -= dt;
    if (this.#head.phase === 'crossing') {
      const run = this.#width + 2 * this.#row.overrun;
      const done = 1 - Math.max(0, this.#phaseLeft) / this.#row.crossing;
      const way = -this.#row.overrun + run * done;
      this.#head.position = this.#direction > 0 ? way : this.#width - way;
      this.#look(state, machine);
    }
    if (this.#phaseLeft > 0) return;
    if (this.#head.phase === 'crossing') this.#endCrossing(machine);
    else if (this.#head.phase === 'turning') this.#beginCrossing(this.#phaseLeft);
    else this.#endZero(state, machine);
  }

  #beginCrossing(rest: number): void {
    this.#head.phase = 'crossing';
    this.#direction = -this.#direction;
    this.#phaseLeft = this.#row.crossing + rest;
  }

  #endCrossing(machine: MachineState): void {
    for (let lane = 0; lane < this.#head.lanes.length; lane++) this.#leaveLane(machine, lane);
    this.#head.crossings++;
    if (this.#standardiseLeft <= 0) {
      this.#head.phase = 'standardising';
      this.#phaseLeft += this.#row.standardiseFor;
      this.#standardiseLeft += this.#row.standardiseEvery;
      this.#head.gross = Number.NaN;
      this.#head.lanes.fill(Number.NaN);
    } else {
      this.#head.phase = 'turning';
      this.#phaseLeft += this.#row.turn;
    }
  }

  /** Back from the standard: the calibration is right again but for what one zeroing repeats to. */
  #endZero(state: LineState, machine: MachineState): void {
    this.#calibration = 1 + 0.1 * this.#row.drift * this.#rng.normal();
    const error = this.#noise.absolute * this.#rng.normal();
    this.#foil = this.#bareFoil(state, machine) * this.#calibration + error;
    if (!this.#weighs) this.#offset = error;
    state.events.add({
      time: state.time,
      kind: 'standardised',
      unit: this.station.id,
      text: 'zeroed on bare foil and standardised',
      data: this.#weighs
        ? { foil_g_per_m2: toUnit(this.#foil, 'g_per_m2') }
        : { foil_um: toUnit(this.#foil, 'um') },
    });
    this.#beginCrossing(this.#phaseLeft);
  }

  /** Looks at the web below: the spot averages the lanes that it covers by their share of it. */
  #look(state: LineState, machine: MachineState): void {
    const { web } = machine;
    const segment = Math.floor((this.#passed - this.station.position) / web.segmentLength);
    const half = this.#row.spot / 2;
    const [low, high] = [this.#head.position - half, this.#head.position + half];
    let gross = 0;
    for (let lane = 0; lane < this.#head.lanes.length; lane++) {
      const [from, to] = [lane * this.#laneWidth, (lane + 1) * this.#laneWidth];
      const covered = Math.min(high, to) - Math.max(low, from);
      if (covered <= 0) continue;
      const value = this.#trueGross(state, machine, segment, lane);
      gross += (value * covered) / this.#row.spot;
      if (covered >= this.#row.spot * (1 - 1e-9)) {
        this.#sum[lane] = this.#sum[lane]! + value;
        this.#times[lane] = this.#times[lane]! + this.#time;
        this.#count[lane] = this.#count[lane]! + 1;
      } else if (this.#count[lane]! > 0) this.#leaveLane(machine, lane);
    }
    const outside = Math.max(0, -low) + Math.max(0, high - this.#width);
    const bare = this.#bareFoil(state, machine);
    gross += (bare * Math.min(outside, this.#row.spot)) / this.#row.spot;
    this.#head.gross = gross * this.#calibration + this.#offset;
  }

  /** Weight [kg.m-2] or thickness [m] of the foil on the unwinder, before any nip. */
  #bareFoil({ definition }: LineState, machine: MachineState): number {
    const nominal = this.#weighs ? nmc622Demonstration.foil.arealMass : definition.foilThickness;
    return nominal * machine.foil;
  }

  /** True weight [kg.m-2] or thickness [m] of foil and all coating of a lane. */
  #trueGross(state: LineState, { web }: MachineState, segment: number, lane: number): number {
    const { solventDensity } = state.definition.recipe;
    const s = web.state;
    const a = web.first(segment, 0) + lane;
    const foil = presentFoil(s, a);
    let sum = this.#weighs
      ? nmc622Demonstration.foil.arealMass * foil
      : state.definition.foilThickness * foil;
    for (let side = 0; side < web.sides; side++) {
      const i = web.first(segment, side) + lane;
      sum += this.#weighs
        ? presentLoading(s, i) + s.solvent[i]! / (1 + s.elongation[i]!)
        : coatingThickness(s, i, solventDensity);
    }
    return sum;
  }

  /** The tag of a lane gets the mean over the crossing, with the gauge's errors. */
  #leaveLane(machine: MachineState, lane: number): void {
    const count = this.#count[lane]!;
    if (count === 0) return;
    const gross = (this.#sum[lane]! / count) * this.#calibration + this.#offset;
    this.#head.measuredAt[lane] = this.#times[lane]! / count;
    this.#sum[lane] = 0;
    this.#times[lane] = 0;
    this.#count[lane] = 0;
    const noise =
      Math.hypot(this.#noise.absolute, this.#noise.relative * gross) * this.#rng.normal();
    let value = gross + noise;
    if (this.#weighs) value -= this.#foil + this.#sideA(machine, lane, value - this.#foil);
    this.#head.lanes[lane] = value;
  }

  /** Weight of side A to take off [kg.m-2]; while side A is coated, what was read is remembered for that. */
  #sideA({ web, job }: MachineState, lane: number, net: number): number {
    if (job === undefined) return 0;
    const segment = Math.floor((this.#passed - this.station.position) / web.segmentLength);
    const slot = web.slot(segment);
    if (web.coil[slot] === noCoil || web.coil[slot] !== job.output.number) return 0;
    const place = web.place[slot]!;
    const { input, output } = job;
    if (job.side === 0) {
      output.weighed[Math.floor(place / segmentsPerBin) * web.lanes + lane] = net;
      return 0;
    }
    if (input === undefined) return 0;
    const from = input.wound - 1 - place;
    const source = output.parent?.lanesSwapped ? web.lanes - 1 - lane : lane;
    const bins = input.weighed.length / web.lanes;
    const bin = Math.floor(from / segmentsPerBin);
    // Where this bin was not read, the nearest one was.
    for (let away = 0; away < bins; away++) {
      for (const b of [bin - away, bin + away]) {
        const known = b < 0 || b >= bins ? Number.NaN : input.weighed[b * web.lanes + source]!;
        if (!Number.isNaN(known)) return known;
      }
    }
    return 0;
  }
}
