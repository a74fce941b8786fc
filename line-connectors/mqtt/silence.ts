/** Silence after which the broker is asked for a sign of life [ms]. */
const ask_ms = 1000;
/** Silence after which nothing is known of the line any more: two questions were not answered [ms]. */
const stale_ms = 3000;
/** Silence after which a new connection is made [ms]. */
const giveUp_ms = 8000;
/** A look later than this means that we ourselves were held up and have not read what came [ms]. */
const late_ms = 700;

/** What to do about a silent broker. */
export type SilenceStep = 'ask' | 'stale' | 'giveUp';

/** Judges a broker by what it says, never by "connected". */
export class Silence {
  #lastHeard: number;
  #lastLook: number;
  #lastAsked = -Infinity;
  #stale = false;

  /** @param start - [ms of any steady clock; the same feeds `heard` and `look`] */
  constructor(start: number) {
    this.#lastHeard = start;
    this.#lastLook = start;
  }

  /** Anything came. */
  heard(now: number): void {
    this.#lastHeard = now;
    this.#stale = false;
  }

  /** The step to take now; `stale` once in a silence. */
  look(now: number): SilenceStep | undefined {
    const late = now - this.#lastLook > late_ms;
    this.#lastLook = now;
    if (late) this.#lastHeard = Math.max(this.#lastHeard, now - ask_ms);
    const silence = now - this.#lastHeard;
    if (silence >= giveUp_ms) return 'giveUp';
    if (silence >= stale_ms && !this.#stale) {
      this.#stale = true;
      return 'stale';
    }
    if (silence < ask_ms || now - this.#lastAsked < ask_ms) return undefined;
    this.#lastAsked = now;
    return 'ask';
  }
}
