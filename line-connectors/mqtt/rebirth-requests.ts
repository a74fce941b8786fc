/**
 * Least time between two requests to an edge node [ms]. It doubles with each, answered or not: a node whose births never
 * name what its data use must not be asked for ever once a second. After two of the longest waits it begins anew.
 */
const shortest_ms = 1000;
const longest_ms = 60_000;

/** Decides when an edge node is asked for its birth: never twice a second, and ever less often while that does not help. */
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
  }

  /** True when it is time to ask; the next time is then further away. */
  take(now: number): boolean {
    if (this.#due === undefined || now < this.#due) return false;
    const rested = now - this.#last > 2 * longest_ms;
    this.#wait = rested ? shortest_ms : Math.min(longest_ms, this.#wait * 2);
    this.#last = now;
    this.#due = now + this.#wait * (1 + 0.5 * this.#random());
    return true;
  }
}
