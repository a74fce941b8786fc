import { signal } from '@preact/signals-core';

/** What was read last, and how the newest attempt went. */
export interface PolledState<T> {
  readonly value: T | null;
  /** Why the newest attempt failed; null where it did not. */
  readonly problem: string | null;
}

/** Something of the server that is read again and again while somebody looks; of overlapping reads the last one counts. */
export class Polled<T> {
  readonly #read: (signal: AbortSignal) => Promise<T>;
  readonly #interval_ms: number;
  readonly #state = signal<PolledState<T>>({ value: null, problem: null });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;
  #running = false;

  /** @param interval_ms - from the end of one read to the next */
  constructor(read: (signal: AbortSignal) => Promise<T>, interval_ms: number) {
    this.#read = read;
    this.#interval_ms = interval_ms;
  }

  /** To be read in a render, which then follows it. */
  get state(): PolledState<T> {
    return this.#state.value;
  }

  start(): void {
    this.#running = true;
    this.refresh();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  /** Reads now, whatever is under way. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    void this.#take(abort.signal);
  }

  async #take(signal: AbortSignal): Promise<void> {
    let next: PolledState<T>;
    try {
      next = { value: await this.#read(signal), problem: null };
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'unknown';
      next = { value: this.#state.peek().value, problem };
    }
    if (signal.aborted) return;
    this.#state.value = next;
    if (this.#running) this.#timer = setTimeout(() => this.#again(), this.#interval_ms);
  }

  /** A page that nobody sees asks nothing. */
  #again(): void {
    if (document.hidden) this.#timer = setTimeout(() => this.#again(), this.#interval_ms);
    else this.refresh();
  }
}
