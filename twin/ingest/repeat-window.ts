import type { Sample, TagId } from '../domain/sample.ts';
import { SeenReadings } from './seen-readings.ts';

/** Least time for which a reading is remembered, at any rate that the memory holds [ms]. */
export const repeatWindow_ms = 10 * 60_000;
/** Readings in one generation at most (12 bytes each): 6,600 a second for ten minutes; a faster line is remembered for less. */
const mostOfGeneration = 4_000_000;

interface Generations {
  current: SeenReadings;
  previous: SeenReadings | undefined;
}

/**
 * Tells readings that came before: equal tag, source time, status and value within the last 10 to 20 minutes of arrival.
 * Old readings go a generation at a time.
 */
export class RepeatWindow {
  readonly #byTag = new Map<TagId, Generations>();
  #begun = Number.NEGATIVE_INFINITY;
  #inGeneration = 0;

  /** True where the reading came before; one that did not is remembered. */
  repeats(sample: Sample, now: number): boolean {
    if (now - this.#begun >= repeatWindow_ms || this.#inGeneration >= mostOfGeneration) {
      this.#turn(now);
    }
    const print = fingerprintOf(sample);
    const { tag, sourceTimestamp } = sample;
    let seen = this.#byTag.get(tag);
    if (seen === undefined) {
      seen = { current: new SeenReadings(), previous: undefined };
      this.#byTag.set(tag, seen);
    }
    if (seen.current.has(sourceTimestamp, print)) return true;
    if (seen.previous?.has(sourceTimestamp, print)) return true;
    seen.current.add(sourceTimestamp, print);
    this.#inGeneration += 1;
    return false;
  }

  #turn(now: number): void {
    for (const [tag, seen] of this.#byTag) {
      if (seen.current.count === 0) this.#byTag.delete(tag);
      seen.previous = seen.current;
      seen.current = new SeenReadings();
    }
    this.#begun = now;
    this.#inGeneration = 0;
  }
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** Status and value in 32 bits: two readings of one tag and time that differ are taken for one with odds of 1 to 4e9. */
function fingerprintOf({ status, value }: Sample): number {
  if (typeof value === 'string') {
    let print = mixed(status, value.length, 3);
    for (let i = 0; i < value.length; i += 1) {
      print = Math.imul(print ^ value.charCodeAt(i), 0x0100_0193);
    }
    return print >>> 0;
  }
  // Minus zero is zero.
  number[0] = typeof value === 'number' ? value + 0 : 0;
  const kind = typeof value === 'number' ? 1 : value === null ? 0 : value ? 4 : 5;
  return mixed(words[0]! ^ Math.imul(words[1]!, 0x9e37_79b1), status, kind);
}

/** Finaliser of MurmurHash3 (Appleby, public domain) over three words. */
function mixed(a: number, b: number, c: number): number {
  let hash = a ^ Math.imul(b, 0x85eb_ca6b) ^ Math.imul(c, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
