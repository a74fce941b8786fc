import { meanPorosity } from './forecast.ts';
import type { PieceLedger } from './piece-ledger.ts';
import type { PresentConditions } from './present-conditions.ts';
import type { ProcessChain } from './process-chain.ts';
import { attemptForecast } from './refusal.ts';
import type { WebPiece } from './web-piece.ts';
import type { WebRun } from './web-run.ts';

/** A forecast is published again when a lane's porosity has moved by this much. */
const porosityNews = 2e-4;

/** What a line load would make of the web that comes to the nip. */
export interface ComingPorosity {
  readonly lineLoad: number;
  readonly comingSegments: number;
  /**
   * Mean porosity over the coming segments, by the calendering step on the forecast coatings.
   * @throws PhysicsError where physics refuses this load or what stands at the press
   */
  readonly porosityAt: (lineLoad: number) => number;
  /**
   * The same by the whole chain, anew from the conditions at the die.
   * @throws PhysicsError also where a reading that it needs is missing
   */
  readonly verifiedPorosityAt: (lineLoad: number) => number;
}

/** The pieces with a forecast that the nip has not reached: a change of the press can still reach them. */
export class ComingWeb {
  readonly #ledger: PieceLedger;
  readonly #chain: ProcessChain;
  readonly #present: PresentConditions;
  #lineLoadAtLastForecast: number | undefined;

  constructor(ledger: PieceLedger, chain: ProcessChain, present: PresentConditions) {
    this.#ledger = ledger;
    this.#chain = chain;
    this.#present = present;
  }

  /** Predicts all coming web for the press as it stands now; what has moved is news. */
  forecastAgain(run: WebRun): void {
    const press = this.#present.atPress();
    this.#lineLoadAtLastForecast = press?.lineLoad;
    for (const piece of this.#pieces()) {
      if (press === undefined) piece.withhold(this.#present.pressMissing());
      else {
        attemptForecast(piece, () =>
          piece.predict(this.#chain.knownLanes(piece, press), run.followed * 1000),
        );
      }
      if (isNews(piece)) this.#ledger.markChanged(piece);
    }
  }

  forecastAgainAfterSettingChange(run: WebRun): void {
    if (this.#present.atPress()?.lineLoad !== this.#lineLoadAtLastForecast) this.forecastAgain(run);
  }

  /** Mean porosity as a function of the line load, or why there is none. */
  porosity(run: WebRun): ComingPorosity | { readonly reason: string } {
    const press = this.#present.atPress();
    const coming = this.#pieces();
    if (press === undefined) return { reason: this.#present.pressMissing().message };
    if (coming.length === 0) return { reason: 'no web with a known coating comes to the nip' };
    const mean = (porosity: (piece: WebPiece) => number): number =>
      coming.reduce((sum, piece) => sum + porosity(piece), 0) / coming.length;
    return {
      lineLoad: press.lineLoad,
      comingSegments: coming.length,
      porosityAt: (lineLoad) =>
        mean((piece) => meanPorosity(this.#chain.lanes(piece, { ...press, lineLoad }))),
      verifiedPorosityAt: (lineLoad) =>
        mean((piece) => this.#chain.porosityFromDie(piece, { ...press, lineLoad }, run.speed)),
    };
  }

  #pieces(): readonly WebPiece[] {
    return this.#ledger.onLine().filter((piece) => !piece.calendered && piece.dry !== undefined);
  }
}

/** Whether a lane's porosity is known now and was not, or the reverse, or has moved enough. */
function isNews(piece: WebPiece): boolean {
  return piece.lanes.some(
    ({ predicted }, i) =>
      !(Math.abs((predicted?.porosity ?? 0) - (piece.publishedPorosity[i] ?? -1)) < porosityNews),
  );
}
