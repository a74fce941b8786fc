import { PhysicsError } from '../../physics/core/errors.ts';
import type { SegmentWarning } from '../domain/segment.ts';
import type { PressCondition } from './forecast.ts';
import type { LineLayout } from './line-layout.ts';
import { missingReading } from './missing-reading.ts';
import type { PresentConditions } from './present-conditions.ts';
import type { ProcessChain } from './process-chain.ts';
import { coatingConditions, dryerConditions, type WebPiece } from './web-piece.ts';
import type { WebRun } from './web-run.ts';

/** Writes on a piece what is expected of it, anew at every station that it passes. */
export class StationForecast {
  readonly #chain: ProcessChain;
  readonly #layout: LineLayout;
  readonly #present: PresentConditions;

  constructor(chain: ProcessChain, layout: LineLayout, present: PresentConditions) {
    this.#chain = chain;
    this.#layout = layout;
    this.#present = present;
  }

  passCoater(piece: WebPiece, run: WebRun): void {
    const { id } = this.#layout.coater;
    attemptForecast(piece, () => {
      piece.film = this.#chain.film(piece);
      if (piece.film === undefined) piece.forget(missingReading(id, coatingConditions));
      else this.#forecastFromDryer(piece, id, run);
    });
  }

  /** @param number - of the zone along the path, from 0 */
  passDryerZone(piece: WebPiece, number: number, run: WebRun): void {
    if (piece.film === undefined) return;
    const { id } = this.#layout.zones[number]!;
    if (piece.inZone[number]!.means() === undefined) {
      piece.forget(missingReading(id, dryerConditions));
    } else attemptForecast(piece, () => this.#forecastFromDryer(piece, id, run));
  }

  /** The dryer lies behind it: only the lanes' loadings have become known. */
  passWeightGauge(piece: WebPiece, run: WebRun): void {
    this.#forecastNip(piece, this.#layout.weightGauge.id, run, this.#present.atPress());
  }

  /** From here on the prediction rests on what pressed the piece, not on what the press was told. */
  passCalender(piece: WebPiece, run: WebRun): void {
    const press = this.#chain.pressMet(piece);
    this.#forecastNip(piece, this.#layout.calender.id, run, press);
    refusal(() => {
      if (press !== undefined) piece.elongation = this.#chain.elongation(press);
    });
    piece.calendered = true;
  }

  /** The dryer is calculated anew only where conditions in it have become known. */
  #forecastFromDryer(piece: WebPiece, station: string, run: WebRun): void {
    piece.dry = undefined;
    piece.dryerMet = this.#chain.passage(piece, run.speed);
    piece.dry = this.#chain.dry(piece.film!, piece.dryerMet);
    this.#forecastNip(piece, station, run, this.#present.atPress());
  }

  #forecastNip(
    piece: WebPiece,
    station: string,
    run: WebRun,
    press: PressCondition | undefined,
  ): void {
    if (piece.dry === undefined) return;
    piece.predictedAtStation = station;
    if (press === undefined) piece.withhold(this.#present.pressMissing());
    else {
      attemptForecast(piece, () =>
        piece.predict(this.#chain.knownLanes(piece, press), run.followed * 1000),
      );
    }
  }
}

/** A prediction that physics refuses leaves the piece unknown, with the reason, until the next attempt. */
export function attemptForecast(piece: WebPiece, forecast: () => void): void {
  const reason = refusal(forecast);
  if (reason !== undefined) piece.withhold(reason);
}

/** Why physics refuses to calculate something; undefined where it does not. */
export function refusal(calculate: () => void): SegmentWarning | undefined {
  try {
    calculate();
    return undefined;
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    return { code: error.code, message: error.message, data: error.data };
  }
}
