import type { Clock } from '../domain/clock.ts';
import type { Historian } from '../domain/historian.ts';
import type { Identity, IdentityReader } from '../domain/identity.ts';
import { qualityOf, type Sample, type TagId } from '../domain/sample.ts';
import type { Spool } from '../domain/spool.ts';
import { inSi, parseTag } from '../domain/tag.ts';
import type { Identities } from './identities.ts';
import type { TravelSpan } from './travel-spans.ts';
import { isSetAnew, WebTravel } from './web-travel.ts';

const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;
/** Interval at which is looked where it was set anew [ms], and the time of one such look. */
const resetInterval = hour_ms;
const resetWindow = 30 * day_ms;
/** So far is read back for the time at which the web on the line was coated [days]. */
const mostLookback = 31;
/** Samples of one read of the spool, and those that are kept until the time is read that they belong to. */
const pageSize = 10_000;
const mostEarly = 50_000;

const startOfHour = (time: number): number => Math.floor(time / hour_ms) * hour_ms;

/**
 * Identities of all that a historian holds. Names that machines told are read once, over all times; how the web ran is read
 * for the hours that are asked for, and for the present.
 */
export class IdentityHistory implements IdentityReader {
  readonly #identities: Identities;
  readonly #historian: Historian;
  readonly #clock: Clock;
  readonly #early: Sample[] = [];
  #counter: TagId | undefined;
  #hasBegun = false;
  #last: Promise<void> = Promise.resolve();

  constructor(identities: Identities, historian: Historian, clock: Clock) {
    this.#identities = identities;
    this.#historian = historian;
    this.#clock = clock;
  }

  of(sample: Pick<Sample, 'tag' | 'sourceTimestamp' | 'value'>): Identity {
    return this.#identities.of(sample);
  }

  ofCoil(...asked: Parameters<IdentityReader['ofCoil']>): ReturnType<IdentityReader['ofCoil']> {
    return this.#identities.ofCoil(...asked);
  }

  /** Takes samples as they come. */
  take(samples: readonly Sample[]): void {
    const { travels } = this.#identities;
    for (const sample of samples) {
      const role = this.#identities.roleOf(sample.tag);
      if (role === undefined) continue;
      const isEarly = this.#hasBegun && sample.sourceTimestamp < travels.present.from;
      if (role === 'length' && isEarly) this.#keepEarly(sample);
      else this.#identities.take(sample);
    }
  }

  /** Takes what waits in the spool, and reads what the present needs. In this order nothing is missed between them. */
  async begin(spool: Spool): Promise<void> {
    for (let from = 0; ; ) {
      const { batches } = await spool.read(from, pageSize);
      const last = batches.at(-1);
      if (last === undefined) break;
      for (const { samples } of batches) this.take(samples);
      from = last.sequence + last.samples.length;
    }
    const now = this.#clock.now();
    await this.reach(now, now);
  }

  reach(from: number, to: number): Promise<void> {
    const reached = this.#last.then(() => this.#reach(from, to));
    this.#last = reached.catch(() => undefined);
    return reached;
  }

