import type { Sample, SequencedBatch } from '../../twin/domain/sample.ts';
import { type Refusal, refusalError, refusalsOf } from './check-input.ts';
import { claimSpan, type SequenceLedger, type SequenceSpan } from './sequence-ledger.ts';

const mostSamplesOfGroup = 50_000;
interface Waiting {
  readonly batch: SequencedBatch;
  readonly refusals: readonly Refusal[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
/** What of a batch is to be stored. */
interface Claim {
  readonly batch: SequencedBatch;
  readonly spans: readonly SequenceSpan[];
  /** Sequence numbers that are passed over; undefined where none is, as nearly always. */
  readonly refused: ReadonlySet<number> | undefined;
}

/** Batches that are stored together, less what is stored already. */
export class WriteGroup {
  /** Samples to store. */
  readonly count: number;
  /** What is stored once the group is. */
  readonly ledger: SequenceLedger;
  private readonly claims: readonly Claim[];

  constructor(batches: readonly Pick<Waiting, 'batch' | 'refusals'>[], stored: SequenceLedger) {
    let ledger = stored;
    let count = 0;
    this.claims = batches.map(({ batch, refusals }) => {
      const { sequence, samples } = batch;
      const claimed = claimSpan(ledger, { from: sequence, to: sequence + samples.length });
      ledger = claimed.ledger;
      for (const { from, to } of claimed.claims) count += to - from;
      const refused =
        refusals.length === 0 ? undefined : new Set(refusals.map((refusal) => refusal.sequence));
      if (refused !== undefined) {
        for (const at of refused) {
          if (claimed.claims.some(({ from, to }) => at >= from && at < to)) count -= 1;
        }
      }
      return { batch, spans: claimed.claims, refused };
    });
    this.count = count;
    this.ledger = ledger;
  }

  /** Every sample to store, in the order of the batches. */
  each(take: (sample: Sample, sequence: number) => void): void {
    for (const { batch, spans, refused } of this.claims) {
      for (const { from, to } of spans) {
        for (let sequence = from; sequence < to; sequence += 1) {
          if (refused?.has(sequence)) continue;
          take(batch.samples[sequence - batch.sequence]!, sequence);
        }
      }
    }
  }
}

/** Stores a group durably; gives the samples that the store will never take, which are then left out. */
export type StoreGroup = (group: WriteGroup) => Promise<readonly Refusal[]>;

/**
 * Group commit: one write runs at a time, and the batches that come meanwhile are stored together by the next. A group
 * that fails is rejected whole and claims nothing, so that each of its batches can be repeated.
 */
export class WriteQueue {
  private stored: SequenceLedger;
  private readonly store: StoreGroup;
  private readonly onStored: (sample: Sample, sequence: number) => void;
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;

  constructor(
    stored: SequenceLedger,
    store: StoreGroup,
    onStored: (sample: Sample, sequence: number) => void,
  ) {
    this.stored = stored;
    this.store = store;
    this.onStored = onStored;
  }

  get nextSequence(): number {
    return this.stored.next;
  }

  /**
   * Resolves when the batch is stored.
   * @throws TwinError HISTORIAN_BATCH_REFUSED where samples of it are left out and the others are stored
   */
  async append(batch: SequencedBatch): Promise<void> {
    const refusals = refusalsOf(batch);
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ batch, refusals, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    // Batches offered in the same turn go together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.takeGroup();
      try {
        const refusals = await this.write(group);
        for (const { batch, refusals: own, resolve, reject } of group) {
          const end = batch.sequence + batch.samples.length;
          const all = [
            ...own,
            ...refusals.filter(({ sequence }) => sequence >= batch.sequence && sequence < end),
          ];
          if (all.length === 0) resolve();
          else reject(refusalError(all));
        }
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.running = undefined;
  }

  private takeGroup(): Waiting[] {
    let samples = 0;
    let end = 0;
    while (end < this.waiting.length && (end === 0 || samples < mostSamplesOfGroup)) {
      samples += this.waiting[end]!.batch.samples.length;
      end += 1;
    }
    return this.waiting.splice(0, end);
  }

  private async write(batches: readonly Waiting[]): Promise<readonly Refusal[]> {
    const group = new WriteGroup(batches, this.stored);
    const refusals = group.count === 0 ? [] : await this.store(group);
    this.stored = group.ledger;
    if (refusals.length === 0) {
      group.each(this.onStored);
      return refusals;
    }
    const refused = new Set(refusals.map(({ sequence }) => sequence));
    group.each((sample, sequence) => {
      if (!refused.has(sequence)) this.onStored(sample, sequence);
    });
    return refusals;
  }
}
