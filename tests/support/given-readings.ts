import { qualityOf, sampleFlags } from '../../twin/domain/sample.ts';

/** One reading, as its source gave it and as the history should hold it. */
interface Reading {
  readonly tag: string;
  readonly sourceTimestamp: number;
  readonly value: unknown;
}

/** How a history differs from what the sources gave. */
interface Difference {
  readonly compared: number;
  /** Given and not stored. */
  readonly lost: readonly string[];
  /** Stored more than once. */
  readonly doubled: readonly string[];
  /** Stored, and never given. */
  readonly invented: readonly string[];
}

/** Differences of a kind that are shown. */
const mostShown = 10;

/** What the sources of a test have given: a set of tag, source time and value. */
export class GivenReadings {
  readonly #keys = new Set<string>();

  get count(): number {
    return this.#keys.size;
  }

  /** Notes a reading that its source answers for. */
  add({ tag, sourceTimestamp, value }: Reading): void {
    this.#keys.add(keyOf(tag, sourceTimestamp, value));
  }

  /**
   * Compares with good readings of a history; what the twin itself repeats behind a hole is none.
   * @param tags - all that were given where absent
   * @param from - earliest source time that is compared [ms]
   */
  against(
    stored: readonly (Reading & { readonly status: number; readonly flags: number })[],
    tags?: readonly string[],
    from = Number.NEGATIVE_INFINITY,
  ): {
    lost: number;
    doubled: number;
    invented: number;
    difference: Difference;
  } {
    const times = new Map<string, number>();
    for (const { tag, sourceTimestamp, value, status, flags } of stored) {
      if (qualityOf(status) !== 'good' || (flags & sampleFlags.substituted) !== 0) continue;
      if (sourceTimestamp < from) continue;
      const key = keyOf(tag, sourceTimestamp, value);
      times.set(key, (times.get(key) ?? 0) + 1);
    }
    const asked = [...this.#keys].filter((key) => {
      const [tag, time] = key.split(' ', 2) as [string, string];
      return Number(time) >= from && (tags === undefined || tags.includes(tag));
    });
    const lost = asked.filter((key) => !times.has(key));
    const doubled = [...times].filter(([, count]) => count > 1).map(([key]) => key);
    const invented = [...times.keys()].filter((key) => !this.#keys.has(key));
    return {
      lost: lost.length,
      doubled: doubled.length,
      invented: invented.length,
      difference: {
        compared: asked.length - lost.length,
        lost: lost.slice(0, mostShown),
        doubled: doubled.slice(0, mostShown),
        invented: invented.slice(0, mostShown),
      },
    };
  }
}

function keyOf(tag: string, time: number, value: unknown): string {
  const text = String(value);
  return `${tag} ${time} ${text.length > 60 ? `${text.slice(0, 60)}... (${text.length})` : text}`;
}
