import type { StoredSample } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';

interface Last {
  sample: Sample;
  sequence: number;
}

/** The newest sample of each tag by source time: a late one never replaces a newer one. */
export class LastSamples {
  private readonly byTag = new Map<TagId, Last>();

  add(sample: Sample, sequence: number): void {
    const last = this.byTag.get(sample.tag);
    if (last === undefined) {
      this.byTag.set(sample.tag, { sample, sequence });
      return;
    }
    const later = sample.sourceTimestamp - last.sample.sourceTimestamp || sequence - last.sequence;
    if (later <= 0) return;
    last.sample = sample;
    last.sequence = sequence;
  }

  /** Every tag of which there is one. */
  tags(): TagId[] {
    return [...this.byTag.keys()];
  }

  /** In the order asked for; unknown tags are left out. */
  of(tags: readonly TagId[]): readonly StoredSample[] {
    return tags.flatMap((tag) => {
      const last = this.byTag.get(tag);
      return last === undefined ? [] : { ...last.sample, sequence: last.sequence };
    });
  }
}
