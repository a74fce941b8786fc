import { type Observable, Subject } from 'rxjs';
import type { Clock } from '../domain/clock.ts';
import type { LastWord, SampleSink } from '../domain/connector.ts';
import { TwinError, type TwinErrorCode } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';
import type { Quarantine } from '../domain/quarantine.ts';
import type { Sample, SequencedBatch, TagId } from '../domain/sample.ts';
import { joinLoss, type Spool, type SpoolHealth, type SpoolLoss } from '../domain/spool.ts';
import { Delivery } from './delivery.ts';
import { EarlierRepeats } from './earlier-repeats.ts';
import { gapRecord } from './gap-record.ts';
import {
  type Interval,
  interruptibleInterval,
  type RetryIntervals,
  timedIntervals,
  withinInterval,
} from './interval.ts';
import { rememberSpooled, rememberStored, StoredUntil } from './remember-stored.ts';
import { Screening, type ScreeningCounts } from './screening.ts';
import { StoredMemory } from './stored-memory.ts';

/** What the intake says of spool and historian. */
export interface IntakeHealth {
  /** How the historian takes what it is given. */
  readonly state: 'ok' | 'degraded';
  readonly reason?: string;
  /** Of docs/errors.md, where the reason is an error. */
  readonly code?: TwinErrorCode;
  /** Samples that the historian has not confirmed. */
  readonly pendingSamples: number;
  readonly receivedSamples: number;
  /** Samples that reached the engine but never the historian, those in quarantine not counted. */
  readonly lostSamples: number;
  /** Samples that the historian refused for what is in them. */
  readonly refusedSamples: number;
  /** Gaps that are, or will be, in the history. */
  readonly gaps: number;
  /** When the historian last confirmed something [ms]. */
  readonly lastFlush?: number;
  readonly screening: ScreeningCounts;
  readonly spool: SpoolHealth;
}

/** What the intake stands between. */
export interface IntakeParts {
  readonly historian: Historian;
  readonly spool: Spool;
  readonly clock: Clock;
  /** Prefix `site.area.line` of the tags of gap records. */
  readonly line: string;
  /** Tags that are fed, so that their newest stored value is known as a repeat when it comes again. */
  readonly tags?: readonly TagId[];
  readonly quarantine?: Quarantine;
}

/** Bounds of the intake. */
export interface IntakeOptions {
  /** Samples that may wait in memory for a spool that fails or is slow; beyond it the oldest are given up. */
  readonly waitingLimit?: number;
  /** Waits between attempts at a spool or a historian that fails. */
  readonly retryIntervals?: RetryIntervals;
  /** So long a start waits for a historian before it goes on without it. */
  readonly startPatience?: () => Interval;
  /** Samples of one append to the historian. */
  readonly mostSamplesOfGroup?: number;
  /** Samples that are kept in memory beside the spool, so that a historian that keeps up needs no disk. */
  readonly mostSamplesOfTail?: number;
}

/** A batch whose offer is not settled yet. */
interface Waiting {
  readonly batch: SequencedBatch;
  readonly resolve: () => void;
  readonly reject: (error: TwinError) => void;
}

function isAway(error: unknown): boolean {
  return error instanceof TwinError && error.code === 'HISTORIAN_UNAVAILABLE';
}

/** Samples of one transaction of the spool. */
const mostSamplesOfAppend = 50_000;

/** Longest that a start waits for one answer of the historian: 2 s, while it has nothing else to do. */
const startPatience = { parts: 8, part_ms: 250 };
/** Numbers of samples for each ms since 1970 that a history may have given: more than any line has. */
const mostPerMillisecond = 1_000;

/**
 * Opens the intake: numbers go on above all that was ever given, what the spool still holds is delivered first (the engine
 * is not shown it again), and what is stored already is known as a repeat when a source sends it again: then the engine is
 * shown what a tag still says, as a set point that nobody has moved since, and nothing is stored twice.
 *
 * A historian that is away or slow does not hold up the start: what it holds is made known when it answers, before it is
 * given anything. What a source repeats until then is shown to the engine, waits in the spool, and is left out there.
 */
