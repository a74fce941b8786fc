import type { RangeQuery, StoredSample } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';

/** Most samples in one page of `Historian.range`. */
export const pageSize = 10_000;

/** Order of a range: by source time, then by arrival. */
export function compareBySourceTime(a: StoredSample, b: StoredSample): number {
  return a.sourceTimestamp - b.sourceTimestamp || a.sequence - b.sequence;
}

/** Samples of one tag by source time, then by arrival, and beside them their sequence numbers: no copies are made. */
interface Series {
  readonly samples: Sample[];
  readonly sequences: number[];
}

/** Index of the first sample of a series at or after a source time. */
function lowerBound({ samples }: Series, time: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (samples[middle]!.sourceTimestamp < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Samples in memory, per tag in order of source time. */
export class SampleTable {
  private readonly byTag = new Map<TagId, Series>();
  private size = 0;

  get count(): number {
    return this.size;
  }

  add(sample: Sample, sequence: number): void {
    this.size += 1;
    const series = this.byTag.get(sample.tag);
    if (series === undefined) {
      this.byTag.set(sample.tag, { samples: [sample], sequences: [sequence] });
      return;
    }
    const { samples, sequences } = series;
    let at = samples.length;
    const last = samples[at - 1]!;
    const isNext =
      last.sourceTimestamp < sample.sourceTimestamp ||
      (last.sourceTimestamp === sample.sourceTimestamp && sequences[at - 1]! < sequence);
    if (!isNext) {
      at = lowerBound(series, sample.sourceTimestamp);
      while (samples[at]?.sourceTimestamp === sample.sourceTimestamp && sequences[at]! < sequence) {
        at += 1;
      }
    }
    if (at === samples.length) {
      samples.push(sample);
      sequences.push(sequence);
    } else {
      samples.splice(at, 0, sample);
      sequences.splice(at, 0, sequence);
    }
  }

  /** Samples of one tag with from <= source time < to, in order. */
  ofTag(tag: TagId, from: number, to: number): StoredSample[] {
    const series = this.byTag.get(tag);
    if (series === undefined) return [];
    const first = lowerBound(series, from);
    const { samples, sequences } = series;
    return samples
      .slice(first, lowerBound(series, to))
      .map((sample, i) => ({ ...sample, sequence: sequences[first + i]! }));
  }

  /** The pages of a range query, as the table stands when the first is asked for. */
  *pages({ tags, from, to, order }: RangeQuery): Generator<readonly StoredSample[]> {
    const wanted = tags === undefined ? [...this.byTag.keys()] : [...new Set(tags)];
    const samples = wanted.flatMap((tag) => this.ofTag(tag, from, to));
    samples.sort(order === 'sequence' ? (a, b) => a.sequence - b.sequence : compareBySourceTime);
    for (let at = 0; at < samples.length; at += pageSize) yield samples.slice(at, at + pageSize);
  }

  /** Forgets what is older than a source time. */
  dropBefore(time: number): void {
    for (const [tag, series] of this.byTag) {
      const dropped = lowerBound(series, time);
      this.size -= dropped;
      if (dropped === series.samples.length) this.byTag.delete(tag);
      else if (dropped > 0) {
        series.samples.splice(0, dropped);
        series.sequences.splice(0, dropped);
      }
    }
  }
}
