import { qualityOf, type Sample, type TagId } from '../domain/sample.ts';
import { inSi, parseTag, type TagParts } from '../domain/tag.ts';
import { believedTime, orderTime, stampIsBelieved } from './believed-time.ts';

/** A reading in SI with its place on the line. */
export interface Reading {
  readonly parts: TagParts;
  /** When it was taken [s]: source time where its stamp is believed, else time of arrival. */
  readonly time: number;
  readonly timeIsBelieved: boolean;
  /** SI value; text for identities; undefined where the source has no good value. */
  readonly value: number | string | undefined;
}

/** The newest word of a tag. */
interface Held {
  readonly order: number;
  readonly time: number;
  readonly value: number | string | undefined;
}

/**
 * The present good values of one line, by unit and name, in SI. What turns bad is forgotten, never held; what comes late,
 * older than what is held, changes nothing.
 */
export class LineReadings {
  readonly #line: string;
  readonly #parsed = new Map<TagId, TagParts | undefined>();
  readonly #held = new Map<string, Held>();

  /** @param line - prefix `site.area.line` of the tags that count */
  constructor(line: string) {
    this.#line = line;
  }

  /**
   * Takes a sample; undefined when it is not of this line, or older than what is held of its tag. A gauge's reading on a
   * lane belongs to the metre that was under it, however late it comes: nothing of it is held.
   */
  take(sample: Sample): Reading | undefined {
    const parts = this.#partsOf(sample.tag);
    if (parts === undefined) return undefined;
    const value = goodValue(sample, parts);
    const time = believedTime(sample);
    if (parts.lane === undefined) {
      const key = `${parts.unit}.${parts.name}`;
      const order = orderTime(sample);
      if (order < (this.#held.get(key)?.order ?? -Infinity)) return undefined;
      this.#held.set(key, { order, time, value });
    }
    return { parts, time, timeIsBelieved: stampIsBelieved(sample), value };
  }

  /** Whether the source has ever said anything of it, good or bad. */
  heard(unit: string, name: string): boolean {
    return this.#held.has(`${unit}.${name}`);
  }

  /** Present value of a number, SI; undefined where it is not known to be good. */
  number(unit: string, name: string): number | undefined {
    return this.timedNumber(unit, name)?.value;
  }

  /** Present value of a number, SI, and when it was taken [s]. */
  timedNumber(unit: string, name: string): { time: number; value: number } | undefined {
    const held = this.#held.get(`${unit}.${name}`);
    return typeof held?.value === 'number' ? { time: held.time, value: held.value } : undefined;
  }

  /** Present text, such as a coil's identity. */
  text(unit: string, name: string): string | undefined {
    const value = this.#held.get(`${unit}.${name}`)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  #partsOf(tag: TagId): TagParts | undefined {
    if (this.#parsed.has(tag)) return this.#parsed.get(tag);
    const parts = parseTag(tag);
    const mine =
      parts !== undefined && `${parts.site}.${parts.area}.${parts.line}` === this.#line
        ? parts
        : undefined;
    this.#parsed.set(tag, mine);
    return mine;
  }
}

function goodValue(sample: Sample, parts: TagParts): number | string | undefined {
  if (qualityOf(sample.status) !== 'good') return undefined;
  if (typeof sample.value === 'string') return sample.value;
  if (typeof sample.value !== 'number' || !Number.isFinite(sample.value)) return undefined;
  return inSi(sample.value, parts);
}
