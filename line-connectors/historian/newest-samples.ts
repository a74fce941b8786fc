import type { RangeQuery, StoredSample } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import { LastSamples } from './last-samples.ts';
import { RecentSamples } from './recent-samples.ts';

/** What is answered from memory whatever the store: the last sample of every tag, and the newest minutes. */
export class NewestSamples {
  private readonly last = new LastSamples();
  private readonly recent: RecentSamples;

  /** @param stored - the newest sample of each tag that the store holds already */
  constructor(stored: readonly StoredSample[]) {
    let newest: number | undefined;
    for (const { sequence, ...sample } of stored) {
      this.last.add(sample, sequence);
      newest = Math.max(newest ?? -Infinity, sample.sourceTimestamp);
    }
    this.recent = new RecentSamples(newest);
  }

  add(sample: Sample, sequence: number): void {
    this.last.add(sample, sequence);
    this.recent.add(sample, sequence);
  }

  /** True where `pages` holds all that the store would answer. */
  covers(query: RangeQuery): boolean {
    return this.recent.covers(query);
  }

  pages(query: RangeQuery): Iterable<readonly StoredSample[]> {
    return this.recent.pages(query);
  }

  tags(): readonly TagId[] {
    return this.last.tags();
  }

  lastOf(tags: readonly TagId[]): readonly StoredSample[] {
    return this.last.of(tags);
  }
}
