import type { LaneState, Segment, SegmentWarning, WebSide } from '../domain/segment.ts';
import type { LineReadings, Reading } from '../tracking/line-readings.ts';
import { abortedMachine } from './aborted-machine.ts';
import type { CoatedSide, CoilPlace, CoilStore, CoilWeb } from './coil-web.ts';
import { ConditionMeans } from './condition-means.ts';
import type { PressCondition, PressedLanes } from './forecast.ts';
import { GaugeMean } from './gauge-mean.ts';
import type { Job, JobWork } from './job-follower.ts';
import { layoutOnMachine } from './line-layout.ts';
import type { LineModel, MachinesModel } from './line-model.ts';
import { missingReading } from './missing-reading.ts';
import type { PresentConditions } from './present-conditions.ts';
import type { ProcessChain } from './process-chain.ts';
import { refusal } from './refusal.ts';
import type { SegmentShelf } from './segment-shelf.ts';
import { scanSettling } from './stages.ts';
import { unknownCoil } from './unknown-coil.ts';
import { nipConditions, unknownLane } from './web-piece.ts';
import type { WebRun, WebStep } from './web-run.ts';

interface CalenderingSurroundings {
  readonly model: LineModel;
  readonly machines: MachinesModel;
  readonly readings: LineReadings;
  readonly present: PresentConditions;
  readonly chain: ProcessChain;
  readonly coils: CoilStore;
  readonly shelf: SegmentShelf;
}

/** What the rolls made of one side. */
interface PressedSide {
  readonly side: WebSide;
  readonly lanes: LaneState[];
  warnings: readonly SegmentWarning[];
}

/** A piece of both sides on the calendering machine. */
interface PressedPiece {
  readonly index: number;
  /** As it came off the unwinder; undefined where it is not known. */
  place: CoilPlace | undefined;
  readonly inNip: ConditionMeans;
  readonly thicknessReadings: readonly GaugeMean[];
  readonly sides: readonly PressedSide[];
  stage: 'before' | 'pressed' | 'gauged';
  /** On the coil that is wound [m]; known behind the nip. */
  from: number;
  to: number;
  stretch: number;
  predictedAt: number | undefined;
  measuredAt: number | undefined;
}

/**
 * The calendering machine: presses both sides of a coil together, in one pass or more. Metres of the coil that it winds
 * are longer than those that enter by what the nip lengthens the foil.
 */
export class CalenderingJob implements JobWork {
  readonly #parts: CalenderingSurroundings;
  readonly #nipAt: number;
  readonly #gaugeAt: number;
  readonly #calender: string;
  readonly #gauge: string;
  #pieces: PressedPiece[] = [];
  #job: Job | undefined;
  #coil: CoilWeb | undefined;
  #pass = 1;
  /** Where the next piece begins on the coil [m]. */
  #wound: number | undefined;

  constructor(parts: CalenderingSurroundings) {
    this.#parts = parts;
    const { calender, thicknessGauge } = layoutOnMachine(parts.machines.calendering.path);
    this.#calender = calender.id;
    this.#gauge = thicknessGauge.id;
    this.#nipAt = calender.at;
    this.#gaugeAt = thicknessGauge.at;
  }

  get pass(): number {
    return this.#pass;
  }

