import type { Clock } from '../domain/clock.ts';
import { TwinError, type TwinErrorCode } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';
import type { Quarantine } from '../domain/quarantine.ts';
import type { SequencedBatch } from '../domain/sample.ts';
import { joinLoss, type Spool, type SpoolLoss } from '../domain/spool.ts';
import { BatchTail, endOf } from './batch-tail.ts';
import type { EarlierRepeats } from './earlier-repeats.ts';
import type { Interval, RetryIntervals } from './interval.ts';

/** What delivery needs. */
export interface DeliveryParts {
  readonly historian: Historian;
  readonly spool: Spool;
  readonly quarantine: Quarantine | undefined;
  readonly clock: Clock;
  readonly earlier: EarlierRepeats;
  readonly retryIntervals: RetryIntervals;
  /** Samples of one append to the historian, and those that are kept in memory beside the spool. */
  readonly mostSamplesOfGroup: number;
  readonly mostSamplesOfTail: number;
  /** Writes a loss to the history; resolves when that is durable. */
  readonly tell: (loss: SpoolLoss) => Promise<void>;
}

/** How the historian takes what it is given. */
interface DeliveryHealth {
  readonly state: 'ok' | 'degraded';
  readonly reason?: string;
  readonly code?: TwinErrorCode;
  /** Samples that the historian refuses for what is in them; they are in quarantine. */
  readonly refusedSamples: number;
  /** Samples that were lost since the start. */
  readonly lostSamples: number;
  /** Samples that an earlier process stored already: they were left out. */
  readonly repeatedSamples: number;
  /** Gaps that are, or will be, in the history. */
  readonly gaps: number;
  /** When the historian last confirmed something [ms]. */
  readonly lastFlush?: number;
}

