import type { Clock } from '../domain/clock.ts';
import type { Quarantine } from '../domain/quarantine.ts';
import { qualityOf, type Sample, sampleFlags, statusCodes, type TagId } from '../domain/sample.ts';
import { RepeatWindow } from './repeat-window.ts';

/** A source time further ahead of our clock is not believed [ms]. */
const furthestAhead_ms = 5 * 60_000;
/** Longest text of a sample and of a tag [characters]. */
const longestText = 65_536;
const longestTag = 512;
/** Letters of a refused sample that are kept for people to see. */
const longestRaw = 4096;
/** A tag that gives what is no number is told of once in such a time [ms]: a stream of it must not push out all else. */
const tellAgain_ms = 60_000;

/** What was kept out or changed since the start. */
export interface ScreeningCounts {
  readonly duplicates: number;
  readonly refused: number;
  /** Numbers that are none (NaN, infinite): stored as null. */
  readonly notFinite: number;
}

/** What passes the door. */
export interface Admitted {
  /** To be stored and shown: what is new, and what is confirmed behind a hole that an earlier process wrote. */
  readonly fresh: readonly Sample[];
  /** Stored before this process, and what its tag still says: to be shown, for nobody here has heard it yet. */
  readonly restated: readonly Sample[];
}

/** What is stored of a tag, by source time [ms]. */
interface LastStored {
  /** The newest that its source said. */
  word: number;
  /** The newest that we wrote behind it ourselves, and whether that is a hole. */
  ours: number;
  isHole: boolean;
}

/** True of what a connector writes itself, behind the last word of a source: holes, and values confirmed after them. */
export function isOurs({ status, flags }: Sample): boolean {
  return status === statusCodes.badNoCommunication || (flags & sampleFlags.substituted) !== 0;
}

/** The door of the intake: what passes can be stored exactly, and did not come before. */
export class Screening {
  readonly #clock: Clock;
  readonly #quarantine: Quarantine | undefined;
  readonly #window = new RepeatWindow();
  /** Of tags that have said nothing to this process. */
  readonly #unheard = new Map<TagId, LastStored>();
  readonly #heard = new Set<TagId>();
  #duplicates = 0;
  #refused = 0;
  #notFinite = 0;
  /** Tags that gave what is no number: when it was told, and how often since. */
  readonly #toldNotFinite = new Map<TagId, { at: number; since: number }>();

  constructor(clock: Clock, quarantine: Quarantine | undefined) {
    this.#clock = clock;
    this.#quarantine = quarantine;
  }

  counts(): ScreeningCounts {
    return { duplicates: this.#duplicates, refused: this.#refused, notFinite: this.#notFinite };
  }

  /** Readings that are stored already: they count as come before. */
  remember(samples: readonly Sample[]): void {
    const now = this.#clock.now();
    for (const sample of samples) {
      this.#window.repeats(sample, now);
      // Stores that answer late tell of tags that were heard meanwhile.
      if (!this.#heard.has(sample.tag)) this.#noteStored(sample);
    }
  }

  /** The samples that go on, with these flags set. */
  admit(samples: readonly Sample[], flags: number, connector: string): Admitted {
    const now = this.#clock.now();
    const fresh: Sample[] = [];
    const restated: Sample[] = [];
    for (const given of samples) {
      const offered = this.#withoutLongText(given, connector);
      const refusal = refusalOf(offered, now);
      if (refusal !== undefined) {
        this.#refuse(offered, connector, refusal);
        continue;
      }
      const sample = this.#withFiniteValue(offered, connector, now);
      const all = sample.flags | flags;
      const flagged = all === sample.flags ? sample : { ...sample, flags: all };
      if (!this.#window.repeats(sample, now)) {
        fresh.push(flagged);
        continue;
      }
      this.#duplicates += 1;
      // A hole that an earlier process wrote at the same place is a new one to whoever listens now.
      const isNewHere = isOurs(sample) && this.#heard.has(sample.tag);
      const isLastWord = this.#unheard.get(sample.tag)?.word === sample.sourceTimestamp;
      if (isNewHere || isLastWord) restated.push(flagged);
    }
    return this.#withUnheard(fresh, restated);
  }

  #noteStored(sample: Sample): void {
    const { tag, sourceTimestamp: time } = sample;
    const stored = this.#unheard.get(tag) ?? { word: -Infinity, ours: -Infinity, isHole: false };
    if (!isOurs(sample)) stored.word = Math.max(stored.word, time);
    else if (time > stored.ours) {
      stored.ours = time;
      stored.isHole = sample.status === statusCodes.badNoCommunication;
    }
    this.#unheard.set(tag, stored);
  }

  /**
   * With what is restated of tags that say nothing new with it; these have been heard from now on. Where a hole is stored
   * behind it, the value is confirmed behind the hole, as a connector does that wrote the hole itself.
   */
  #withUnheard(fresh: Sample[], restated: readonly Sample[]): Admitted {
    for (const { tag } of fresh) this.#hear(tag);
    const shown: Sample[] = [];
    for (const sample of restated) {
      const stored = this.#unheard.get(sample.tag);
      if (stored === undefined) {
        if (isOurs(sample)) shown.push(sample);
        continue;
      }
      this.#hear(sample.tag);
      if (!stored.isHole || stored.ours < stored.word) {
        shown.push(sample);
        continue;
      }
      const flags = sample.flags | sampleFlags.substituted;
      fresh.push({ ...sample, sourceTimestamp: stored.ours + 1, flags });
    }
    return { fresh, restated: shown };
  }

