import type { TagId } from '../../twin/domain/sample.ts';
import type { DuckdbClient } from './duckdb-client.ts';
import { blockOf, makeColumns, pushSample } from './sample-columns.ts';
import type { SequenceLedger } from './sequence-ledger.ts';
import type { StoreGroup } from './write-queue.ts';

/** Names of tags by number, as the file has them. */
export class TagNumbers {
  readonly names: TagId[];
  private readonly numbers: Map<TagId, number>;

  constructor(names: readonly TagId[]) {
    this.names = [...names];
    this.numbers = new Map(names.map((tag, number) => [tag, number]));
  }

  get(tag: TagId): number | undefined {
    return this.numbers.get(tag);
  }

  /** Numbers of those tags that the file knows. */
  of(tags: readonly TagId[]): number[] {
    return [...new Set(tags)].flatMap((tag) => this.numbers.get(tag) ?? []);
  }

  /** Takes up tags that were stored, each with the number that follows. */
  learn(tags: Iterable<TagId>): void {
    for (const tag of tags) {
      this.numbers.set(tag, this.names.length);
      this.names.push(tag);
    }
  }
}

/** Stores groups in the file, each in one transaction. */
export function duckdbWriter(
  client: DuckdbClient,
  tags: TagNumbers,
  stored: SequenceLedger,
): StoreGroup {
  let gaps = JSON.stringify(stored.gaps);
  return async (group) => {
    const columns = makeColumns(group.count);
    const added = new Map<TagId, number>();
    group.each((sample, sequence) => {
      const { tag } = sample;
      let number = tags.get(tag) ?? added.get(tag);
      if (number === undefined) {
        number = tags.names.length + added.size;
        added.set(tag, number);
      }
      pushSample(columns, sample, sequence, number);
    });
    const newTags = [...added].map(([name, number]) => ({ number, name }));
    const gapsNow = JSON.stringify(group.ledger.gaps);
    const changed = gapsNow === gaps ? {} : { gaps: group.ledger.gaps };
    await client.call('write', { columns, newTags, ...changed }, [blockOf(columns)]);
    gaps = gapsNow;
    tags.learn(added.keys());
    return [];
  };
}
