import { thicknessOf } from '../../physics/process/solids.ts';
import type { Segment, WebSide } from '../domain/segment.ts';
import type { LineReadings, Reading } from '../tracking/line-readings.ts';
import type { CoilStore, CoilWeb } from './coil-web.ts';
import { canBeLoading } from './derived-porosity.ts';
import { noLoading } from './implausible-reading.ts';
import type { Job, JobWork } from './job-follower.ts';
import type { LineLayout } from './line-layout.ts';
import type { LineModel, MachinesModel } from './line-model.ts';
import { missingReading } from './missing-reading.ts';
import type { PresentConditions } from './present-conditions.ts';
import type { ProcessChain } from './process-chain.ts';
import type { SegmentShelf } from './segment-shelf.ts';
import { scanSettling } from './stages.ts';
import { attemptForecast } from './station-forecast.ts';
import { unknownCoil } from './unknown-coil.ts';
import { coatingConditions, dryerConditions, WebPiece } from './web-piece.ts';
import type { WebRun, WebStep } from './web-run.ts';

/** A lane that was not below the head weighs what the head read of it last, no farther back than this [m]. */
const longestReach = 5;

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
  /** Pieces between die and weight gauge, the oldest first. */
  #pieces: WebPiece[] = [];
  #coil: CoilWeb | undefined;
  #input: CoilWeb | undefined;
  #job: Job | undefined;
  #side: WebSide = 'A';
  /** Newest reading of each lane and the metre that it was taken at. */
  #read: ({ readonly metre: number; readonly loading: number } | undefined)[] = [];

  constructor(parts: CoatingSurroundings) {
    this.#parts = parts;
  }

  get side(): WebSide {
    return this.#side;
  }

  begin(job: Job): void {
    const { machines, readings, coils, model } = this.#parts;
    this.#job = job;
    this.#side = readings.text(machines.coating.id, 'side') === 'B' ? 'B' : 'A';
    this.#coil = coils.wound(job.coil);
    this.#input = this.#side === 'B' ? coils.find(job.input) : undefined;
    this.#read = Array.from({ length: model.path.lanes }, () => undefined);
  }

  enter(index: number): void {
    const { model, layout } = this.#parts;
    const { segmentLength, lanes } = model.path;
    const zones = layout.zones.length;
    const piece = new WebPiece(this.#coil!.id, index, segmentLength, zones, lanes, this.#side);
    if (this.#side === 'B') {
      const under = this.#under(index)?.sides[0]?.loadings;
      if (under === undefined || under.length === 0) {
        piece.lastingWarnings.push(unknownCoil(this.#parts.machines.coating.id, this.#job!.input));
      } else piece.backLoading = under.reduce((sum, loading) => sum + loading, 0) / under.length;
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
      if (this.#pass(piece, end, run)) this.#parts.shelf.tell(piece.snapshot());
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
    if (piece !== undefined && canBeLoading(value))
      this.#read[lane - 1] = { metre, loading: value };
  }

  lose(): void {
    for (const piece of this.#pieces) this.#parts.shelf.finish(piece.snapshot());
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

  #under(index: number) {
    return this.#input?.unwound(index, this.#parts.machines.lanesSwapped);
  }

  /** Takes a piece past the stations that its tail has passed; returns whether there were any. */
  #pass(piece: WebPiece, metre: number, run: WebRun): boolean {
    const { coater, zones, weightGauge } = this.#parts.layout;
    const tail = metre - piece.to;
    const before = piece.stagesPassed;
    if (before === 0 && tail >= coater.at) {
      piece.stagesPassed++;
      this.#passCoater(piece, run);
    }
    while (piece.stagesPassed >= 1 && piece.stagesPassed <= zones.length) {
      const number = piece.stagesPassed - 1;
      if (tail < zones[number]!.end) break;
      piece.stagesPassed++;
      this.#passZone(piece, number, run);
    }
    if (piece.stagesPassed === zones.length + 1) {
      if (tail >= weightGauge.at + scanSettling * run.speed) {
        piece.stagesPassed++;
        this.#passWeightGauge(piece, run);
      }
    }
    return piece.stagesPassed > before;
  }

  #passCoater(piece: WebPiece, run: WebRun): void {
    const { id } = this.#parts.layout.coater;
    attemptForecast(piece, () => {
      piece.film = this.#parts.chain.film(piece);
      if (piece.film === undefined) piece.forget(missingReading(id, coatingConditions));
      else this.#forecast(piece, id, run);
    });
  }

  #passZone(piece: WebPiece, number: number, run: WebRun): void {
    if (piece.film === undefined) return;
    const { id } = this.#parts.layout.zones[number]!;
    if (piece.inZone[number]!.means() === undefined) {
      piece.forget(missingReading(id, dryerConditions));
    } else attemptForecast(piece, () => this.#forecast(piece, id, run));
  }

  #passWeightGauge(piece: WebPiece, run: WebRun): void {
    const { model, layout } = this.#parts;
    for (const [i, lane] of piece.lanes.entries()) {
      const measuredLoading = piece.weightReadings[i]!.result(model.weightGauge);
      if (measuredLoading === undefined) continue;
      piece.lanes[i] = { ...lane, measuredLoading };
      piece.measuredAt = run.followed * 1000;
      const { value } = measuredLoading;
      if (!canBeLoading(value)) piece.lastingWarnings.push(noLoading(i + 1, value));
    }
    if (piece.dry !== undefined) this.#predict(piece, layout.weightGauge.id, run);
  }

  /** The dryer is calculated anew: conditions in it have become known. */
  #forecast(piece: WebPiece, station: string, run: WebRun): void {
    piece.dry = undefined;
    const { chain } = this.#parts;
    piece.dry = chain.dry(piece.film!, chain.passage(piece, run.speed));
    this.#predict(piece, station, run);
  }

  #predict(piece: WebPiece, station: string, run: WebRun): void {
    const { porosity } = piece.dry!;
    const poreFreeDensity = this.#parts.model.poreFreeDensity.value;
    const lanes = this.#loadings(piece, piece.dry!.loading).map((loading) => {
      const thickness = thicknessOf({ loading, porosity, poreFreeDensity });
      return { loading, thickness, porosity, elongation: 0 };
    });
    piece.predictedAtStation = station;
    piece.predict({ lanes, warnings: [] }, run.followed * 1000);
  }

  /** What each lane weighs: as read on it or near before it, else as expected. */
  #loadings(piece: WebPiece, expected: number): number[] {
    const passed = piece.stagesPassed > this.#parts.layout.zones.length + 1;
    return piece.lanes.map(({ measuredLoading }, i) => {
      if (measuredLoading !== undefined && canBeLoading(measuredLoading.value)) {
        return measuredLoading.value;
      }
      const near = passed ? this.#read[i] : undefined;
      const isNear = near !== undefined && Math.abs(near.metre - piece.middle) <= longestReach;
      return isNear ? near.loading : expected;
    });
  }

  /** Oldest pieces that are done go to the coil. */
  #retire(): void {
    const all = this.#parts.layout.zones.length + 2;
    while (this.#pieces[0] !== undefined && this.#pieces[0].stagesPassed >= all) {
      this.#keep(this.#pieces.shift()!);
    }
  }

  #keep(piece: WebPiece): void {
    const { lanes, dry, side } = piece;
    const own = {
      side: side ?? 'A',
      dry,
      loadings:
        dry === undefined ? [] : lanes.map(({ predicted }) => predicted?.loading ?? dry.loading),
      measuredLoadings: lanes.map(({ measuredLoading }) => measuredLoading),
    };
    const under = side === 'B' ? this.#under(piece.index) : undefined;
    const unknown = { side: 'A' as const, dry: undefined, loadings: [], measuredLoadings: [] };
    const sides = side === 'B' ? [under?.sides[0] ?? unknown, own] : [own];
    this.#coil!.put(piece.index, { sides, stretch: 1 });
    this.#parts.shelf.finish(piece.snapshot());
  }
}
