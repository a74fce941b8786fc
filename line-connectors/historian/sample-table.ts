import type { RangeQuery, StoredSample } from '../../twin/domain/historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';

/** Most samples in one page of `Historian.range`. */
export const pageSize = 10_000;

/** Order of a range: by source time, then by arrival. */
export function compareBySourceTime(a: StoredSample, b: StoredSample): number {
  return a.sourceTimestamp - b.sourceTimestamp || a.sequence - b.sequence;
}

/** Index of the first sample of a sorted list at or after a source time. */
function lowerBound(samples: readonly StoredSample[], time: number): number {
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
  private readonly byTag = new Map<TagId, StoredSample[]>();
  private size = 0;

  get count(): number {
    return this.size;
  }

  add(sample: StoredSample): void {
    this.size += 1;
    const samples = this.byTag.get(sample.tag);
    if (samples === undefined) {
      this.byTag.set(sample.tag, [sample]);
      return;
    }
    if (compareBySourceTime(samples.at(-1)!, sample) < 0) {
      samples.push(sample);
      return;
    }
    let at = lowerBound(samples, sample.sourceTimestamp);
    while (at < samples.length && compareBySourceTime(samples[at]!, sample) < 0) at += 1;
    samples.splice(at, 0, sample);
  }

  /** Samples of one tag with from <= source time < to, in order. */
  ofTag(tag: TagId, from: number, to: number): readonly StoredSample[] {
    const samples = this.byTag.get(tag) ?? [];
    return samples.slice(lowerBound(samples, from), lowerBound(samples, to));
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
    for (const [tag, samples] of this.byTag) {
      const dropped = lowerBound(samples, time);
      this.size -= dropped;
      if (dropped === samples.length) this.byTag.delete(tag);
      else if (dropped > 0) samples.splice(0, dropped);
    }
  }
}
