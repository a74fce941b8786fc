/** The clock and timers of a browser, as arguments so that tests can play them. */
export interface FrameClock {
  now(): number;
  requestFrame(run: () => void): void;
  delay(run: () => void, wait_ms: number): void;
}

/** Calls `run` in an animation frame after `request`, however often asked, and never more often than the interval. */
export class FrameScheduler {
  readonly #clock: FrameClock;
  readonly #interval_ms: number;
  readonly #run: () => void;
  #pending = false;
  #last = Number.NEGATIVE_INFINITY;

  constructor(clock: FrameClock, interval_ms: number, run: () => void) {
    this.#clock = clock;
    this.#interval_ms = interval_ms;
    this.#run = run;
  }

  request(): void {
    if (this.#pending) return;
    this.#pending = true;
    const wait_ms = this.#last + this.#interval_ms - this.#clock.now();
    if (wait_ms > 0) this.#clock.delay(() => this.#clock.requestFrame(() => this.#fire()), wait_ms);
    else this.#clock.requestFrame(() => this.#fire());
  }

  #fire(): void {
    this.#pending = false;
    this.#last = this.#clock.now();
    this.#run();
  }
}
