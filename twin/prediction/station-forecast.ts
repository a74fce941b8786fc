import { PhysicsError } from '../../physics/core/errors.ts';
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
      else this.#forecast(piece, id, run, 'dryer');
    });
  }

  /** @param number - of the zone along the path, from 0 */
  passDryerZone(piece: WebPiece, number: number, run: WebRun): void {
    if (piece.film === undefined) return;
    const { id } = this.#layout.zones[number]!;
    if (piece.inZone[number]!.means() === undefined) {
      piece.forget(missingReading(id, dryerConditions));
    } else attemptForecast(piece, () => this.#forecast(piece, id, run, 'dryer'));
  }

  passWeightGauge(piece: WebPiece, run: WebRun): void {
    this.#forecastFromCalender(piece, this.#layout.weightGauge.id, run);
  }

  passCalender(piece: WebPiece, run: WebRun): void {
    this.#forecastFromCalender(piece, this.#layout.calender.id, run);
    piece.calendered = true;
  }

  #forecastFromCalender(piece: WebPiece, station: string, run: WebRun): void {
    if (piece.dry === undefined) return;
    attemptForecast(piece, () => this.#forecast(piece, station, run, 'calender'));
  }

  /** @param anewFrom - the dryer is calculated anew only where conditions in it have become known */
  #forecast(piece: WebPiece, station: string, run: WebRun, anewFrom: 'dryer' | 'calender'): void {
    const press = this.#present.atPress();
    if (press === undefined) {
      piece.forget(this.#present.pressMissing());
      return;
    }
    if (anewFrom === 'dryer') piece.dry = this.#chain.dry(piece, piece.film!, run.speed);
    piece.predict(this.#chain.lanes(piece, press));
    piece.predictedAtStation = station;
    piece.predictedAt = run.followed * 1000;
    piece.warnings = [...piece.film!.warnings, ...piece.dry!.warnings];
  }
}

/** A prediction that physics refuses leaves the piece unknown, with the reason. */
export function attemptForecast(piece: WebPiece, forecast: () => void): void {
  try {
    forecast();
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    piece.forget({ code: error.code, message: error.message, data: error.data });
  }
}
