/** Least time between two requests to an edge node [ms]; it doubles while none is answered. */
const shortest_ms = 1000;
const longest_ms = 60_000;

/** Decides when an edge node is asked for its birth: never twice a second, and ever less often while it does not answer. */
export class RebirthRequests {
  readonly #random: () => number;
  #due: number | undefined;
  #wait = shortest_ms;
  #last = -Infinity;

  /** @param random - uniform in [0, 1): nodes that were lost together are not asked together */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** A birth is needed, at the earliest after so long [ms]; the earliest wish counts. */
  want(now: number, delay = 0): void {
    const due = Math.max(now + delay, this.#last + this.#wait * (1 + 0.5 * this.#random()));
    this.#due = Math.min(this.#due ?? Infinity, due);
  }

  /** A birth came. */
  answered(): void {
    this.#due = undefined;
    this.#wait = shortest_ms;
  }

  /** True when it is time to ask; the next time is then further away. */
  take(now: number): boolean {
    if (this.#due === undefined || now < this.#due) return false;
    this.#wait = Math.min(longest_ms, this.#last === -Infinity ? shortest_ms : this.#wait * 2);
    this.#last = now;
    this.#due = now + this.#wait * (1 + 0.5 * this.#random());
    return true;
  }
}
