import { PhysicsError } from '../../physics/core/errors.ts';
import type { DryerZone } from '../../physics/process/drying-film.ts';
import { pathLength, stationsOf, theStation } from '../../physics/process/web-path.ts';
import type { SequencedBatch } from '../domain/sample.ts';
import type { Segment, SegmentWarning } from '../domain/segment.ts';
import { LineReadings, type Reading } from '../tracking/line-readings.ts';
import { WebPosition } from '../tracking/web-position.ts';
import { derivedPorosity, derivedThickness } from './derived-porosity.ts';
import {
  type DieCondition,
  forecastDry,
  forecastFilm,
  forecastLanes,
  meanPorosity,
  type PressCondition,
} from './forecast.ts';
import type { LineModel } from './line-model.ts';
import { coatingConditions, dryerConditions, WebPiece } from './web-piece.ts';

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
export interface Outlook extends WebState {
  readonly lineLoad: number;
  readonly comingSegments: number;
  /** Coil metre that is in the nip now: the first that a change can reach. */
  readonly metreAtCalender: number;
  /** Mean porosity over the coming segments, by the calendering step on the forecast coatings. */
  readonly porosityAt: (lineLoad: number) => number;
  /** The same by the whole chain, anew from the conditions at the die; undefined where a reading that it needs is missing. */
  readonly verifiedPorosityAt: (lineLoad: number) => number | undefined;
}

/** Longest stretch of time that is followed in one go [s], and the share of a segment that it may move. */
const longestStep = 0.5;
const stepShare = 0.25;
/** A silent web speed this long [s] loses the position: the web that passed meanwhile was not seen. */
const longestSilence = 2;
/** So long [s] the first web speed waits for the length counter and the coil's name. */
const longestWaitForCounter = 3;
/** Gauge readings may come this much later [s] than the speed readings of the same time. */
const gaugeSettling = 0.75;
/** A forecast is published again when a lane's porosity has moved by this much. */
const porosityNews = 2e-4;
/** Segments kept behind the last station. */
const keptBehind = 2000;

/** What happens to a segment when its tail passes a point of the path. */
interface Stage {
  readonly station: string;
  /** Distance from the die [m]. */
  readonly at: number;
  readonly settling: number;
  readonly pass: (piece: WebPiece) => void;
}

/**
 * Follows every segment of one line from the die to the last gauge. It is a function of the batches alone, in their
 * order: fed the same batches again, it gives the same segments to the last bit.
 */
export class LineTwin {
  readonly #model: LineModel;
  readonly #readings: LineReadings;
  readonly #zones: readonly { readonly id: string; readonly start: number; readonly end: number }[];
  readonly #weightGaugeAt: number;
  readonly #thicknessGaugeAt: number;
  readonly #calenderAt: number;
  readonly #calender: string;
  readonly #coater: string;
  readonly #weightGauge: string;
  readonly #thicknessGauge: string;
  readonly #stages: readonly Stage[];
  readonly #behind: Segment[] = [];
  readonly #changed = new Set<WebPiece>();
  #pieces: WebPiece[] = [];
  #position: WebPosition | undefined;
  #followed = 0;
  #silentSince: number | undefined;
  #coil = '';
  #runs = 0;
  #firstSpeed: number | undefined;
  /** Newest piece of the run before. */
  #lostAt: WebPiece | undefined;
  #pressAtLastForecast: number | undefined;

