import type { RangeQuery, StoredSample } from '../../twin/domain/historian.ts';
import type { Sample } from '../../twin/domain/sample.ts';
import { SampleTable } from './sample-table.ts';

const longestWindow_ms = 15 * 60_000;
const mostSamples = 250_000;

/**
 * The newest minutes in memory: every stored sample whose source time is at or after `floor`, so that a query that begins
 * there needs no file. Held to 15 minutes and 250,000 samples; a faster line gets a shorter window.
 */
export class RecentSamples {
  private readonly table = new SampleTable();
  private window_ms = longestWindow_ms;
  private floor: number;
  private newestReceived = -Infinity;
  private trimmedAt = -Infinity;

  /** @param newestStored - greatest source time that is stored already and not given to `add` [ms] */
  constructor(newestStored: number | undefined) {
    this.floor = newestStored === undefined ? -Infinity : newestStored + 1;
  }

  covers({ from }: RangeQuery): boolean {
    return from >= this.floor;
  }

  pages(query: RangeQuery): Iterable<readonly StoredSample[]> {
    return this.table.pages(query);
  }

  add(sample: Sample, sequence: number): void {
    this.newestReceived = Math.max(this.newestReceived, sample.receivedTimestamp);
    if (sample.sourceTimestamp >= this.floor) this.table.add(sample, sequence);
    if (this.newestReceived - this.trimmedAt > this.window_ms / 16) this.trim();
    while (this.table.count > mostSamples) {
      this.window_ms /= 2;
      // Sources ahead of our clock can fill it whatever the window: then it stays off, and the file answers.
      if (this.window_ms < 1) this.newestReceived = Infinity;
      this.trim();
    }
  }

  private trim(): void {
    this.trimmedAt = this.newestReceived;
    this.floor = Math.max(this.floor, this.newestReceived - this.window_ms);
    this.table.dropBefore(this.floor);
  }
}