/**
 * Moves batches from the spool to the historian, in order and one append at a time, and forgets in the spool what the
 * historian has confirmed. A historian that fails is tried again for ever; while it keeps up, batches come from memory.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #tail: BatchTail;
  /** Everything below it is with the historian, in quarantine or lost. */
  #next: number;
  /** Everything below it, in the present run, was appended. */
  #appended = 0;
  /** Losses that the history does not tell yet. */
  readonly #losses: SpoolLoss[];
  #failure: { readonly reason: string; readonly code?: TwinErrorCode } | undefined;
  #refused = 0;
  #lost = 0;
  #repeated = 0;
  #told = 0;
  #lastFlush: number | undefined;
  /** The spool may hold more than is in memory. */
  #behind: boolean;
  /** Whether batches came since the last look for some. */
  #added = false;
  #closing = false;
  #resting: Interval | undefined;
  #running: Promise<void> | undefined;
  #forgetting: Promise<void> = Promise.resolve();

  /** @param start - number of the first sample that will be given, and losses that an earlier run did not tell */
  constructor(
    parts: DeliveryParts,
    start: { readonly nextSequence: number; readonly losses: readonly SpoolLoss[] },
  ) {
    this.#parts = parts;
    this.#behind = parts.spool.health().samples > 0;
    this.#next = this.#behind ? 0 : start.nextSequence;
    this.#tail = new BatchTail(parts.mostSamplesOfTail);
    this.#losses = [...start.losses];
  }

  health(): DeliveryHealth {
    return {
      state: this.#failure === undefined ? 'ok' : 'degraded',
      ...this.#failure,
      refusedSamples: this.#refused,
      lostSamples: this.#lost,
      repeatedSamples: this.#repeated,
      gaps: this.#told + this.#losses.length,
      ...(this.#lastFlush === undefined ? {} : { lastFlush: this.#lastFlush }),
    };
  }

  /** Begins with what the spool holds from an earlier run. */
  start(): void {
    this.#added = true;
    this.#running ??= this.#run();
  }

  /** Batches that the spool has just taken. */
  add(batches: readonly SequencedBatch[]): void {
    this.#tail.add(batches);
    this.start();
  }

  /** Samples that will never come. */
  lost(losses: readonly SpoolLoss[]): void {
    for (const loss of losses) {
      this.#lost += loss.samples;
      joinLoss(this.#losses, loss);
    }
  }

  /** Delivers what is in memory, until the historian fails; the rest stays in the spool. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#resting?.end();
    await this.#running;
    await this.#forgetting;
  }

  async #run(): Promise<void> {
    for (let attempt = 0; ; ) {
      try {
        this.#added = false;
        const delivered = await this.#deliver();
        this.#failure = undefined;
        attempt = 0;
        if (!delivered && !this.#added) break;
      } catch (error) {
        this.#failure = {
          reason: error instanceof Error ? error.message : String(error),
          ...(error instanceof TwinError ? { code: error.code } : {}),
        };
        if (this.#closing) break;
        this.#resting = this.#parts.retryIntervals(attempt++);
        await this.#resting.over;
        this.#resting = undefined;
      }
    }
    // In the same turn as the last look at what was added: a batch after it begins a new run.
    this.#running = undefined;
  }

  /** Delivers the next batches; false where there are none. */
  async #deliver(): Promise<boolean> {
    const batches = await this.#nextBatches();
    const last = batches.at(-1);
    if (last === undefined) return false;
    const end = endOf(last);
    await this.#parts.spool.hold(end);
    // What was given up until the answer is lost, also where it is still in memory.
    const held = batches.filter(({ sequence }) => !this.#isLost(sequence));
    for (const run of runsOf(held)) await this.#store(run);
    this.#next = end;
    this.#forget(end);
    return true;
  }

  async #nextBatches(): Promise<readonly SequencedBatch[]> {
    const { mostSamplesOfGroup, spool } = this.#parts;
    this.#tail.dropBelow(this.#next);
    const { first } = this.#tail;
    if (this.#behind || (first !== undefined && first > this.#next)) {
      if (this.#closing) return [];
      const { batches, losses } = await spool.read(this.#next, mostSamplesOfGroup);
      this.lost(losses);
      if (batches.length > 0) {
        // The tail is whole from its first batch on: what was read reaches up to it, or there is more to read.
        const { first: oldest } = this.#tail;
        this.#behind = oldest === undefined || endOf(batches.at(-1)!) < oldest;
        return batches;
      }
      this.#behind = false;
    }
    return this.#tail.oldest(mostSamplesOfGroup);
  }

  #isLost(sequence: number): boolean {
    return this.#losses.some(({ from, to }) => from <= sequence && sequence < to);
  }

  /** Appends one run of samples, less what was stored before. */
  async #store(run: readonly SequencedBatch[]): Promise<void> {
    const [first] = run;
    const { sequence } = first!;
    const samples = run.length === 1 ? first!.samples : run.flatMap((batch) => batch.samples);
    const { pieces, repeats } = await this.#parts.earlier.without({ sequence, samples });
    for (const piece of pieces) {
      // Of a run whose next piece failed.
      if (endOf(piece) <= this.#appended) continue;
      await this.#append(piece);
      this.#appended = endOf(piece);
    }
    this.#repeated += repeats;
    this.#next = sequence + samples.length;
  }

  /** Appends samples; those that the historian refuses go to quarantine. */
  async #append(batch: SequencedBatch): Promise<void> {
    try {
      await this.#parts.historian.append(batch);
    } catch (error) {
      if (!(error instanceof TwinError && error.code === 'HISTORIAN_BATCH_REFUSED')) throw error;
      this.#putAside(batch, error);
    }
    this.#lastFlush = this.#parts.clock.now();
  }

  #putAside({ sequence, samples }: SequencedBatch, { code, message, data }: TwinError): void {
    const { quarantine, clock } = this.#parts;
    this.#refused += Number(data['count']);
    quarantine?.put({
      connector: 'historian',
      source: `samples ${sequence} to ${sequence + samples.length - 1}`,
      reason: message,
      code,
      receivedTimestamp: clock.now(),
      raw: new TextEncoder().encode(JSON.stringify(data['refused'] ?? [])),
    });
  }

  /** The historian has all below: a spool that fails to forget is asked again with the next. */
  #forget(below: number): void {
    this.#forgetting = this.#forgetting.then(async () => {
      if (below < this.#next) return;
      await this.#parts.spool.forget(below).catch(() => undefined);
      this.#tellLosses();
    });
  }

  /** Tells the losses that lie behind, where nothing can join them; not while a record of them would cost others their room. */
  #tellLosses(): void {
    if (this.#closing || this.#parts.spool.health().state === 'full') return;
    while (this.#losses.length > 0 && this.#losses[0]!.to <= this.#next) {
      const loss = this.#losses.shift()!;
      this.#told += 1;
      const { tell, spool } = this.#parts;
      // What fails here is told after the next start.
      tell(loss)
        .then(() => spool.lossesTold(loss.to))
        .catch(() => undefined);
    }
  }
}

/** Neighbours together: each run is one unbroken piece of the sequence. */
function runsOf(batches: readonly SequencedBatch[]): SequencedBatch[][] {
  const runs: SequencedBatch[][] = [];
  for (const batch of batches) {
    const run = runs.at(-1);
    if (run !== undefined && endOf(run.at(-1)!) === batch.sequence) run.push(batch);
    else runs.push([batch]);
  }
  return runs;
}
