import { processVariables } from '../../physics/process/variables.ts';
import { pathLength } from '../../physics/process/web-path.ts';
import { coilNamed } from '../domain/coil-name.ts';
import type { SequencedBatch } from '../domain/sample.ts';
import type { Segment } from '../domain/segment.ts';
import { LineReadings, type Reading } from '../tracking/line-readings.ts';
import { ComingWeb } from './coming-web.ts';
import { GaugeJoining } from './gauge-joining.ts';
import { type LineLayout, layoutOf } from './line-layout.ts';
import type { LineModel } from './line-model.ts';
import { PieceLedger } from './piece-ledger.ts';
import { PresentConditions } from './present-conditions.ts';
import { ProcessChain } from './process-chain.ts';
import { RunStart } from './run-start.ts';
import { passStages, type Stage, skipStages, stagesOf } from './stages.ts';
import { StationForecast } from './station-forecast.ts';
import type { MachineWeb, NoOutlook, Outlook, WebFollower, WebState } from './web-follower.ts';
import { longestHold, longestSilence, speedDelay, type WebRun, type WebStep } from './web-run.ts';

/** A coil's new name and its counter's new beginning come within this time [s]. */
const coilChangeSettling = 3;

/**
 * Follows every segment of one line from the die to the last gauge. It is a function of the batches alone, in their
 * order: fed the same batches again, it gives the same segments to the last bit.
 */
export class LineTwin implements WebFollower {
  readonly #model: LineModel;
  readonly #layout: LineLayout;
  readonly #readings: LineReadings;
  readonly #present: PresentConditions;
  readonly #ledger: PieceLedger;
  readonly #gauges: GaugeJoining;
  readonly #chain: ProcessChain;
  readonly #coming: ComingWeb;
  readonly #stages: readonly Stage[];
  readonly #runStart: RunStart;
  #run: WebRun | undefined;
  /** Newest time that was believed [s]. */
  #time = -Infinity;
  /** When the coil's name changed last [s]. */
  #coilChangedAt = -Infinity;

