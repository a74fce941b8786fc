import type { StoredSample } from '../../twin/domain/historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { compareBySourceTime } from './sample-table.ts';

/** The newest sample of each tag by source time: a late one never replaces a newer one. */
export class LastSamples {
  private readonly byTag = new Map<TagId, StoredSample>();

  add(sample: StoredSample): void {
    const last = this.byTag.get(sample.tag);
    if (last === undefined || compareBySourceTime(last, sample) < 0) {
      this.byTag.set(sample.tag, sample);
    }
  }

  /** In the order asked for; unknown tags are left out. */
  of(tags: readonly TagId[]): readonly StoredSample[] {
    return tags.flatMap((tag) => this.byTag.get(tag) ?? []);
  }
}
