import type { LineLayout } from './line-layout.ts';
import { missingReading } from './missing-reading.ts';
import type { ProcessChain } from './process-chain.ts';
import { attemptForecast } from './refusal.ts';
import { coatingConditions, dryerConditions, type WebPiece } from './web-piece.ts';
import type { WebRun } from './web-run.ts';

/** Forecasts film and dry coating of a piece at the die and anew at the end of each dryer zone. */
export class CoatingForecast {
  readonly #chain: ProcessChain;
  readonly #layout: LineLayout;
  readonly #predict: (piece: WebPiece, station: string, run: WebRun) => void;

  /** @param predict - writes on a piece what follows from its dry coating; may throw what physics refuses */
  constructor(
    chain: ProcessChain,
    layout: LineLayout,
    predict: (piece: WebPiece, station: string, run: WebRun) => void,
  ) {
    this.#chain = chain;
    this.#layout = layout;
    this.#predict = predict;
  }

  passCoater(piece: WebPiece, run: WebRun): void {
    const { id } = this.#layout.coater;
    attemptForecast(piece, () => {
      piece.film = this.#chain.film(piece);
      if (piece.film === undefined) piece.forget(missingReading(id, coatingConditions));
      else this.#dry(piece, id, run);
    });
  }

  /** @param number - of the zone along the path, from 0 */
  passDryerZone(piece: WebPiece, number: number, run: WebRun): void {
    if (piece.film === undefined) return;
    const { id } = this.#layout.zones[number]!;
    if (piece.inZone[number]!.means() === undefined) {
      piece.forget(missingReading(id, dryerConditions));
    } else attemptForecast(piece, () => this.#dry(piece, id, run));
  }

  /** The dryer is calculated anew only where conditions in it have become known. */
  #dry(piece: WebPiece, station: string, run: WebRun): void {
    piece.dry = undefined;
    piece.dryerMet = this.#chain.passage(piece, run.speed);
    piece.dry = this.#chain.dry(piece.film!, piece.dryerMet);
    this.#predict(piece, station, run);
  }
}
