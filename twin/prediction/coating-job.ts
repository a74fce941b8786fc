import type { Segment, Uncertain, WebSide } from '../domain/segment.ts';
import type { LineReadings, Reading } from '../tracking/line-readings.ts';
import { abortedMachine } from './aborted-machine.ts';
import { CoatingForecast } from './coating-forecast.ts';
import type { CoatedSide, CoilPlace, CoilStore, CoilWeb } from './coil-web.ts';
import { canBeLoading } from './derived-porosity.ts';
import { weigh } from './gauge-joining.ts';
import type { Job, JobWork } from './job-follower.ts';
import type { LineLayout } from './line-layout.ts';
import type { LineModel, MachinesModel } from './line-model.ts';
import type { PresentConditions } from './present-conditions.ts';
import type { ProcessChain } from './process-chain.ts';
import type { SegmentShelf } from './segment-shelf.ts';
import { coatingStages, passStages, type Stage, scanSettling } from './stages.ts';
import { unknownCoil } from './unknown-coil.ts';
import { WebPiece } from './web-piece.ts';
import type { WebRun, WebStep } from './web-run.ts';

/** A lane that was not below the head weighs what the head read of it last, no farther back than this [m]. */
const longestReach = 5;

const unknownSide: CoatedSide = {
  side: 'A',
  coating: undefined,
  loadings: [],
  measuredLoadings: [],
};

interface CoatingSurroundings {
  readonly model: LineModel;
  readonly machines: MachinesModel;
  readonly layout: LineLayout;
  readonly readings: LineReadings;
  readonly present: PresentConditions;
  readonly chain: ProcessChain;
  readonly coils: CoilStore;
  readonly shelf: SegmentShelf;
}

/**
 * The coating machine: side A on foil, side B on what comes back of side A. What it expects of a piece is the dry coating as
 * it leaves the machine.
 */
export class CoatingJob implements JobWork {
  readonly #parts: CoatingSurroundings;
  readonly #stages: readonly Stage[];
  /** Pieces between die and weight gauge, the oldest first. */
  #pieces: WebPiece[] = [];
  #coil: CoilWeb | undefined;
  #job: Job | undefined;
  #side: WebSide = 'A';
  /** Newest reading of each lane and the metre that it was taken at. */
  #read: ({ readonly metre: number; readonly loading: Uncertain } | undefined)[] = [];

