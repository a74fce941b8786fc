import { TwinError } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';

/** Attempts at reading from a historian that answers, after which it is done without. */
const mostFailedReads = 3;

/** What earlier processes stored, asked for until the historian tells it. */
export class StoredMemory {
  readonly #historian: Pick<Historian, 'last'>;
  readonly #read: () => Promise<void>;
  #asking: Promise<void> | undefined;
  #failedReads = 0;
  #isOver = false;
  #failure: unknown;
  readonly #settled: Promise<void>;
  #settle: () => void = () => undefined;

  /** @param read - makes known what is stored */
  constructor(historian: Pick<Historian, 'last'>, read: () => Promise<void>) {
    this.#historian = historian;
    this.#read = read;
    this.#settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Whether it is known, or will never be. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Why it will never be known; undefined where it is, or may be. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Resolves when it is known, or will never be; not where the twin ends before. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /**
   * One attempt, which all share who ask meanwhile. A history that takes samples but cannot be read, or fails otherwise,
   * is done without: delivery must not wait for it for ever.
   * @throws TwinError HISTORIAN_UNAVAILABLE where it has not told; it is to be asked again
   */
  ask(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#asking ??= this.#attempt().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #attempt(): Promise<void> {
    try {
      await this.#historian.last([]);
      this.#failedReads += 1;
      await this.#read();
    } catch (error) {
      const isAway = error instanceof TwinError && error.code === 'HISTORIAN_UNAVAILABLE';
      // What fails otherwise, delivery meets too, and its health tells it.
      if (isAway && this.#failedReads < mostFailedReads) throw error;
      this.#failure = error;
    }
    this.#isOver = true;
    this.#settle();
  }
}
