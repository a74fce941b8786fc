import { foilElongation } from '../../physics/process/calendering.ts';
import type { Uncertain } from '../domain/segment.ts';
import type { Reading } from '../tracking/line-readings.ts';
import {
  assumedElongation,
  canBeLoading,
  derivedPorosity,
  derivedThickness,
} from './derived-porosity.ts';
import type { GaugeMean } from './gauge-mean.ts';
import { noLoading, noPorosity } from './implausible-reading.ts';
import type { LineLayout, PointStation } from './line-layout.ts';
import type { GaugeMetrology, LineModel } from './line-model.ts';
import type { PieceLedger } from './piece-ledger.ts';
import type { WebPiece } from './web-piece.ts';
import type { WebRun } from './web-run.ts';

/** A gauge, the name of its readings, and where a piece keeps them by lane. */
interface Gauge {
  readonly station: PointStation;
  readonly name: string;
  readonly readingsOn: (piece: WebPiece) => readonly GaugeMean[];
}

/** Sums up the weight gauge's readings on a piece that has passed it. */
export function weigh(piece: WebPiece, gauge: GaugeMetrology, run: WebRun): void {
  for (const [i, lane] of piece.lanes.entries()) {
    const measuredLoading = piece.weightReadings[i]!.result(gauge);
    if (measuredLoading === undefined) continue;
    piece.lanes[i] = { ...lane, measuredLoading };
    const { value } = measuredLoading;
    if (!canBeLoading(value)) piece.lastingWarnings.push(noLoading(i + 1, value));
    piece.measuredAt = run.followed * 1000;
  }
}

/** Joins what the gauges read to the piece that lay under them, and derives thickness and porosity from it. */
export class GaugeJoining {
  readonly #model: LineModel;
  readonly #ledger: PieceLedger;
  readonly #gauges: readonly Gauge[];

  constructor(model: LineModel, layout: LineLayout, ledger: PieceLedger) {
    this.#model = model;
    this.#ledger = ledger;
    this.#gauges = [
      {
        station: layout.weightGauge,
        name: 'loading',
        readingsOn: (piece) => piece.weightReadings,
      },
      {
        station: layout.thicknessGauge,
        name: 'thickness',
        readingsOn: (piece) => piece.thicknessReadings,
      },
    ];
  }

  /** Puts a lane's reading on the piece that was under its gauge at that time; other readings are none of its business. */
  read({ parts, time, value }: Reading, run: WebRun | undefined): void {
    const { lane, unit, name } = parts;
    if (lane === undefined || typeof value !== 'number') return;
    const gauge = this.#gauges.find(
      ({ station, name: own }) => unit === station.id && name === own,
    );
    const atDie = run?.metreAt(time);
    if (gauge === undefined || atDie === undefined) return;
    const piece = this.#ledger.holding(atDie - gauge.station.at);
    if (piece !== undefined) gauge.readingsOn(piece)[lane - 1]?.add(value);
  }

  passWeightGauge(piece: WebPiece, run: WebRun): void {
    weigh(piece, this.#model.weightGauge, run);
  }

  /** Sums up the thickness gauge's readings on a piece that has passed it, and derives what follows from them. */
  passThicknessGauge(piece: WebPiece, run: WebRun): void {
    const { foilThickness: foil, poreFreeDensity, thicknessGauge } = this.#model;
    const elongation = piece.elongation ?? this.#unseenElongation();
    for (const [i, lane] of piece.lanes.entries()) {
      const total = piece.thicknessReadings[i]!.result(thicknessGauge);
      if (total === undefined) continue;
      const loading = lane.measuredLoading;
      const thickness = derivedThickness({ total, foil, elongation });
      const porosity =
        loading === undefined
          ? undefined
          : derivedPorosity({ loading, total, foil, elongation, poreFreeDensity });
      if (thickness === undefined || (loading !== undefined && porosity === undefined)) {
        piece.lastingWarnings.push(noPorosity(i + 1, total.value, loading?.value));
      }
      piece.lanes[i] = {
        ...lane,
        measuredTotalThickness: total,
        derivedThickness: thickness,
        derivedPorosity: porosity,
      };
      piece.measuredAt = run.followed * 1000;
    }
  }

  /** Of a piece whose pressing nobody saw: anything up to what the largest fitted load does. */
  #unseenElongation(): Uncertain {
    const { material } = this.#model;
    return assumedElongation(foilElongation(material, material.compaction.fittedLineLoad.max) / 2);
  }
}
