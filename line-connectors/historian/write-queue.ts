import type { StoredSample } from '../../twin/domain/historian.ts';
import type { SequencedBatch, TagId } from '../../twin/domain/sample.ts';
import type { DuckdbClient } from './duckdb-client.ts';
import { buffersOf, makeColumns, pushSample } from './sample-columns.ts';
import { claimSpan, type SequenceLedger, type SequenceSpan } from './sequence-ledger.ts';

const mostSamplesOfGroup = 50_000;
interface Waiting {
  readonly batch: SequencedBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
interface Claim {
  readonly batch: SequencedBatch;
  readonly spans: readonly SequenceSpan[];
}

/** The samples of claims that are not stored yet, with their sequence numbers. */
function* claimed(claims: readonly Claim[]): Generator<StoredSample> {
  for (const { batch, spans } of claims) {
    for (const { from, to } of spans) {
      for (let sequence = from; sequence < to; sequence += 1) {
        yield { ...batch.samples[sequence - batch.sequence]!, sequence };
      }
    }
  }
}

/**
 * Group commit: one write runs at a time, and the batches that come meanwhile are stored together by the next. A group
 * that fails is rejected whole and claims nothing, so that each of its batches can be repeated.
 */
export class WriteQueue {
  /** Names of tags by number, as the file has them. */
  readonly tags: TagId[];
  private readonly numbers: Map<TagId, number>;
  private stored: SequenceLedger;
  private readonly client: DuckdbClient;
  private readonly onStored: (sample: StoredSample) => void;
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;

  constructor(
    client: DuckdbClient,
    file: { readonly tags: readonly TagId[]; readonly ledger: SequenceLedger },
    onStored: (sample: StoredSample) => void,
  ) {
    this.client = client;
    this.tags = [...file.tags];
    this.numbers = new Map(file.tags.map((tag, number) => [tag, number]));
    this.stored = file.ledger;
    this.onStored = onStored;
  }

  get nextSequence(): number {
    return this.stored.next;
  }

  /** Numbers of those tags that the file knows. */
  numbersOf(tags: readonly TagId[]): number[] {
    return [...new Set(tags)].flatMap((tag) => this.numbers.get(tag) ?? []);
  }

  /** Resolves when the batch is in the file. */
  append(batch: SequencedBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ batch, resolve, reject });
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
        await this.write(group.map(({ batch }) => batch));
        for (const { resolve } of group) resolve();
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

  private async write(batches: readonly SequencedBatch[]): Promise<void> {
    let ledger = this.stored;
    const claims = batches.map((batch): Claim => {
      const { sequence, samples } = batch;
      const claim = claimSpan(ledger, { from: sequence, to: sequence + samples.length });
      ledger = claim.ledger;
      return { batch, spans: claim.claims };
    });
    const samples = [...claimed(claims)];
    if (samples.length === 0) return;
    const columns = makeColumns(samples.length);
    const newNumbers = new Map<TagId, number>();
    for (const sample of samples) {
      const { tag, sequence } = sample;
      let number = this.numbers.get(tag) ?? newNumbers.get(tag);
      if (number === undefined) {
        number = this.tags.length + newNumbers.size;
        newNumbers.set(tag, number);
      }
      pushSample(columns, sample, { sequence, tag: number });
    }
    const newTags = [...newNumbers].map(([name, number]) => ({ number, name }));
    const gapsChanged = JSON.stringify(ledger.gaps) !== JSON.stringify(this.stored.gaps);
    await this.client.call(
      'write',
      { columns, newTags, ...(gapsChanged ? { gaps: ledger.gaps } : {}) },
      buffersOf(columns),
    );
    this.stored = ledger;
    for (const [tag, number] of newNumbers) {
      this.tags[number] = tag;
      this.numbers.set(tag, number);
    }
    for (const sample of samples) this.onStored(sample);
  }
}