  constructor(model: LineModel) {
    this.#model = model;
    this.#layout = layoutOf(model.path);
    this.#readings = new LineReadings(model.line);
    this.#present = new PresentConditions(this.#readings, this.#layout);
    this.#ledger = new PieceLedger(model.path, this.#layout.zones.length);
    this.#gauges = new GaugeJoining(model, this.#layout, this.#ledger);
    this.#chain = new ProcessChain(model, this.#layout, this.#present);
    this.#coming = new ComingWeb(this.#ledger, this.#chain, this.#present);
    const forecast = new StationForecast(this.#chain, this.#layout, this.#present);
    this.#stages = stagesOf(this.#layout, forecast, this.#gauges);
    this.#runStart = new RunStart(model.path, this.#readings);
  }

  /**
   * Takes a batch and follows the web as far as it tells.
   * @returns the segments that are new or changed, in web order
   */
  accept(batch: SequencedBatch): readonly Segment[] {
    this.#ledger.forgetChanges();
    for (const sample of batch.samples) {
      const reading = this.#readings.take(sample);
      if (reading === undefined) continue;
      if (reading.timeIsBelieved) this.#time = Math.max(this.#time, reading.time);
      if (reading.parts.unit === 'line') this.#readLine(reading);
      else this.#gauges.read(reading, this.#run);
    }
    const run = this.#run;
    if (run !== undefined && !run.silent) {
      const carried = Math.min(this.#time - speedDelay, run.latest + longestHold);
      this.#follow(run, Math.max(run.latest, carried));
      this.#coming.forecastAgainAfterSettingChange(run);
    }
    return this.#ledger.publishChanges();
  }

  /** What the errors of the predictions have cost since start. */
  get work(): ProcessChain['work'] {
    return this.#chain.work;
  }

  /** Where the web stands; undefined before the first good web speed. */
  web(): WebState | undefined {
    if (this.#run === undefined) return undefined;
    const { coil, metre, speed, followed } = this.#run;
    return { coil, metre, speed, time: followed };
  }

  /** Segments in web order: those behind the last station that are kept, then those on the line, oldest first. */
  segments(): readonly Segment[] {
    return this.#ledger.segments();
  }

  /** Those between the die and the last gauge, also where they belong to the coil before. */
  segmentsOnLine(): readonly Segment[] {
    const { path } = this.#model;
    const last = (this.#run?.metre ?? Infinity) - pathLength(path) - path.segmentLength;
    return this.segments().filter((segment) => segment.to >= last);
  }

  machines(): readonly MachineWeb[] {
    return [];
  }

  /** The coming web as the advisor needs it, or why there is none to look at. */
  outlook(): Outlook | NoOutlook {
    const run = this.#run;
    const time = Math.max(this.#time, run?.followed ?? -Infinity);
    if (run === undefined || run.silent) return { time, reason: 'the web speed is not known' };
    const porosity = this.#coming.porosity(run);
    if ('reason' in porosity) return { time, reason: porosity.reason };
    const metreAtCalender = run.metre - this.#layout.calender.at;
    const coilAtCalender = this.#ledger.holding(metreAtCalender)?.coil ?? run.coil;
    return { ...this.web()!, ...porosity, metreAtCalender, coilAtCalender };
  }

  #readLine(reading: Reading): void {
    const { parts, time, value } = reading;
    if (parts.name === 'webSpeed') this.#readSpeed(reading);
    else if (parts.name === 'webLength' && typeof value === 'number') {
      this.#run?.readCounter(time, value);
      this.#anchorAnewIfReset(time);
    } else if (parts.name === 'coilId' && typeof value === 'string') this.#readCoil(time, value);
  }

  #readSpeed({ time, value }: Reading): void {
    const { min, max } = processVariables.webSpeed;
    if (typeof value !== 'number' || !(value >= min && value <= max)) {
      this.#run?.fallSilent(time);
      return;
    }
    const run = this.#run;
    const heardLast = run?.latest ?? time;
    if (
      run !== undefined &&
      (run.endSilence(time) > longestSilence || time > heardLast + longestHold)
    )
      this.#loseWeb();
    if (this.#run === undefined) this.#startWhenKnown(time, value);
    else if (time > this.#run.latest) {
      this.#follow(this.#run, time);
      // Metres that were given out stay: a speed that comes after them acts from where the web has been followed to.
      this.#run.readSpeed(this.#run.followed, value);
    }
  }

  /**
   * Another coil begins at the die. Where the counter goes on, so do the metres, and what is on the line keeps the coil
   * that it was coated under; where it counts anew, the web is followed anew from there.
   */
  #readCoil(time: number, coil: string): void {
    if (this.#run === undefined || coilNamed(this.#run.coil) === coil) return;
    this.#coilChangedAt = time;
    this.#run.changeCoil(coil);
    this.#anchorAnewIfReset(time);
  }

  #anchorAnewIfReset(time: number): void {
    const justChanged = time <= this.#coilChangedAt + coilChangeSettling;
    if (justChanged && this.#run?.counterDisagrees === true) this.#loseWeb();
  }

  /** The web that passed was not seen: what is on the line now is unknown again. */
  #loseWeb(): void {
    this.#runStart.waitAgain(this.#ledger.newest());
    this.#ledger.clearLine();
    this.#run = undefined;
  }

  /** Web that is already on the line when a run begins was coated unseen, and stays unknown. */
  #startWhenKnown(time: number, speed: number): void {
    this.#run = this.#runStart.begin(time, speed);
    if (this.#run === undefined) return;
    const { coil, metre } = this.#run;
    const { segmentLength } = this.#model.path;
    // Web in front of metre 0 belongs to no metre of this coil.
    const first = Math.max(0, Math.floor((metre - pathLength(this.#model.path)) / segmentLength));
    const next = Math.ceil(metre / segmentLength);
    for (let index = first; index < next; index++) {
      skipStages(this.#stages, this.#ledger.begin(coil, index), metre);
    }
  }

  /** Follows the web to a source time [s]. */
  #follow(run: WebRun, to: number): void {
    for (const step of run.follow(to)) {
      this.#expose(run, step);
      this.#passStages(run, step.end);
    }
  }

  /** Adds the present conditions to the pieces that meet them. */
  #expose(run: WebRun, { begin, end, seconds }: WebStep): void {
    const metre = (begin + end) / 2;
    this.#ledger.atDie(run.coil, metre)?.atDie.add(this.#present.atDie(run.speed), seconds);
    for (const [i, zone] of this.#layout.zones.entries()) {
      const conditions = this.#present.inZone(zone.id);
      for (const piece of this.#ledger.between(metre - zone.end, metre - zone.start)) {
        piece.inZone[i]!.add(conditions, seconds);
      }
    }
    const inNip = this.#ledger.holding(metre - this.#layout.calender.at);
    inNip?.inNip.add(this.#present.inNip(), seconds);
  }

  #passStages(run: WebRun, metre: number): void {
    let coated = false;
    for (const piece of this.#ledger.onLine()) {
      const before = piece.stagesPassed;
      if (passStages(this.#stages, piece, metre, run) === 0) continue;
      coated ||= before === 0;
      this.#ledger.markChanged(piece);
    }
    this.#ledger.retire((piece) => piece.stagesPassed >= this.#stages.length);
    if (coated) this.#coming.forecastAgain(run);
  }
}
