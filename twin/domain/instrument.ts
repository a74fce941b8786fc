import type { TagId } from './sample.ts';
import { parseTag } from './tag.ts';

/** What is known of the instrument behind a tag. */
export interface Instrument {
  /** Its tag; one without lane stands for all lanes of that name. */
  readonly tag: string;
  /** Principle or procedure, for example `beta transmission` or `ISO 2884-2`. */
  readonly method?: string;
  readonly serial?: string;
  /** Day of the last calibration, `YYYY-MM-DD`. */
  readonly calibratedOn?: string;
  /** Day by which the next is due, `YYYY-MM-DD`. */
  readonly calibrationDue?: string;
  /** Standard uncertainty of one reading (JCGM 100:2008, 2.3.1), in the unit of the tag. */
  readonly standardUncertainty?: number;
  /** Range in which it may be used, in the unit of the tag. */
  readonly range?: { readonly min: number; readonly max: number };
}

/** The instrument of each tag. */
export class Instruments {
  readonly #byTag: ReadonlyMap<string, Instrument>;

  constructor(instruments: readonly Instrument[]) {
    this.#byTag = new Map(instruments.map((instrument) => [instrument.tag, instrument]));
  }

  of(tag: TagId): Instrument | undefined {
    return this.#byTag.get(tag) ?? this.#byTag.get(withoutLane(tag));
  }
}

/** Tag of all lanes of a name. */
function withoutLane(tag: TagId): string {
  const parts = parseTag(tag);
  if (parts?.lane === undefined) return tag;
  const { site, area, line, unit, name, boundaryUnit } = parts;
  const measure = boundaryUnit === undefined ? '' : `_${boundaryUnit}`;
  return `${site}.${area}.${line}.${unit}.${name}${measure}`;
}