  async #reach(from: number, to: number): Promise<void> {
    if (!this.#hasBegun) await this.#readNames();
    if (this.#counter === undefined) return;
    const span = this.#identities.travels.touching(startOfHour(from), startOfHour(to) + hour_ms);
    const { travel } = span;
    let changed = false;
    for (; span.to <= to; changed = true) await this.#append(span);
    while (span.from > from) changed = (await this.#prepend(span)) || changed;
    const { pathLength, firstTold } = this.#identities;
    const earliest = Math.max(firstTold, from - mostLookback * day_ms);
    while (span.from > earliest && (travel.lengthAt(from) ?? 0) < pathLength) {
      changed = (await this.#prepend(span)) || changed;
    }
    if (changed) this.#identities.forget();
  }

  /** Names of all times, when the counter was set anew meanwhile, and where the present begins. */
  async #readNames(): Promise<void> {
    const known = await this.#historian.tags();
    const tags = known.filter((tag) => isName(this.#identities.roleOf(tag)));
    this.#counter = known.find((tag) => this.#identities.roleOf(tag) === 'length');
    if (tags.length > 0) {
      for await (const page of this.#historian.range({ tags, from: -Infinity, to: Infinity })) {
        for (const sample of page) this.#identities.take(sample);
      }
    }
    const now = this.#clock.now();
    if (this.#counter !== undefined) await this.#readResets(this.#counter, now);
    // What came since the start is joined to what was stored before it.
    this.#identities.travels.present.from = startOfHour(now) + hour_ms;
    this.#hasBegun = true;
    await this.#prepend(this.#identities.travels.present);
  }

  async #readResets(counter: TagId, now: number): Promise<void> {
    const first = Math.max(this.#identities.firstTold, -8.64e15);
    const { toSi } = unitOf(counter);
    let before: { readonly from: number; readonly last: number } | undefined;
    for (let from = startOfHour(first); from < now; from += resetWindow) {
      const range = { from, to: from + resetWindow };
      const interval = { tags: [counter], interval_ms: resetInterval };
      for (const bucket of await this.#historian.aggregate({ ...range, ...interval })) {
        if (bucket.min === null || bucket.max === null || bucket.last === null) continue;
        const [min, max, last] = [toSi(bucket.min), toSi(bucket.max), toSi(bucket.last)];
        const isInside = isSetAnew(0, max, 0, last);
        if (isInside || (before !== undefined && isSetAnew(0, before.last, 0, min))) {
          await this.#findResets(counter, before?.from ?? bucket.from, bucket.from + resetInterval);
        }
        before = { from: bucket.from, last };
      }
    }
  }

  async #findResets(tag: TagId, from: number, to: number): Promise<void> {
    let before: { readonly time: number; readonly counter: number } | undefined;
    for await (const reading of this.#counterIn(tag, from, to)) {
      const { time, counter } = reading;
      if (before !== undefined && isSetAnew(before.time, before.counter, time, counter)) {
        this.#identities.resetAt(time);
      }
      before = reading;
    }
  }

  /**
   * An hour more at the beginning, or more where the web stood.
   * @returns whether there was anything
   */
  async #prepend(span: TravelSpan): Promise<boolean> {
    const from = startOfHour(span.from - 1) + hour_ms - span.reads;
    const read = await this.#readTravel(new WebTravel(), from, span.from);
    const isPresent = span === this.#identities.travels.present;
    const reset = span.travel.prepend(read);
    span.from = from;
    span.reads = read.isEmpty ? Math.min(2 * span.reads, day_ms) : hour_ms;
    // Between what was stored before the start and what came since.
    if (isPresent && reset !== undefined) this.#identities.resetAt(reset);
    if (isPresent) this.take(this.#early.splice(0));
    return !read.isEmpty;
  }

  /** An hour more at the end. */
  async #append(span: TravelSpan): Promise<void> {
    const to = span.to + hour_ms;
    await this.#readTravel(span.travel, span.to, to);
    span.to = to;
  }

  async #readTravel(travel: WebTravel, from: number, to: number): Promise<WebTravel> {
    if (this.#counter === undefined) return travel;
    for await (const { time, counter } of this.#counterIn(this.#counter, from, to)) {
      travel.take(time, counter);
    }
    return travel;
  }

  /** Good readings of the counter in SI. */
  async *#counterIn(
    tag: TagId,
    from: number,
    to: number,
  ): AsyncGenerator<{ readonly time: number; readonly counter: number }> {
    const { toSi } = unitOf(tag);
    for await (const page of this.#historian.range({ tags: [tag], from, to })) {
      for (const { value, status, sourceTimestamp: time } of page) {
        if (typeof value !== 'number' || qualityOf(status) !== 'good') continue;
        yield { time, counter: toSi(value) };
      }
    }
  }

  #keepEarly(sample: Sample): void {
    this.#early.push(sample);
    if (this.#early.length > mostEarly) this.#early.shift();
  }
}

function unitOf(tag: TagId): { readonly toSi: (value: number) => number } {
  const parts = parseTag(tag);
  return { toSi: (value) => (parts === undefined ? value : inSi(value, parts)) };
}

function isName(role: ReturnType<Identities['roleOf']>): boolean {
  return role !== undefined && role !== 'length';
}