  #hear(tag: TagId): void {
    this.#heard.add(tag);
    this.#unheard.delete(tag);
  }

  #withFiniteValue(sample: Sample, connector: string, now: number): Sample {
    const { value, status } = sample;
    if (typeof value !== 'number' || Number.isFinite(value)) return sample;
    this.#notFinite += 1;
    this.#tellNotFinite(sample, connector, now);
    const bad = qualityOf(status) === 'good' ? statusCodes.badOutOfRange : status;
    return { ...sample, value: null, status: bad };
  }

  #tellNotFinite({ tag, value, sourceTimestamp }: Sample, connector: string, now: number): void {
    const told = this.#toldNotFinite.get(tag);
    if (told !== undefined && now - told.at < tellAgain_ms) {
      told.since += 1;
      return;
    }
    const others = told?.since ? `; ${told.since} more since the entry before` : '';
    this.#toldNotFinite.set(tag, { at: now, since: 0 });
    this.#quarantine?.put({
      connector,
      source: tag,
      reason: `its value is ${value}, no finite number: null is stored with a bad status${others}`,
      code: 'VALUE_NOT_FINITE',
      receivedTimestamp: now,
      raw: new TextEncoder().encode(JSON.stringify({ tag, sourceTimestamp, value: String(value) })),
    });
  }

  /** In place of a text that is not kept stands a bad value, so that no old one does. */
  #withoutLongText(sample: Sample, connector: string): Sample {
    const { value } = sample;
    if (typeof value !== 'string' || value.length <= longestText) return sample;
    const reason = `its text has ${value.length} characters, more than ${longestText}`;
    this.#refuse(sample, connector, reason);
    return { ...sample, value: null, status: statusCodes.badOutOfRange };
  }

  #refuse(sample: Sample, connector: string, reason: string): void {
    this.#refused += 1;
    const text = JSON.stringify(sample, (_, value) =>
      typeof value === 'string' ? value.slice(0, longestRaw) : value,
    );
    this.#quarantine?.put({
      connector,
      source: String(sample.tag).slice(0, longestTag),
      reason,
      code: 'SAMPLE_REFUSED',
      receivedTimestamp: this.#clock.now(),
      raw: new TextEncoder().encode(text),
    });
  }
}

const isUnsigned32 = (value: number): boolean => value >>> 0 === value;

/** Why a sample cannot be kept as it is, or undefined. */
function refusalOf(sample: Sample, now: number): string | undefined {
  const { tag, value, sourceTimestamp, serverTimestamp, receivedTimestamp, status, flags } = sample;
  if (typeof tag !== 'string' || tag === '' || tag.length > longestTag) {
    return `its tag is no text of 1 to ${longestTag} characters`;
  }
  if (value !== null && !['number', 'boolean', 'string'].includes(typeof value)) {
    return `its value is ${typeof value}, not a number, a truth value, text or null`;
  }
  if (!Number.isFinite(sourceTimestamp)) return `its source time is ${sourceTimestamp}`;
  if (sourceTimestamp > now + furthestAhead_ms) {
    const ahead_s = Math.round((sourceTimestamp - now) / 1000);
    return `its source time is ${ahead_s} s ahead of our clock, more than ${furthestAhead_ms / 1000} s: correct the clock of the source, or ours`;
  }
  if (serverTimestamp !== undefined && !Number.isFinite(serverTimestamp)) {
    return `its server time is ${serverTimestamp}`;
  }
  if (!Number.isFinite(receivedTimestamp)) return `its time of receipt is ${receivedTimestamp}`;
  if (!isUnsigned32(status)) return `its status ${status} is no 32-bit code`;
  if (!isUnsigned32(flags)) return `its flags ${flags} are no 32-bit number`;
  return undefined;
}