export async function openIntake(
  parts: IntakeParts,
  options: IntakeOptions = {},
): Promise<SampleIntake> {
  const { historian, spool, clock, tags = [] } = parts;
  const patience =
    options.startPatience ??
    (() => interruptibleInterval(startPatience.parts, startPatience.part_ms));
  const ofHistorian = await withinInterval(orAway(historian.nextSequence()), patience());
  const ofSpool = await spool.nextSequence();
  const nextSequence = Math.max(ofSpool, ofHistorian?.answer ?? unknownFirst(ofSpool, clock));
  const losses = await spool.losses();
  const screening = new Screening(clock, parts.quarantine);
  const until = new StoredUntil();
  await rememberSpooled({ screening, until }, spool);
  const memory = new StoredMemory(historian, () =>
    rememberStored({ screening, until }, { historian, tags }),
  );
  const remembered = orAway(memory.ask());
  // Who has not answered the first question in time is not waited for again.
  if (ofHistorian?.answer !== undefined) await withinInterval(remembered, patience());
  if (memory.failure !== undefined) throw memory.failure;
  return new SampleIntake(parts, options, { nextSequence, screening, losses, until, memory });
}

/** Undefined where the historian is away. */
function orAway<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (isAway(error)) return undefined;
    throw error;
  });
}

/**
 * The first number where the historian has not said how far it came. A spool that held batches before knows it alone; with
 * a new one it is above all that a history can hold.
 */
function unknownFirst(ofSpool: number, clock: Clock): number {
  return ofSpool > 0 ? ofSpool : Math.floor(clock.now()) * mostPerMillisecond;
}

/**
 * Gives every batch its place in the order of arrival and shows it to the engine at once. The offer resolves when the spool
 * is durable, and not before: only then may a source be told. From there batches go on to the historian.
 *
 * While the spool takes nothing (a full disk), offers wait, the spool is tried again, and the health says so. An offer is
 * rejected by SAMPLES_GIVEN_UP, its samples are counted as lost and a gap is recorded when too many wait; also when the twin
 * ends before the spool has them. A rejected batch has been seen by the engine: it must not be offered again.
 */
export class SampleIntake {
  readonly batches: Observable<SequencedBatch>;
  readonly #subject = new Subject<SequencedBatch>();
  readonly #spool: Spool;
  readonly #storedUntil: StoredUntil;
  readonly #screening: Screening;
  readonly #memory: StoredMemory | undefined;
  readonly #earlier: EarlierRepeats;
  readonly #delivery: Delivery;
  readonly #waitingLimit: number;
  readonly #retryIntervals: RetryIntervals;
  readonly #waiting: Waiting[] = [];
  #waitingSamples = 0;
  #nextSequence: number;
  #received = 0;
  /** Offers that the spool takes just now. */
  #appending = 0;
  /** Offers of one transaction: fewer while the disk has room for few, so that it takes what it can. */
  #mostOffers = Number.POSITIVE_INFINITY;
  #failure: string | undefined;
  /** What memory had no room for, until the spool takes again. */
  #notTaken: SpoolLoss[] = [];
  #lastOffer: Promise<void> = Promise.resolve();
  #ending = false;
  #closed = false;
  #resting: Interval | undefined;
  #remembering: Interval | undefined;
  #draining: Promise<void> | undefined;

