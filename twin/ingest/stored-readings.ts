import type { Historian, StoredSample } from '../domain/historian.ts';
import type { Sample, TagId } from '../domain/sample.ts';

/** Stretches of source time that are asked for in one look at most. */
const mostStretches = 16;
/** Tags that a query names; beyond it asks for all. */
const mostTags = 500;

/**
 * Tells which samples a history held before somebody began to offer them: equal tag, source time, status and value. It
 * looks only where a tag had something at or after that time then, so that what is new costs no query.
 */
export class StoredReadings {
  readonly #historian: Historian;
  /** The newest of a tag before anything was offered; undefined where there was none. */
  readonly #newest = new Map<TagId, StoredSample | undefined>();

  constructor(historian: Historian) {
    this.#historian = historian;
  }

  /**
   * Those of the samples that were there.
   * @param below - what is stored under this number or a later one is not meant: it may be these samples themselves
   * @throws TwinError of the historian
   */
  async among(samples: readonly Sample[], below = Infinity): Promise<ReadonlySet<Sample>> {
    await this.#learn(samples);
    const suspects = samples
      .filter(({ tag, sourceTimestamp }) => {
        const newest = this.#newest.get(tag);
        return newest !== undefined && sourceTimestamp <= newest.sourceTimestamp;
      })
      .sort((left, right) => left.sourceTimestamp - right.sourceTimestamp);
    const found = new Set<Sample>();
    for (const stretch of stretchesOf(suspects)) {
      const byKey = new Map<string, Sample[]>();
      for (const sample of stretch) {
        const key = keyOf(sample);
        const others = byKey.get(key);
        if (others === undefined) byKey.set(key, [sample]);
        else others.push(sample);
      }
      const tags = [...new Set(stretch.map(({ tag }) => tag))];
      const query = {
        from: stretch[0]!.sourceTimestamp,
        // The first time behind the last sample: bounds are half open.
        to: stretch.at(-1)!.sourceTimestamp + 0.001,
        ...(tags.length > mostTags ? {} : { tags }),
      };
      for await (const page of this.#historian.range(query)) {
        for (const stored of page) {
          if (stored.sequence >= below) continue;
          for (const sample of byKey.get(keyOf(stored)) ?? []) found.add(sample);
        }
      }
    }
    return found;
  }

  /** The newest of a tag that was asked about, as it was before anything was offered. */
  newestOf(tag: TagId): StoredSample | undefined {
    return this.#newest.get(tag);
  }

  async #learn(samples: readonly Sample[]): Promise<void> {
    const met = new Set<TagId>();
    for (const { tag } of samples) if (!this.#newest.has(tag)) met.add(tag);
    if (met.size === 0) return;
    const newest = await this.#historian.last([...met]);
    for (const tag of met) this.#newest.set(tag, undefined);
    for (const sample of newest) this.#newest.set(sample.tag, sample);
  }
}

function keyOf({ tag, sourceTimestamp, status, value }: Sample): string {
  // Minus zero is zero, as where repeats are kept out.
  const said = typeof value === 'number' ? value + 0 : value;
  return `${tag}\n${sourceTimestamp}\n${status}\n${typeof said}\n${said}`;
}

/** Samples in order of source time, cut at the longest pauses: late ones must not make one long stretch of all. */
function stretchesOf(samples: readonly Sample[]): Sample[][] {
  if (samples.length === 0) return [];
  const pauses = samples
    .slice(1)
    .map(({ sourceTimestamp }, i) => ({
      at: i + 1,
      length: sourceTimestamp - samples[i]!.sourceTimestamp,
    }))
    .filter(({ length }) => length > 1000)
    .sort((left, right) => right.length - left.length)
    .slice(0, mostStretches - 1);
  const cuts = [0, ...pauses.map(({ at }) => at).sort((a, b) => a - b), samples.length];
  return cuts.slice(1).map((to, i) => samples.slice(cuts[i], to));
}
