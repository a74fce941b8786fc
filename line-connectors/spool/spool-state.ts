import type { Clock } from '../../twin/domain/clock.ts';
import type { SpoolHealth, SpoolLoss } from '../../twin/domain/spool.ts';
import { ArrivalRate } from './arrival-rate.ts';
import type { LiveContent } from './spool-protocol.ts';

/** A spool that had to give up batches is full until so much of its cap is free again. */
const freeAgain = 0.1;

/** What a spool knows of its own health. */
export class SpoolState {
  readonly #capBytes: number;
  readonly #clock: Clock;
  readonly #rate = new ArrivalRate();
  #live: LiveContent;
  #full = false;
  /** By what was asked: each fails until it goes well again. */
  readonly #failures = new Map<string, string>();

  constructor(capBytes: number, live: LiveContent, clock: Clock) {
    this.#capBytes = capBytes;
    this.#live = live;
    this.#clock = clock;
  }

  /** What is live after a change. */
  changed(live: LiveContent, losses: readonly SpoolLoss[] = []): void {
    this.#live = live;
    if (losses.some(({ reason }) => reason === 'full')) this.#full = true;
    else if (live.bytes < (1 - freeAgain) * this.#capBytes) this.#full = false;
  }

  arrived(bytes: number): void {
    this.#rate.add(this.#clock.now(), bytes);
  }

  failed(asked: string, reason: string): void {
    this.#failures.set(asked, reason);
  }

  wentWell(asked: string): void {
    this.#failures.delete(asked);
  }

  health(): SpoolHealth {
    const { bytes: liveBytes, samples } = this.#live;
    const capBytes = this.#capBytes;
    const perSecond = this.#rate.perSecond;
    const [failure] = this.#failures.values();
    const state = failure !== undefined ? 'degraded' : this.#full ? 'full' : 'ok';
    const reason =
      failure ??
      (this.#full ? 'the cap is reached: the oldest samples are given up for new ones' : undefined);
    return {
      state,
      ...(reason === undefined ? {} : { reason }),
      liveBytes,
      capBytes,
      samples,
      ...(perSecond === undefined || perSecond <= 0
        ? {}
        : { secondsLeft: Math.max(0, capBytes - liveBytes) / perSecond }),
    };
  }
}