  constructor(
    { historian, spool, clock, line, quarantine }: IntakeParts,
    options: IntakeOptions,
    start: {
      readonly nextSequence: number;
      readonly screening: Screening;
      readonly losses: readonly SpoolLoss[];
      readonly until: StoredUntil;
      /** What the historian holds; absent where it holds nothing. */
      readonly memory?: StoredMemory;
    },
  ) {
    this.#storedUntil = start.until;
    this.#spool = spool;
    this.#screening = start.screening;
    this.#nextSequence = start.nextSequence;
    this.#waitingLimit = options.waitingLimit ?? 200_000;
    this.#retryIntervals = options.retryIntervals ?? timedIntervals(250, 5_000);
    this.batches = this.#subject.asObservable();
    const { memory, nextSequence } = start;
    this.#memory = memory;
    // A spool may hold what a run without the historian could not know as a repeat.
    const mayRepeat = spool.health().samples > 0 ? nextSequence : 0;
    this.#earlier = new EarlierRepeats(historian, memory, mayRepeat);
    this.#delivery = new Delivery(
      {
        historian,
        spool,
        quarantine,
        clock,
        earlier: this.#earlier,
        retryIntervals: this.#retryIntervals,
        mostSamplesOfGroup: options.mostSamplesOfGroup ?? 20_000,
        mostSamplesOfTail: options.mostSamplesOfTail ?? 100_000,
        tell: (loss) => this.#offer([gapRecord(line, loss, clock.now())], 0, 'spool'),
      },
      start,
    );
    this.#delivery.start();
    if (memory !== undefined) void this.#remember(memory);
  }

  /** Until the historian has told, or does not as it should, or the twin ends. */
  async #remember(memory: StoredMemory): Promise<void> {
    for (let attempt = 0; !memory.isOver && !this.#closed; ) {
      if ((await orAway(memory.ask().then(() => true))) === true) break;
      this.#remembering = this.#retryIntervals(attempt++);
      await this.#remembering.over;
    }
    // The door knows from here on what is stored.
    this.#earlier.endAt(this.#nextSequence);
  }

  /** The sink of one connector; its `flags` (for example simulated) are set on every sample. */
  sink(flags: number, connector = 'twin'): SampleSink {
    return { offer: (batch) => this.#offer(batch, flags, connector) };
  }

  /**
   * The last word of tags that was safe when the intake was opened, with the historian or in the spool, as far as it is
   * known.
   */
  storedUntil(tags: readonly TagId[]): ReadonlyMap<TagId, LastWord> {
    return this.#storedUntil.of(tags);
  }

  /** The same of the historian alone, once it has told; never where it does not before the end. */
  async heldUntil(tags: readonly TagId[]): Promise<ReadonlyMap<TagId, LastWord>> {
    await this.#memory?.settled;
    return this.#storedUntil.ofHistorian(tags);
  }

  health(): IntakeHealth {
    const spool = this.#spool.health();
    const { refusedSamples, lostSamples, repeatedSamples, gaps, ...delivered } =
      this.#delivery.health();
    const screening = this.#screening.counts();
    const notTaken = this.#notTaken.reduce((sum, { samples }) => sum + samples, 0);
    return {
      ...delivered,
      pendingSamples: this.#waitingSamples + spool.samples,
      receivedSamples: this.#received,
      lostSamples: lostSamples + notTaken,
      refusedSamples,
      gaps: gaps + this.#notTaken.length,
      screening: { ...screening, duplicates: screening.duplicates + repeatedSamples },
      spool:
        this.#failure === undefined
          ? spool
          : { ...spool, state: 'degraded', reason: this.#failure },
    };
  }

  /** From now on nobody waits: what the spool does not take at once is given up, so that sources can end. */
  lastCall(): void {
    this.#ending = true;
    this.#resting?.end();
  }

  /** Ends the stream: what waits is offered to the spool once more, what is in memory to the historian. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#remembering?.end();
    this.lastCall();
    await this.#drain();
    await this.#delivery.close();
    this.#subject.complete();
  }

  #offer(offered: readonly Sample[], flags: number, connector: string): Promise<void> {
    if (this.#closed) {
      return Promise.reject(new TwinError('SAMPLES_GIVEN_UP', 'the twin ends: it takes no more'));
    }
    const { fresh: samples, restated } = this.#screening.admit(offered, flags, connector);
    if (restated.length > 0) this.#show(restated);
    // A repeat is as durable as what it repeats, which may still wait.
    if (samples.length === 0) return this.#lastOffer;
    const sequenced: SequencedBatch = { sequence: this.#nextSequence, samples };
    this.#nextSequence += samples.length;
    this.#received += samples.length;
    this.#waitingSamples += samples.length;
    const taken = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ batch: sequenced, resolve, reject });
    });
    this.#lastOffer = taken.catch(() => undefined);
    this.#subject.next(sequenced);
    this.#makeRoom();
    void this.#drain();
    return taken;
  }

  /** Shows the engine what is stored already; its numbers are given to nothing else. */
  #show(samples: readonly Sample[]): void {
    const sequence = this.#nextSequence;
    this.#nextSequence += samples.length;
    this.#subject.next({ sequence, samples });
  }

  /** Gives up the oldest batches that the spool is not taking just now. */
  #makeRoom(): void {
    while (this.#waitingSamples > this.#waitingLimit && this.#waiting.length > this.#appending) {
      this.#giveUp(this.#appending, 'too many samples wait for a spool that does not take');
    }
  }

  #giveUp(index: number, why: string): void {
    const [{ batch, reject }] = this.#leave(index, 1) as [Waiting];
    const { sequence, samples } = batch;
    const to = sequence + samples.length;
    let sourceFrom = Infinity;
    let sourceTo = -Infinity;
    for (const { sourceTimestamp } of samples) {
      sourceFrom = Math.min(sourceFrom, sourceTimestamp);
      sourceTo = Math.max(sourceTo, sourceTimestamp);
    }
    const loss = { from: sequence, to, samples: samples.length, sourceFrom, sourceTo };
    joinLoss(this.#notTaken, { ...loss, reason: 'notTaken' });
    reject(
      new TwinError('SAMPLES_GIVEN_UP', `${why} samples ${sequence} to ${to - 1}: they are lost`, {
        sequence,
        count: samples.length,
        ...(this.#failure === undefined ? {} : { reason: this.#failure }),
      }),
    );
  }

  #leave(index: number, count: number): Waiting[] {
    const left = this.#waiting.splice(index, count);
    for (const { batch } of left) this.#waitingSamples -= batch.samples.length;
    return left;
  }

  /** Appends what waits to the spool, in order; all callers share one pass. */
  #drain(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    this.#draining ??= this.#appendWaiting();
    return this.#draining;
  }

  async #appendWaiting(): Promise<void> {
    // Batches offered in the same turn go in one transaction.
    await Promise.resolve();
    for (let attempt = 0; this.#waiting.length > 0; ) {
      const result = await this.#appendOldest();
      if (result === 'taken') attempt = 0;
      // Half of them are tried at once; one alone that is not taken has to wait.
      if (result !== 'refused') continue;
      if (this.#ending) {
        while (this.#waiting.length > 0) {
          this.#giveUp(0, 'the twin ends and the spool has not taken');
        }
        break;
      }
      this.#resting = this.#retryIntervals(attempt++);
      await this.#resting.over;
      this.#resting = undefined;
    }
    // In the same turn as the last look at what waits: an offer after it begins a new pass.
    this.#draining = undefined;
  }

  /**
   * What became of the oldest offers: all of them are tried again where the spool fails, fewer at a time where they were
   * many, and one that fails alone in halves: a nearly full disk may have room for these.
   */
  async #appendOldest(): Promise<'taken' | 'tooMany' | 'refused'> {
    const batches = this.#oldestWaiting();
    this.#appending = batches.length;
    try {
      const losses = await this.#spool.append(batches);
      this.#failure = undefined;
      this.#mostOffers *= 2;
      const taken = this.#leave(0, batches.length);
      this.#delivery.lost([...losses, ...this.#notTaken]);
      this.#notTaken = [];
      this.#delivery.add(batches);
      for (const { resolve } of taken) resolve();
      return 'taken';
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      this.#mostOffers = Math.max(1, Math.floor(batches.length / 2));
      return batches.length > 1 || this.#halveOldest() ? 'tooMany' : 'refused';
    } finally {
      this.#appending = 0;
    }
  }

  /** Makes two of the oldest offer, which is settled by its last part; false where it is one sample. */
  #halveOldest(): boolean {
    const { batch, resolve, reject } = this.#waiting[0]!;
    const { sequence, samples } = batch;
    const middle = samples.length >>> 1;
    if (middle === 0) return false;
    this.#waiting.splice(
      0,
      1,
      { batch: { sequence, samples: samples.slice(0, middle) }, resolve: () => undefined, reject },
      { batch: { sequence: sequence + middle, samples: samples.slice(middle) }, resolve, reject },
    );
    return true;
  }

  #oldestWaiting(): SequencedBatch[] {
    const batches: SequencedBatch[] = [];
    let samples = 0;
    for (const { batch } of this.#waiting) {
      samples += batch.samples.length;
      if (batches.length > 0 && samples > mostSamplesOfAppend) break;
      if (batches.length >= this.#mostOffers) break;
      batches.push(batch);
    }
    return batches;
  }
}
