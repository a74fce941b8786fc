import { WebTravel } from './web-travel.ts';

/** What was read of the length counter in [from, to) of source time [ms]. */
export interface TravelSpan {
  from: number;
  to: number;
  /** How much is read at once where the next read is of an earlier time [ms]. */
  reads: number;
  readonly travel: WebTravel;
}

/** Earlier stretches that are kept. */
const mostSpans = 8;
/** [ms] */
const leastRead = 3_600_000;
const nothing = new WebTravel();

/** How the web ran, in stretches of time: that which goes on, and those of earlier times that were asked for. */
export class TravelSpans {
  /** What goes on; it begins where it was read back to. */
  readonly present: TravelSpan = {
    from: Infinity,
    to: Infinity,
    reads: leastRead,
    travel: new WebTravel(),
  };
  readonly #earlier: TravelSpan[] = [];

  get live(): WebTravel {
    return this.present.travel;
  }

  /** How the web ran around a time; nothing where it was not read. */
  at(time: number): WebTravel {
    if (time >= this.present.from) return this.live;
    for (const { from, to, travel } of this.#earlier) {
      if (time >= from && time < to) return travel;
    }
    // Where nothing was read back yet, what comes now is all there is.
    return this.present.from === Infinity ? this.live : nothing;
  }

  /** The stretch that goes on into these times, or a new one at their beginning. */
  touching(from: number, to: number): TravelSpan {
    if (to > this.present.from) return this.present;
    const found = this.#earlier.findIndex((span) => from <= span.to && to >= span.from);
    const [span = { from, to: from, reads: leastRead, travel: new WebTravel() }] =
      found < 0 ? [] : this.#earlier.splice(found, 1);
    this.#earlier.unshift(span);
    this.#earlier.length = Math.min(this.#earlier.length, mostSpans);
    return span;
  }
}
