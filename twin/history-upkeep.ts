import type { Logger } from 'pino';
import type { Clock } from './domain/clock.ts';
import type { Historian } from './domain/historian.ts';

const day_ms = 86_400_000;
/** Wait before upkeep that failed is tried again [ms]. */
const retry_ms = 600_000;

/** Lets the historian seal and forget: once at the start, and once after each midnight (UTC) of the clock. */
export class HistoryUpkeep {
  readonly #historian: Historian;
  readonly #clock: Clock;
  readonly #log: Pick<Logger, 'info' | 'error'>;
  #doneDay = -Infinity;
  #notBefore = -Infinity;
  #running: Promise<void> | undefined;

  constructor(historian: Historian, clock: Clock, log: Pick<Logger, 'info' | 'error'>) {
    this.#historian = historian;
    this.#clock = clock;
    this.#log = log;
  }

  /** Begins what is due; called now and then. */
  look(): void {
    const now = this.#clock.now();
    const isDue = Math.floor(now / day_ms) > this.#doneDay && now >= this.#notBefore;
    if (!isDue || this.#running !== undefined) return;
    this.#running = this.#run(now).finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#notBefore = Infinity;
    await this.#running;
  }

  async #run(now: number): Promise<void> {
    try {
      const report = await this.#historian.upkeep(now);
      this.#doneDay = Math.floor(now / day_ms);
      const isEmpty = Object.values(report).every((count) => count === 0);
      if (!isEmpty) this.#log.info(report, 'history: days sealed and forgotten');
    } catch (error) {
      this.#notBefore = now + retry_ms;
      this.#log.error(error, 'history: upkeep failed and is tried again');
    }
  }
}
