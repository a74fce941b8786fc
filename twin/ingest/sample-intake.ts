import { type Observable, Subject } from 'rxjs';
import type { SampleSink } from '../domain/connector.ts';
import { TwinError } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';
import type { Sample, SequencedBatch } from '../domain/sample.ts';

/** What the intake says of its store. */
export interface IntakeHealth {
  readonly state: 'ok' | 'degraded';
  readonly reason?: string;
  /** Samples offered but not yet durable. */
  readonly pendingSamples: number;
  readonly receivedSamples: number;
  /** Samples that reached the engine but never the store. */
  readonly lostSamples: number;
}

/** Samples that may wait in memory for a store that fails; beyond it the oldest batch is given up, and counted. */
const waitingLimit = 200_000;

/**
 * Gives every batch its place in the order of arrival, shows it to the engine at once, and resolves the offer when the
 * historian has made it durable. A failing store is tried again with each offer, oldest batch first; a batch that it
 * refuses for what is in it is counted as lost, for it would be refused again. While the store fails,
 * batches wait in memory, the offer no longer promises durability, and the health says so.
 */
export class SampleIntake {
  readonly batches: Observable<SequencedBatch>;
  readonly #subject = new Subject<SequencedBatch>();
  readonly #historian: Historian;
  readonly #waiting: SequencedBatch[] = [];
  #nextSequence: number;
  #received = 0;
  #pending = 0;
  #lost = 0;
  #failure: string | undefined;
  #draining: Promise<void> | undefined;

  constructor(historian: Historian, nextSequence: number) {
    this.#historian = historian;
    this.#nextSequence = nextSequence;
    this.batches = this.#subject.asObservable();
  }

  /** The sink of one connector; its `flags` (for example simulated) are set on every sample. */
  sink(flags: number): SampleSink {
    return { offer: (batch) => this.#offer(batch, flags) };
  }

  health(): IntakeHealth {
    return {
      state: this.#failure === undefined ? 'ok' : 'degraded',
      ...(this.#failure === undefined ? {} : { reason: this.#failure }),
      pendingSamples: this.#pending,
      receivedSamples: this.#received,
      lostSamples: this.#lost,
    };
  }

  /** Ends the stream; what still waits is offered to the store once more. */
  async close(): Promise<void> {
    await this.#drain();
    this.#subject.complete();
  }

  async #offer(batch: readonly Sample[], flags: number): Promise<void> {
    if (batch.length === 0) return;
    const samples =
      flags === 0 ? batch : batch.map((sample) => ({ ...sample, flags: sample.flags | flags }));
    const sequenced: SequencedBatch = { sequence: this.#nextSequence, samples };
    this.#nextSequence += samples.length;
    this.#received += samples.length;
    this.#pending += samples.length;
    this.#waiting.push(sequenced);
    this.#subject.next(sequenced);
    while (this.#pending > waitingLimit && this.#draining === undefined) {
      const given = this.#waiting.shift()!.samples.length;
      this.#pending -= given;
      this.#lost += given;
    }
    await this.#drain();
  }

  /** Appends what waits, in order; all callers share one pass. */
  #drain(): Promise<void> {
    this.#draining ??= this.#appendWaiting().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #appendWaiting(): Promise<void> {
    for (let batch = this.#waiting[0]; batch !== undefined; batch = this.#waiting[0]) {
      try {
        await this.#historian.append(batch);
        this.#failure = undefined;
      } catch (error) {
        this.#failure = error instanceof Error ? error.message : String(error);
        if (!(error instanceof TwinError && error.code === 'HISTORIAN_BATCH_REFUSED')) return;
        this.#lost += batch.samples.length;
      }
      this.#waiting.shift();
      this.#pending -= batch.samples.length;
    }
  }
}
