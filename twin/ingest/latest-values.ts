import { type Sample, sampleFlags, type TagId } from '../domain/sample.ts';

/** The last sample of every tag by source time; what a source flags as historical says nothing of the present. */
export class LatestValues {
  readonly #samples = new Map<TagId, Sample>();

  /** Takes a sample unless a newer one of its tag is known. */
  take(sample: Sample): boolean {
    if ((sample.flags & sampleFlags.historical) !== 0) return false;
    const known = this.#samples.get(sample.tag);
    if (known !== undefined && known.sourceTimestamp > sample.sourceTimestamp) return false;
    this.#samples.set(sample.tag, sample);
    return true;
  }

  /** Every tag that was heard of. */
  tags(): IterableIterator<TagId> {
    return this.#samples.keys();
  }

  get(tag: TagId): Sample | undefined {
    return this.#samples.get(tag);
  }
}