  begin(job: Job): void {
    const { machines, readings, coils } = this.#parts;
    if (job.coil !== this.#job?.coil) this.#wound = undefined;
    this.#job = job;
    const told = Number(readings.text(machines.calendering.id, 'pass'));
    this.#pass = Number.isInteger(told) && told >= 1 ? told : 1;
    this.#coil = coils.wound(job.coil);
  }

  enter(index: number): void {
    const { coils, model } = this.#parts;
    const { lanes } = model.path;
    const place = coils.find(this.#job!.input)?.unwound(index, false);
    const unknown = [unknownCoil(this.#parts.machines.calendering.id, this.#job!.input)];
    const sides = (place?.sides.map(({ side }) => side) ?? ['A', 'B']).map((side) => ({
      side: side as WebSide,
      lanes: Array.from({ length: lanes }, (_, i) => ({
        ...unknownLane,
        measuredLoading: place?.sides.find((coated) => coated.side === side)?.measuredLoadings[i],
      })),
      warnings: place === undefined ? unknown : [],
    }));
    this.#pieces.push({
      index,
      place,
      inNip: new ConditionMeans(nipConditions.length),
      thicknessReadings: Array.from({ length: lanes }, () => new GaugeMean()),
      sides,
      stage: 'before',
      from: 0,
      to: 0,
      stretch: place?.stretch ?? 1,
      predictedAt: undefined,
      measuredAt: undefined,
    });
  }

  move(run: WebRun, { begin, end, seconds }: WebStep): void {
    const { segmentLength } = this.#parts.model.path;
    const inNip = (begin + end) / 2 - this.#nipAt;
    for (const piece of this.#pieces) {
      const from = piece.index * segmentLength;
      if (inNip >= from && inNip < from + segmentLength) {
        piece.inNip.add(this.#parts.present.inNip(), seconds);
      }
      const tail = end - from - segmentLength;
      if (piece.stage === 'before' && tail >= this.#nipAt) this.#press(piece, run);
      if (piece.stage === 'pressed' && tail >= this.#gaugeAt + scanSettling * run.speed) {
        this.#gauged(piece, run);
      }
    }
    while (this.#pieces[0]?.stage === 'gauged') this.#keep(this.#pieces.shift()!);
  }

  /** Puts a lane's reading on the piece that was below the head at that time. */
  read({ parts: { lane, unit, name }, time, value }: Reading, run: WebRun): void {
    if (lane === undefined || typeof value !== 'number') return;
    if (unit !== this.#gauge || name !== 'thickness') return;
    const entered = run.metreAt(time);
    if (entered === undefined) return;
    const index = Math.floor((entered - this.#gaugeAt) / this.#parts.model.path.segmentLength);
    const piece = this.#pieces.find((candidate) => candidate.index === index);
    piece?.thicknessReadings[lane - 1]?.add(value);
  }

  lose(): void {
    for (const piece of this.#pieces.filter(({ stage }) => stage !== 'before')) this.#keep(piece);
    this.#pieces = [];
    this.#wound = undefined;
  }

  abort(): void {
    const reason = abortedMachine(this.#parts.machines.calendering.id);
    for (const piece of this.#pieces) {
      for (const side of piece.sides) {
        for (const [i] of side.lanes.entries()) side.lanes[i] = unknownLane;
        side.warnings = [reason];
      }
      if (piece.stage === 'before') this.#lay(piece);
      piece.place = undefined;
      piece.measuredAt = undefined;
      this.#keep(piece);
    }
    this.#pieces = [];
  }

  end(pieces: number | undefined): void {
    for (const piece of this.#pieces) this.#keep(piece);
    this.#pieces = [];
    this.#coil?.close(pieces);
  }

  /** Of what has passed the nip: before, it lies on no metre of the coil that is wound. */
  segments(): readonly Segment[] {
    return this.#pieces
      .filter(({ stage }) => stage !== 'before')
      .flatMap((piece) => this.#snapshots(piece));
  }

  #press(piece: PressedPiece, run: WebRun): void {
    const { chain } = this.#parts;
    const means = piece.inNip.means();
    piece.stage = 'pressed';
    if (means === undefined) {
      for (const side of piece.sides) {
        side.warnings = [...side.warnings, missingReading(this.#calender, nipConditions)];
      }
    } else {
      const [lineLoad, rollTemperature] = means as [number, number];
      const coatedSides = piece.sides.length > 1 ? 2 : 1;
      const press = { lineLoad, rollTemperature, passes: this.#pass, coatedSides } as const;
      for (const [s, side] of piece.sides.entries()) this.#pressSide(piece, s, side, press, run);
      refusal(() => {
        piece.stretch = Math.max(piece.stretch, 1 + chain.elongation(press).value);
      });
    }
    this.#lay(piece);
    for (const segment of this.#snapshots(piece)) this.#parts.shelf.tell(segment);
  }

  /** Gives a piece its metres on the coil, behind the piece before it. */
  #lay(piece: PressedPiece): void {
    const { segmentLength } = this.#parts.model.path;
    piece.from = this.#wound ?? piece.index * segmentLength * piece.stretch;
    piece.to = piece.from + segmentLength * piece.stretch;
    this.#wound = piece.to;
  }

  #pressSide(
    piece: PressedPiece,
    s: number,
    side: PressedSide,
    press: PressCondition,
    run: WebRun,
  ): void {
    const coated = piece.place?.sides[s];
    if (coated === undefined) return;
    if (coated.coating === undefined) {
      const { id } = this.#parts.machines.calendering;
      side.warnings = [...side.warnings, unknownCoil(id, this.#job!.input)];
      return;
    }
    const reason = refusal(() => {
      const { lanes, warnings } = this.#lanes(coated, piece.place!.stretch, press);
      for (const [i, predicted] of lanes.entries()) {
        side.lanes[i] = { ...side.lanes[i]!, predicted };
      }
      side.warnings = [...side.warnings, ...coated.coating!.dry.warnings, ...warnings];
      piece.predictedAt = run.followed * 1000;
    });
    if (reason !== undefined) side.warnings = [...side.warnings, reason];
  }

  /** Repeated passes act on the coating as it was dried, and lengthen the foil as far as the hardest of them does. */
  #lanes({ coating, loadings }: CoatedSide, stretch: number, press: PressCondition): PressedLanes {
    const { lanes, warnings } = this.#parts.chain.lanesOf(coating!, loadings, press);
    const stretched = lanes.map(({ loading, thickness, porosity, elongation, standardError }) => {
      const longer = Math.max(1, stretch / (1 + elongation));
      return {
        loading: loading / longer,
        thickness: thickness / longer,
        porosity,
        elongation: (1 + elongation) * longer - 1,
        ...(standardError === undefined
          ? {}
          : {
              standardError: {
                loading: standardError.loading / longer,
                thickness: standardError.thickness / longer,
                porosity: standardError.porosity,
              },
            }),
      };
    });
    return { lanes: stretched, warnings };
  }

  #gauged(piece: PressedPiece, run: WebRun): void {
    piece.stage = 'gauged';
    let isRead = false;
    for (const [i, readings] of piece.thicknessReadings.entries()) {
      const measuredTotalThickness = readings.result(this.#parts.model.thicknessGauge);
      if (measuredTotalThickness === undefined) continue;
      isRead = true;
      for (const { lanes } of piece.sides) lanes[i] = { ...lanes[i]!, measuredTotalThickness };
    }
    if (isRead) piece.measuredAt = run.followed * 1000;
  }

  #keep(piece: PressedPiece): void {
    if (piece.place !== undefined && this.#coil !== undefined) {
      this.#coil.put(piece.index, { sides: piece.place.sides, stretch: piece.stretch });
    }
    for (const segment of this.#snapshots(piece)) this.#parts.shelf.finish(segment);
  }

  #snapshots(piece: PressedPiece): Segment[] {
    const { index, from, to, predictedAt, measuredAt } = piece;
    return piece.sides.map(({ side, lanes, warnings }): Segment => {
      const predicted = lanes.some((lane) => lane.predicted !== undefined);
      return {
        coil: this.#coil!.id,
        side,
        index,
        from,
        to,
        knowledge: predicted ? 'predicted' : 'unknown',
        predictedAtStation: predicted ? this.#calender : undefined,
        predictedAt: predicted ? predictedAt : undefined,
        measuredAt,
        lanes: [...lanes],
        warnings: [...warnings],
      };
    });
  }
}
