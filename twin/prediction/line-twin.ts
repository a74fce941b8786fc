import { pathLength } from '../../physics/process/web-path.ts';
import type { SequencedBatch } from '../domain/sample.ts';
import type { Segment } from '../domain/segment.ts';
import { LineReadings, type Reading } from '../tracking/line-readings.ts';
import { type ComingPorosity, ComingWeb } from './coming-web.ts';
import { GaugeJoining } from './gauge-joining.ts';
import { type LineLayout, layoutOf } from './line-layout.ts';
import type { LineModel } from './line-model.ts';
import { PieceLedger } from './piece-ledger.ts';
import { PresentConditions } from './present-conditions.ts';
import { ProcessChain } from './process-chain.ts';
import { RunStart } from './run-start.ts';
import { passStages, type Stage, skipStages, stagesOf } from './stages.ts';
import { StationForecast } from './station-forecast.ts';
import type { WebRun, WebStep } from './web-run.ts';

/** Where the web stands. */
export interface WebState {
  readonly coil: string;
  /** Coil metre at the die. */
  readonly metre: number;
  /** [m.s-1] */
  readonly speed: number;
  /** Source time [s]. */
  readonly time: number;
}

/** What the advisor looks at: the web between the die and the nip, and what a line load would make of it. */
export interface Outlook extends WebState, ComingPorosity {
  /** Coil metre that is in the nip now: the first that a change can reach. */
  readonly metreAtCalender: number;
}

/** A silent web speed this long [s] loses the position: the web that passed meanwhile was not seen. */
const longestSilence = 2;

/**
 * Follows every segment of one line from the die to the last gauge. It is a function of the batches alone, in their
 * order: fed the same batches again, it gives the same segments to the last bit.
 */
export class LineTwin {
  readonly #model: LineModel;
  readonly #layout: LineLayout;
  readonly #readings: LineReadings;
  readonly #present: PresentConditions;
  readonly #ledger: PieceLedger;
  readonly #gauges: GaugeJoining;
  readonly #coming: ComingWeb;
  readonly #stages: readonly Stage[];
  readonly #runStart: RunStart;
  #run: WebRun | undefined;

  constructor(model: LineModel) {
    this.#model = model;
    this.#layout = layoutOf(model.path);
    this.#readings = new LineReadings(model.line);
    this.#present = new PresentConditions(this.#readings, this.#layout);
    this.#ledger = new PieceLedger(model.path, this.#layout.zones.length);
    this.#gauges = new GaugeJoining(model, this.#layout, this.#ledger);
    const chain = new ProcessChain(model, this.#layout, this.#present);
    this.#coming = new ComingWeb(this.#ledger, chain, this.#present);
    const forecast = new StationForecast(chain, this.#layout, this.#present);
    this.#stages = stagesOf(this.#layout, forecast, this.#gauges);
    this.#runStart = new RunStart(model.path, this.#readings);
  }

  /**
   * Takes a batch and follows the web as far as it tells.
   * @returns the segments that are new or changed, in web order
   */
  accept(batch: SequencedBatch): readonly Segment[] {
    this.#ledger.forgetChanges();
    let newest = 0;
    for (const sample of batch.samples) {
      const reading = this.#readings.take(sample);
      if (reading === undefined) continue;
      newest = Math.max(newest, reading.time);
      if (reading.parts.unit === 'line' && reading.parts.name === 'webSpeed')
        this.#readSpeed(reading);
      else this.#gauges.read(reading, this.#run);
    }
    const run = this.#run;
    if (run !== undefined && !run.silent) {
      this.#follow(run, Math.max(run.latest, newest - 1));
      this.#coming.forecastAgainAfterSettingChange(run);
    }
    return this.#ledger.publishChanges();
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

  /** The coming web as the advisor needs it; undefined while the press or the web is not known. */
  outlook(): Outlook | undefined {
    const web = this.web();
    const porosity = this.#run && this.#coming.porosity(this.#run);
    if (web === undefined || porosity === undefined) return undefined;
    return { ...web, ...porosity, metreAtCalender: web.metre - this.#layout.calender.at };
  }

  #readSpeed({ time, value }: Reading): void {
    if (typeof value !== 'number' || value < 0) {
      this.#run?.fallSilent(time);
      return;
    }
    if (this.#run !== undefined && this.#run.endSilence(time) > longestSilence) this.#loseWeb();
    if (this.#run === undefined) this.#startWhenKnown(time, value);
    else if (time > this.#run.latest) {
      this.#follow(this.#run, time);
      this.#run.readSpeed(time, value);
    }
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
    const first = Math.floor((metre - pathLength(this.#model.path)) / segmentLength);
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
