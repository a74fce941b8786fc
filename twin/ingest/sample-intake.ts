import { type Observable, Subject } from 'rxjs';
import type { SampleSink } from '../domain/connector.ts';
import { TwinError } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';
import type { Sample, SequencedBatch } from '../domain/sample.ts';
import { type Interval, timedIntervals } from './interval.ts';

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

/** Bounds of the intake. */
interface IntakeOptions {
  /** Samples that may wait in memory for a store that fails or is slow; beyond it the oldest batch is given up. */
  readonly waitingLimit?: number;
  /** The wait between two attempts at a store that fails. */
  readonly retryInterval?: () => Interval;
}

/** A batch whose offer is not settled yet. */
interface Waiting {
  readonly batch: SequencedBatch;
  readonly resolve: () => void;
  readonly reject: (error: TwinError) => void;
}

const defaultWaitingLimit = 200_000;
const retryInterval_ms = 500;

/**
 * Gives every batch its place in the order of arrival and shows it to the engine at once. The offer resolves when the
 * historian has made the batch durable, and not before: while the store fails the batch waits in memory, the store is
 * tried again with the oldest batch first, and the health says so. An offer is rejected, and its samples counted as
 * lost, when the batch can never be stored: HISTORIAN_BATCH_REFUSED for what is in it, SAMPLES_GIVEN_UP when too many
 * wait or the twin ends. A rejected batch has been seen by the engine: it must not be offered again.
 */
export class SampleIntake {
  readonly batches: Observable<SequencedBatch>;
  readonly #subject = new Subject<SequencedBatch>();
  readonly #historian: Historian;
  readonly #waitingLimit: number;
  readonly #retryInterval: () => Interval;
  readonly #waiting: Waiting[] = [];
  #nextSequence: number;
  #received = 0;
  #pending = 0;
  #lost = 0;
  #failure: string | undefined;
  #appending = false;
  #closing = false;
  #resting: Interval | undefined;
  #draining: Promise<void> | undefined;

  constructor(historian: Historian, nextSequence: number, options: IntakeOptions = {}) {
    this.#historian = historian;
    this.#nextSequence = nextSequence;
    this.#waitingLimit = options.waitingLimit ?? defaultWaitingLimit;
    this.#retryInterval = options.retryInterval ?? timedIntervals(retryInterval_ms);
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

  /** Ends the stream; what still waits is offered to the store once more, then given up. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#resting?.end();
    await this.#drain();
    while (this.#waiting.length > 0) this.#giveUp(0, 'the twin ends and the store has not taken');
    this.#subject.complete();
  }

  #offer(batch: readonly Sample[], flags: number): Promise<void> {
    if (batch.length === 0) return Promise.resolve();
    const samples =
      flags === 0 ? batch : batch.map((sample) => ({ ...sample, flags: sample.flags | flags }));
    const sequenced: SequencedBatch = { sequence: this.#nextSequence, samples };
    this.#nextSequence += samples.length;
    this.#received += samples.length;
    this.#pending += samples.length;
    const stored = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ batch: sequenced, resolve, reject });
    });
    this.#subject.next(sequenced);
    this.#makeRoom();
    void this.#drain();
    return stored;
  }

  /** Gives up the oldest batches that are not being stored just now. */
  #makeRoom(): void {
    const first = this.#appending ? 1 : 0;
    while (this.#pending > this.#waitingLimit && this.#waiting.length > first) {
      this.#giveUp(first, 'too many samples wait for a store that does not take');
    }
  }

  #giveUp(index: number, why: string): void {
    const { batch, reject } = this.#waiting[index]!;
    const count = batch.samples.length;
    const message = `${why} samples ${batch.sequence} to ${batch.sequence + count - 1}: they are lost`;
    this.#forget(index);
    this.#lost += count;
    reject(
      new TwinError('SAMPLES_GIVEN_UP', message, {
        sequence: batch.sequence,
        count,
        ...(this.#failure === undefined ? {} : { reason: this.#failure }),
      }),
    );
  }

  #forget(index: number): void {
    const [given] = this.#waiting.splice(index, 1);
    this.#pending -= given!.batch.samples.length;
  }

  /** Appends what waits, in order; all callers share one pass. */
  #drain(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    this.#draining ??= this.#appendWaiting();
    return this.#draining;
  }

  async #appendWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (await this.#appendOldest()) continue;
      if (this.#closing) break;
      this.#resting = this.#retryInterval();
      await this.#resting.over;
      this.#resting = undefined;
    }
    // In the same turn as the last look at what waits: an offer after it begins a new pass.
    this.#draining = undefined;
  }

  /** False where the store fails and the batch is to be tried again. */
  async #appendOldest(): Promise<boolean> {
    const { batch, resolve, reject } = this.#waiting[0]!;
    this.#appending = true;
    try {
      await this.#historian.append(batch);
      this.#failure = undefined;
      this.#forget(0);
      resolve();
      return true;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      if (!(error instanceof TwinError && error.code === 'HISTORIAN_BATCH_REFUSED')) return false;
      this.#forget(0);
      // The rest of the batch is stored.
      this.#lost += Number(error.data['count'] ?? batch.samples.length);
      reject(error);
      return true;
    } finally {
      this.#appending = false;
    }
  }
}