  constructor(parts: CoatingSurroundings) {
    this.#parts = parts;
    const { chain, layout, model } = parts;
    const forecast = new CoatingForecast(chain, layout, (piece, station, run) =>
      this.#predict(piece, station, run),
    );
    const { id, at } = layout.weightGauge;
    this.#stages = [
      ...coatingStages(layout, forecast),
      {
        at,
        settling: scanSettling,
        pass: (piece, run) => {
          weigh(piece, model.weightGauge, run);
          if (piece.dry !== undefined) this.#predict(piece, id, run);
        },
      },
    ];
  }

  get side(): WebSide {
    return this.#side;
  }

  begin(job: Job): void {
    const { machines, readings, coils, model } = this.#parts;
    this.#job = job;
    this.#side = readings.text(machines.coating.id, 'side') === 'B' ? 'B' : 'A';
    this.#coil = coils.wound(job.coil);
    this.#read = Array.from({ length: model.path.lanes }, () => undefined);
  }

  enter(index: number): void {
    const { model, layout } = this.#parts;
    const { segmentLength, lanes } = model.path;
    const zones = layout.zones.length;
    const piece = new WebPiece(this.#coil!.id, index, segmentLength, zones, lanes, this.#side);
    if (this.#side === 'B') {
      const back = this.#weightOf(this.#under(index)?.sides[0]);
      if (back !== undefined) piece.backLoading = back;
      else {
        piece.lastingWarnings.push(unknownCoil(this.#parts.machines.coating.id, this.#job!.input));
      }
    }
    this.#pieces.push(piece);
    this.#parts.shelf.tell(piece.snapshot());
  }

  move(run: WebRun, { begin, end, seconds }: WebStep): void {
    const { layout, present } = this.#parts;
    const middle = (begin + end) / 2;
    for (const piece of this.#pieces) {
      const at = middle - piece.middle;
      if (middle >= piece.from && middle < piece.to) {
        piece.atDie.add(present.atDie(run.speed), seconds);
      }
      for (const [z, zone] of layout.zones.entries()) {
        if (at > zone.start && at <= zone.end)
          piece.inZone[z]!.add(present.inZone(zone.id), seconds);
      }
      if (passStages(this.#stages, piece, end, run) > 0) this.#parts.shelf.tell(piece.snapshot());
    }
    this.#retire();
  }

  /** Puts a lane's reading on the piece that was below the head at that time. */
  read({ parts: { lane, unit, name }, time, value }: Reading, run: WebRun): void {
    const { weightGauge } = this.#parts.layout;
    if (lane === undefined || typeof value !== 'number') return;
    if (unit !== weightGauge.id || name !== 'loading') return;
    const atDie = run.metreAt(time);
    if (atDie === undefined) return;
    const metre = atDie - weightGauge.at;
    const piece = this.#pieces.find(({ from, to }) => metre >= from && metre < to);
    piece?.weightReadings[lane - 1]?.add(value);
    if (piece === undefined || !canBeLoading(value)) return;
    const { repeatability, calibration } = this.#parts.model.weightGauge;
    const standardError = Math.hypot(repeatability, calibration);
    this.#read[lane - 1] = { metre, loading: { value, standardError } };
  }

  lose(): void {
    for (const piece of this.#pieces) this.#parts.shelf.finish(piece.snapshot());
    this.#pieces = [];
  }

  abort(): void {
    const reason = abortedMachine(this.#parts.machines.coating.id);
    for (const piece of this.#pieces) {
      piece.forget(reason);
      this.#keep(piece, unknownSide);
    }
    this.#pieces = [];
  }

  end(pieces: number | undefined): void {
    for (const piece of this.#pieces) this.#keep(piece);
    this.#pieces = [];
    this.#coil?.close(pieces);
  }

  segments(): readonly Segment[] {
    return this.#pieces.map((piece) => piece.snapshot());
  }

  /** What comes off the unwinder with side A coated. */
  #under(index: number): CoilPlace | undefined {
    const { coils, machines } = this.#parts;
    return coils.find(this.#job!.input)?.unwound(index, machines.lanesSwapped);
  }

  /** Mean over the lanes of a side; their errors are taken for one, as those of constants and of a calibration are. */
  #weightOf(side: CoatedSide | undefined): Uncertain | undefined {
    if (side?.coating === undefined) return undefined;
    const { lanes } = this.#parts.chain.lanesOf(side.coating, side.loadings);
    const mean = (of: (lane: (typeof lanes)[number]) => number): number =>
      lanes.reduce((sum, lane) => sum + of(lane), 0) / lanes.length;
    return {
      value: mean(({ loading }) => loading),
      standardError: mean(({ standardError }) => standardError?.loading ?? 0),
    };
  }

  #predict(piece: WebPiece, station: string, run: WebRun): void {
    const { chain } = this.#parts;
    piece.predictedAtStation = station;
    const predicted = chain.lanesOf(chain.coating(piece)!, this.#loadings(piece));
    piece.predict(predicted, run.followed * 1000);
  }

  /** What a gauge says that each lane weighs: as read on it or near before it. */
  #loadings(piece: WebPiece): (Uncertain | undefined)[] {
    const passed = piece.stagesPassed === this.#stages.length;
    return piece.lanes.map(({ measuredLoading }, i) => {
      if (measuredLoading !== undefined && canBeLoading(measuredLoading.value)) {
        return measuredLoading;
      }
      const near = passed ? this.#read[i] : undefined;
      const isNear = near !== undefined && Math.abs(near.metre - piece.middle) <= longestReach;
      return isNear ? near.loading : undefined;
    });
  }

  /** Oldest pieces that are done go to the coil. */
  #retire(): void {
    while (this.#pieces[0]?.stagesPassed === this.#stages.length) {
      this.#keep(this.#pieces.shift()!);
    }
  }

  /** @param under - side A beneath side B */
  #keep(piece: WebPiece, under = this.#under(piece.index)?.sides[0] ?? unknownSide): void {
    const { side = 'A', lanes } = piece;
    const own: CoatedSide = {
      side,
      coating: this.#parts.chain.coating(piece),
      loadings: this.#loadings(piece),
      measuredLoadings: lanes.map(({ measuredLoading }) => measuredLoading),
    };
    this.#coil!.put(piece.index, { sides: side === 'A' ? [own] : [under, own], stretch: 1 });
    this.#parts.shelf.finish(piece.snapshot());
  }
}
