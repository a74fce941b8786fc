import { fromUnit } from '../../physics/core/units.ts';
import { qualityOf, type Sample, type TagId } from '../domain/sample.ts';
import { parseTag, type TagParts } from '../domain/tag.ts';

/** A reading in SI with its place on the line. */
export interface Reading {
  readonly parts: TagParts;
  /** Source time [s]. */
  readonly time: number;
  /** SI value; text for identities; undefined where the source has no good value. */
  readonly value: number | string | undefined;
}

/** The present good values of one line, by unit and name, in SI. What turns bad is forgotten, never held. */
export class LineReadings {
  readonly #line: string;
  readonly #parsed = new Map<TagId, TagParts | undefined>();
  readonly #values = new Map<string, number | string>();

  /** @param line - prefix `site.area.line` of the tags that count */
  constructor(line: string) {
    this.#line = line;
  }

  /** Takes a sample; undefined when it is not of this line. */
  take(sample: Sample): Reading | undefined {
    const parts = this.#partsOf(sample.tag);
    if (parts === undefined) return undefined;
    const value = goodValue(sample, parts);
    if (parts.lane === undefined) {
      const key = `${parts.unit}.${parts.name}`;
      if (value === undefined) this.#values.delete(key);
      else this.#values.set(key, value);
    }
    return { parts, time: sample.sourceTimestamp / 1000, value };
  }

  /** Present value of a number, SI; undefined where it is not known to be good. */
  number(unit: string, name: string): number | undefined {
    const value = this.#values.get(`${unit}.${name}`);
    return typeof value === 'number' ? value : undefined;
  }

  /** Present text, such as a coil's identity. */
  text(unit: string, name: string): string | undefined {
    const value = this.#values.get(`${unit}.${name}`);
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
  return parts.boundaryUnit === undefined
    ? sample.value
    : fromUnit(sample.value, parts.boundaryUnit);
}