  constructor(model: LineModel) {
    this.#model = model;
    this.#readings = new LineReadings(model.line);
    const { path } = model;
    const coater = theStation(path, 'coater');
    const weightGauge = theStation(path, 'weightGauge');
    const calender = theStation(path, 'calender');
    const thicknessGauge = theStation(path, 'thicknessGauge');
    const zones = stationsOf(path, 'dryerZone');
    this.#coater = coater.id;
    this.#weightGauge = weightGauge.id;
    this.#calender = calender.id;
    this.#thicknessGauge = thicknessGauge.id;
    this.#weightGaugeAt = weightGauge.position;
    this.#calenderAt = calender.position;
    this.#thicknessGaugeAt = thicknessGauge.position;
    this.#zones = zones.map(({ id, position, length }) => ({
      id,
      start: position,
      end: position + length,
    }));
    const stage = (station: string, at: number, settling: number, pass: Stage['pass']): Stage => ({
      station,
      at,
      settling,
      pass,
    });
    this.#stages = [
      stage(coater.id, coater.position, 0, (piece) => this.#passCoater(piece)),
      ...zones.map(({ id, position, length }) =>
        stage(id, position + length, 0, (piece) => this.#passDryerZone(piece, id)),
      ),
      stage(weightGauge.id, weightGauge.position, gaugeSettling, (piece) =>
        this.#passWeightGauge(piece),
      ),
      stage(calender.id, calender.position, 0, (piece) => this.#passCalender(piece)),
      stage(thicknessGauge.id, thicknessGauge.position, gaugeSettling, (piece) =>
        this.#passThicknessGauge(piece),
      ),
    ].sort((left, right) => left.at - right.at);
  }

  /**
   * Takes a batch and follows the web as far as it tells.
   * @returns the segments that are new or changed, in web order
   */
  accept(batch: SequencedBatch): readonly Segment[] {
    this.#changed.clear();
    let newest = 0;
    for (const sample of batch.samples) {
      const reading = this.#readings.take(sample);
      if (reading === undefined) continue;
      newest = Math.max(newest, reading.time);
      if (reading.parts.unit === 'line' && reading.parts.name === 'webSpeed')
        this.#readSpeed(reading);
      else this.#readGauge(reading);
    }
    if (this.#position !== undefined && this.#silentSince === undefined) {
      this.#follow(Math.max(this.#position.latest, newest - 1));
      this.#forecastAgainAfterSettingChange();
    }
    const changed = [...this.#changed].sort((left, right) => left.index - right.index);
    return changed.map((piece) => {
      piece.publishedPorosity = piece.lanes.map((lane) => lane.predicted?.porosity);
      return piece.snapshot();
    });
  }

  /** Where the web stands; undefined before the first good web speed. */
  web(): WebState | undefined {
    if (this.#position === undefined) return undefined;
    return {
      coil: this.#coil,
      metre: this.#position.metreAt(this.#followed)!,
      speed: this.#position.speed,
      time: this.#followed,
    };
  }

  /** Segments in web order: those behind the last station that are kept, then those on the line, oldest first. */
  segments(): readonly Segment[] {
    return [...this.#behind, ...this.#pieces.map((piece) => piece.snapshot())];
  }

  /** The coming web as the advisor needs it; undefined while the press or the web is not known. */
  outlook(): Outlook | undefined {
    const web = this.web();
    const press = this.#pressCondition();
    const coming = this.#comingPieces();
    if (web === undefined || press === undefined || coming.length === 0) return undefined;
    const mean = (porosity: (piece: WebPiece) => number): number =>
      coming.reduce((sum, piece) => sum + porosity(piece), 0) / coming.length;
    return {
      ...web,
      lineLoad: press.lineLoad,
      comingSegments: coming.length,
      metreAtCalender: web.metre - this.#calenderAt,
      porosityAt: (lineLoad) =>
        mean((piece) => meanPorosity(this.#lanesOf(piece, { ...press, lineLoad }))),
      verifiedPorosityAt: (lineLoad) => {
        try {
          return mean((piece) => this.#wholeChain(piece, { ...press, lineLoad }));
        } catch (error) {
          if (error instanceof PhysicsError) return undefined;
          throw error;
        }
      },
    };
  }

  // --- position of the web ---------------------------------------------------------------------------------------

  #readSpeed({ time, value }: Reading): void {
    if (typeof value !== 'number' || value < 0) {
      if (this.#position !== undefined) this.#silentSince ??= time;
      return;
    }
    const silentFor = this.#silentSince === undefined ? 0 : time - this.#silentSince;
    this.#silentSince = undefined;
    if (silentFor > longestSilence) this.#loseWeb();
    if (this.#position === undefined) this.#startWhenKnown(time, value);
    else if (time > this.#position.latest) {
      this.#follow(time);
      this.#position.read(time, value);
    }
  }

  /** The web that passed was not seen: what is on the line now is unknown again. */
  #loseWeb(): void {
    this.#lostAt = this.#pieces.at(-1);
    for (const piece of this.#pieces) this.#keepBehind(piece.snapshot());
    this.#pieces = [];
    this.#position = undefined;
    this.#firstSpeed = undefined;
  }

  /** Begins to follow once the length counter and the coil are known, or after a while without them. */
  #startWhenKnown(time: number, speed: number): void {
    this.#firstSpeed ??= time;
    const counter = this.#readings.number('line', 'webLength');
    const coil = this.#readings.text('line', 'coilId');
    const waited = time - this.#firstSpeed >= longestWaitForCounter;
    if ((counter !== undefined && coil !== undefined) || waited) {
      this.#start(time, speed, counter ?? 0, coil ?? 'coil');
    }
  }

  /** Web that is already on the line was coated unseen, and stays unknown. A counter that went back starts a new coil. */
  #start(time: number, speed: number, counter: number, coil: string): void {
    const { segmentLength } = this.#model.path;
    this.#runs++;
    const seenBefore = this.#lostAt?.coil.split('~')[0] === coil && counter < this.#lostAt.from;
    this.#coil = seenBefore ? `${coil}~${this.#runs}` : coil;
    this.#position = new WebPosition(time, counter, speed);
    this.#followed = time;
    const first = Math.floor((counter - pathLength(this.#model.path)) / segmentLength);
    const next = Math.ceil(counter / segmentLength);
    for (let index = first; index < next; index++) {
      const piece = this.#newPiece(index);
      const tail = counter - piece.to;
      piece.stagesPassed = this.#stages.filter(({ at }) => tail >= at).length;
      if (piece.stagesPassed === 0) piece.stagesPassed = 1;
    }
  }

  #newPiece(index: number): WebPiece {
    const { segmentLength, lanes } = this.#model.path;
    const piece = new WebPiece(this.#coil, index, segmentLength, this.#zones.length, lanes);
    this.#pieces.push(piece);
    this.#changed.add(piece);
    return piece;
  }

  /** Follows the web to a source time [s], in steps short against a segment. */
  #follow(to: number): void {
    const position = this.#position!;
    const { segmentLength } = this.#model.path;
    while (this.#followed < to) {
      const travel =
        position.speed > 0 ? (stepShare * segmentLength) / position.speed : longestStep;
      const next = Math.min(to, this.#followed + Math.min(longestStep, travel));
      const begin = position.metreAt(this.#followed)!;
      const end = position.metreAt(next)!;
      this.#expose((begin + end) / 2, next - this.#followed);
      this.#followed = next;
      this.#passStages(end, position.speed);
    }
    position.forgetBefore(position.metreAt(this.#followed)! - 2 * pathLength(this.#model.path));
  }

  /** Adds the present conditions to the pieces that meet them, the die being at `metre`. */
  #expose(metre: number, seconds: number): void {
    const index = Math.floor(metre / this.#model.path.segmentLength);
    const atDie = this.#pieces.at(-1)?.index === index ? this.#pieces.at(-1)! : undefined;
    const piece =
      atDie ??
      (index > (this.#pieces.at(-1)?.index ?? -Infinity) ? this.#newPiece(index) : undefined);
    piece?.atDie.add(this.#dieReadings(), seconds);
    for (const [i, zone] of this.#zones.entries()) {
      const conditions = dryerConditions.map((name) => this.#readings.number(zone.id, name));
      for (const passing of this.#piecesBetween(metre - zone.end, metre - zone.start)) {
        passing.inZone[i]!.add(conditions, seconds);
      }
    }
  }

  #dieReadings(): readonly (number | undefined)[] {
    return [
      ...coatingConditions.map((name) => this.#readings.number(this.#coater, name)),
      this.#position!.speed,
    ];
  }

  /** Pieces whose middle lies in [from, to) of the coil. */
  *#piecesBetween(from: number, to: number): Generator<WebPiece> {
    const { segmentLength } = this.#model.path;
    const first = this.#pieces[0]?.index ?? 0;
    const begin = Math.max(0, Math.floor(from / segmentLength) - first);
    for (let i = begin; i < this.#pieces.length; i++) {
      const piece = this.#pieces[i]!;
      if (piece.middle >= to) return;
      if (piece.middle >= from) yield piece;
    }
  }

  #passStages(metre: number, speed: number): void {
    let coated = false;
    for (const piece of this.#pieces) {
      for (;;) {
        const stage = this.#stages[piece.stagesPassed];
        if (stage === undefined || metre - piece.to < stage.at + stage.settling * speed) break;
        piece.stagesPassed++;
        coated ||= piece.stagesPassed === 1;
        stage.pass(piece);
        this.#changed.add(piece);
      }
    }
    while (this.#pieces[0] !== undefined && this.#pieces[0].stagesPassed >= this.#stages.length) {
      const done = this.#pieces.shift()!;
      this.#changed.add(done);
      this.#keepBehind(done.snapshot());
    }
    if (coated) this.#forecastAgain();
  }

  #keepBehind(segment: Segment): void {
    this.#behind.push(segment);
    if (this.#behind.length > keptBehind) this.#behind.shift();
  }

  // --- stages of a segment ---------------------------------------------------------------------------------------

  #passCoater(piece: WebPiece): void {
    const die = this.#dieCondition(piece);
    if (die === undefined) {
      piece.forget(missingReading(this.#coater, coatingConditions));
      return;
    }
    this.#attempt(piece, () => {
      piece.film = forecastFilm(this.#model, die);
      this.#forecast(piece, this.#coater, true);
    });
  }

  #passDryerZone(piece: WebPiece, zone: string): void {
    if (piece.film === undefined) return;
    const met = piece.inZone[this.#zones.findIndex(({ id }) => id === zone)]!;
    if (met.means() === undefined) piece.forget(missingReading(zone, dryerConditions));
    else this.#attempt(piece, () => this.#forecast(piece, zone, true));
  }

  #passWeightGauge(piece: WebPiece): void {
    for (const [i, lane] of piece.lanes.entries()) {
      const measuredLoading = piece.weightReadings[i]!.result(this.#model.weightGauge);
      if (measuredLoading !== undefined) {
        piece.lanes[i] = { ...lane, measuredLoading };
        piece.measuredAt = this.#followed * 1000;
      }
    }
    if (piece.dry !== undefined) {
      this.#attempt(piece, () => this.#forecast(piece, this.#weightGauge, false));
    }
  }

  #passCalender(piece: WebPiece): void {
    if (piece.dry !== undefined) {
      this.#attempt(piece, () => this.#forecast(piece, this.#calender, false));
    }
    piece.calendered = true;
  }

  #passThicknessGauge(piece: WebPiece): void {
    const { foilThickness, poreFreeDensity, thicknessGauge } = this.#model;
    for (const [i, lane] of piece.lanes.entries()) {
      const total = piece.thicknessReadings[i]!.result(thicknessGauge);
      if (total === undefined) continue;
      const thickness = derivedThickness(total, foilThickness);
      const porosity =
        lane.measuredLoading === undefined
          ? undefined
          : derivedPorosity(lane.measuredLoading, thickness, poreFreeDensity);
      piece.lanes[i] = {
        ...lane,
        measuredTotalThickness: total,
        derivedThickness: thickness,
        derivedPorosity: porosity,
      };
      piece.measuredAt = this.#followed * 1000;
    }
  }

  #readGauge({ parts, time, value }: Reading): void {
    if (parts.lane === undefined || typeof value !== 'number') return;
    const weight = parts.unit === this.#weightGauge && parts.name === 'loading';
    const thickness = parts.unit === this.#thicknessGauge && parts.name === 'thickness';
    if (!weight && !thickness) return;
    const atDie = this.#position?.metreAt(time);
    if (atDie === undefined) return;
    const metre = atDie - (weight ? this.#weightGaugeAt : this.#thicknessGaugeAt);
    const index = Math.floor(metre / this.#model.path.segmentLength);
    const piece = this.#pieces[index - (this.#pieces[0]?.index ?? 0)];
    (weight ? piece?.weightReadings : piece?.thicknessReadings)?.[parts.lane - 1]?.add(value);
  }

  // --- forecasts -------------------------------------------------------------------------------------------------

  #dieCondition(piece: WebPiece): DieCondition | undefined {
    const means = piece.atDie.means();
    if (means === undefined) return undefined;
    const [pumpFlow, slurryDensity, slurryTemperature, dieGap, webSpeed] = means as [
      number,
      number,
      number,
      number,
      number,
    ];
    return { pumpFlow, slurryDensity, slurryTemperature, dieGap, webSpeed };
  }

  /** The zones as the piece met them, then the others as they stand now, each as long as the piece stays in it. */
  #zonesMet(piece: WebPiece): [zones: readonly DryerZone[], webSpeed: number] {
    const speed = Math.max(this.#position!.speed, this.#dieCondition(piece)!.webSpeed / 10);
    const zones = this.#zones.map((zone, i): DryerZone => {
      const met = piece.inZone[i]!;
      const behind = piece.stagesPassed > i + 1 && met.means() !== undefined;
      const values = behind
        ? met.means()!
        : dryerConditions.map((name) => this.#readings.number(zone.id, name));
      const [airTemperature, airVelocity, solventContent] = values;
      if (
        airTemperature === undefined ||
        airVelocity === undefined ||
        solventContent === undefined
      ) {
        throw new PhysicsError(
          'PHY_OUT_OF_RANGE',
          missingReading(zone.id, dryerConditions).message,
        );
      }
      const length = behind ? met.seconds * speed : zone.end - zone.start;
      return { length, airTemperature, airVelocity, solventContent };
    });
    return [zones, speed];
  }

  #pressCondition(): PressCondition | undefined {
    const lineLoad =
      this.#readings.number(this.#calender, 'lineLoadSetpoint') ??
      this.#readings.number(this.#calender, 'lineLoad');
    const rollTemperature = this.#readings.number(this.#calender, 'rollTemperature');
    if (lineLoad === undefined || rollTemperature === undefined) return undefined;
    return { lineLoad, rollTemperature };
  }

  /** Predicts a piece from where it stands; the dryer is calculated anew only where its conditions have become known. */
  #forecast(piece: WebPiece, station: string, dryAnew: boolean): void {
    const press = this.#pressCondition();
    if (press === undefined) {
      piece.forget(missingReading(this.#calender, ['lineLoad', 'rollTemperature']));
      return;
    }
    if (dryAnew) piece.dry = forecastDry(this.#model, piece.film!, ...this.#zonesMet(piece));
    piece.predict(this.#lanesOf(piece, press));
    piece.predictedAtStation = station;
    piece.predictedAt = this.#followed * 1000;
    piece.warnings = [...piece.film!.warnings, ...piece.dry!.warnings];
  }

  /** Mean porosity of a piece by coating, drying and calendering anew. */
  #wholeChain(piece: WebPiece, press: PressCondition): number {
    const film = forecastFilm(this.#model, this.#dieCondition(piece)!);
    const dry = forecastDry(this.#model, film, ...this.#zonesMet(piece));
    return meanPorosity(forecastLanes(this.#model, dry, measuredLoadings(piece), press));
  }

  #lanesOf(piece: WebPiece, press: PressCondition): ReturnType<typeof forecastLanes> {
    return forecastLanes(this.#model, piece.dry!, measuredLoadings(piece), press);
  }

  /** Known pieces that the nip has not reached. */
  #comingPieces(): readonly WebPiece[] {
    return this.#pieces.filter((piece) => !piece.calendered && piece.dry !== undefined);
  }

  /** Predicts all coming web for the press as it stands now; what has moved is news. */
  #forecastAgain(): void {
    const press = this.#pressCondition();
    this.#pressAtLastForecast = press?.lineLoad;
    for (const piece of this.#comingPieces()) {
      if (press === undefined) {
        piece.predict(piece.lanes.map(() => undefined));
        piece.warnings = [missingReading(this.#calender, ['lineLoad', 'rollTemperature'])];
        this.#changed.add(piece);
        continue;
      }
      this.#attempt(piece, () => piece.predict(this.#lanesOf(piece, press)));
      piece.predictedAt = this.#followed * 1000;
      const news = piece.lanes.some(
        ({ predicted }, i) =>
          !(
            Math.abs((predicted?.porosity ?? 0) - (piece.publishedPorosity[i] ?? -1)) < porosityNews
          ),
      );
      if (news) this.#changed.add(piece);
    }
  }

  #forecastAgainAfterSettingChange(): void {
    if (this.#pressCondition()?.lineLoad !== this.#pressAtLastForecast) this.#forecastAgain();
  }

  /** A prediction that physics refuses leaves the piece unknown, with the reason. */
  #attempt(piece: WebPiece, predict: () => void): void {
    try {
      predict();
    } catch (error) {
      if (!(error instanceof PhysicsError)) throw error;
      piece.forget({ code: error.code, message: error.message, data: error.data });
      this.#changed.add(piece);
    }
  }
}

function measuredLoadings(piece: WebPiece): readonly (number | undefined)[] {
  return piece.lanes.map((lane) => lane.measuredLoading?.value);
}

function missingReading(unit: string, names: readonly string[]): SegmentWarning {
  return {
    code: 'TWIN_READING_MISSING',
    message: `no prediction: ${unit} gave no good value of ${names.join(', ')} while this web was there`,
    data: { unit, names },
  };
}
