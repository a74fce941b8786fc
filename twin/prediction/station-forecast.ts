import { CoatingForecast } from './coating-forecast.ts';
import type { PressCondition } from './forecast.ts';
import type { LineLayout } from './line-layout.ts';
import type { PresentConditions } from './present-conditions.ts';
import type { ProcessChain } from './process-chain.ts';
import { attemptForecast, refusal } from './refusal.ts';
import type { WebPiece } from './web-piece.ts';
import type { WebRun } from './web-run.ts';

/** Writes on a piece what is expected of it behind the nip, anew at every station that it passes. */
export class StationForecast {
  readonly #chain: ProcessChain;
  readonly #layout: LineLayout;
  readonly #present: PresentConditions;
  /** At the die and in the dryer, for the press as it is set. */
  readonly coating: CoatingForecast;

  constructor(chain: ProcessChain, layout: LineLayout, present: PresentConditions) {
    this.#chain = chain;
    this.#layout = layout;
    this.#present = present;
    this.coating = new CoatingForecast(chain, layout, (piece, station, run) =>
      this.#forecastNip(piece, station, run, present.atPress()),
    );
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
