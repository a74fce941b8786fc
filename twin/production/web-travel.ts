/** A knot is left out where the line between its neighbours is this near to it [m]. */
const tolerance = 0.02;
/** A web that seems to run faster [m.s-1] has a counter that was set anew. */
const mostSpeed = 5;
/** What a counter may jump at once, by its resolution [m]. */
const mostJump = 0.5;

/**
 * How far the web of a line had run when, from its length counter: lengths that go on where the counter begins anew, as
 * knots of a line that is nowhere off by more than 2 cm. Times are source times [ms], lengths in m.
 */
export class WebTravel {
  #times: number[] = [];
  #counters: number[] = [];
  /** Web since the first knot. */
  #lengths: number[] = [];
  /** Knots before which the counter was set anew. */
  #resets: number[] = [];
  #isStale = false;
  /** Index of the knot that the slopes below begin at; the one behind it is replaced while they allow. */
  #fixed = -1;
  #lowest = -Infinity;
  #highest = Infinity;
  /** Where the last search ended: samples come in order of time. */
  #near = 0;

  get isEmpty(): boolean {
    return this.#times.length === 0;
  }

  /** Times up to here are not told anew by a sample that comes in order [ms]. */
  get settledUntil(): number {
    return this.#times[this.#fixed] ?? -Infinity;
  }

  /**
   * Takes a reading of the counter. Where it comes late, it finds its place.
   * @returns whether the counter was set anew in front of it
   */
  take(time: number, counter: number): boolean {
    const last = this.#times.length - 1;
    if (last >= 0 && time <= this.#times[last]!) {
      this.#takeLate(time, counter);
      return false;
    }
    const fixed = this.#fixed;
    const isCandidate = last > fixed;
    if (last >= 0 && isSetAnew(this.#times[last]!, this.#counters[last]!, time, counter)) {
      this.#append(time, counter);
      this.#fix();
      return true;
    }
    if (fixed < 0) {
      this.#append(time, counter);
      this.#fix();
      return false;
    }
    const seconds = time - this.#times[fixed]!;
    const rise = counter - this.#counters[fixed]!;
    const fits = rise / seconds >= this.#lowest && rise / seconds <= this.#highest;
    if (isCandidate && !fits) {
      this.#fix();
      return this.take(time, counter);
    }
    if (isCandidate) this.#drop();
    this.#append(time, counter);
    this.#lowest = Math.max(this.#lowest, (rise - tolerance) / seconds);
    this.#highest = Math.min(this.#highest, (rise + tolerance) / seconds);
    return false;
  }

  /**
   * Puts what was read of an earlier time in front.
   * @returns time of the first reading that stood here, where the counter was set anew in front of it [ms]
   */
  prepend(earlier: WebTravel): number | undefined {
    const first = this.#times[0] ?? Infinity;
    const counter = this.#counters[0];
    const count = earlier.#times.filter((time) => time < first).length;
    this.#times = earlier.#times.slice(0, count).concat(this.#times);
    this.#counters = earlier.#counters.slice(0, count).concat(this.#counters);
    this.#lengths = this.#times.map(() => 0);
    this.#isStale = true;
    this.#fix();
    const last = count - 1;
    if (counter === undefined || last < 0) return undefined;
    const isAnew = isSetAnew(earlier.#times[last]!, earlier.#counters[last]!, first, counter);
    return isAnew ? first : undefined;
  }

  /** Web that had run by a time since the first knot [m]; undefined before it. The last length holds. */
  lengthAt(time: number): number | undefined {
    const at = this.#knotAt(time);
    return at < 0 ? undefined : this.#between(this.#lengths, at, time);
  }

  /** The counter at a time, as it stood or would have stood [m]; undefined before the first knot. */
  counterAt(time: number): number | undefined {
    const at = this.#knotAt(time);
    if (at < 0) return undefined;
    const isBeforeReset = this.#resets.length > 0 && this.#resets.includes(at + 1);
    return isBeforeReset ? this.#counters[at]! : this.#between(this.#counters, at, time);
  }

  /** Where the counter began that stands at a time [m]: web below it was counted otherwise, before it was set anew. */
  counterBegunAt(time: number): number {
    const at = this.#knotAt(time);
    const reset = this.#resets.findLast((index) => index <= at);
    if (reset === undefined) return 0;
    const counter = this.#counters[reset]!;
    return counter <= mostRun(this.#times[reset - 1]!, this.#times[reset]!) ? 0 : counter;
  }

  /**
   * When the web had run a length for the first time [ms]: Infinity where it has not yet. Of web that ran before the first
   * knot it is known only that it did: the first knot where the counter says that it counted it, undefined otherwise.
   */
  timeOf(length: number): number | undefined {
    this.#refresh();
    const lengths = this.#lengths;
    if (lengths.length === 0) return undefined;
    if (length < 0) return this.#counters[0]! + length >= 0 ? this.#times[0] : undefined;
    let low = 0;
    let high = lengths.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lengths[middle]! < length) low = middle + 1;
      else high = middle;
    }
    if (low === lengths.length) return Infinity;
    if (low === 0) return this.#times[0];
    const before = lengths[low - 1]!;
    const share = (length - before) / (lengths[low]! - before);
    return this.#times[low - 1]! + share * (this.#times[low]! - this.#times[low - 1]!);
  }

  #between(values: readonly number[], at: number, time: number): number {
    const from = values[at]!;
    if (at + 1 === values.length) return from;
    const begin = this.#times[at]!;
    return from + ((values[at + 1]! - from) * (time - begin)) / (this.#times[at + 1]! - begin);
  }

  /** Index of the last knot at or before a time; -1: none. */
  #knotAt(time: number): number {
    this.#refresh();
    const times = this.#times;
    const near = this.#near;
    if (times[near]! <= time && (near + 1 >= times.length || time < times[near + 1]!)) return near;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    this.#near = Math.max(0, low - 1);
    return low - 1;
  }

  #takeLate(time: number, counter: number): void {
    const at = this.#knotAt(time);
    if (this.#times[at] === time) return;
    if (at >= 0 && Math.abs(this.#between(this.#counters, at, time) - counter) <= tolerance) return;
    this.#times.splice(at + 1, 0, time);
    this.#counters.splice(at + 1, 0, counter);
    this.#lengths.splice(at + 1, 0, 0);
    this.#isStale = true;
    this.#fix();
  }

  /** The last knot stays. */
  #fix(): void {
    this.#fixed = this.#times.length - 1;
    this.#lowest = -Infinity;
    this.#highest = Infinity;
  }

  #append(time: number, counter: number): void {
    this.#times.push(time);
    this.#counters.push(counter);
    this.#lengths.push(0);
    if (!this.#isStale) this.#measure(this.#times.length - 1);
  }

  #drop(): void {
    this.#times.pop();
    this.#counters.pop();
    this.#lengths.pop();
  }

  /** Length at a knot, by the one before it. */
  #measure(index: number): void {
    if (index === 0) {
      this.#lengths[0] = 0;
      return;
    }
    const [from, to] = [this.#times[index - 1]!, this.#times[index]!];
    const [before, counter] = [this.#counters[index - 1]!, this.#counters[index]!];
    let ran = Math.max(0, counter - before);
    if (isSetAnew(from, before, to, counter)) {
      this.#resets.push(index);
      // It began at zero, or at a number that says nothing.
      ran = counter >= 0 && counter <= mostRun(from, to) ? counter : 0;
    }
    this.#lengths[index] = this.#lengths[index - 1]! + ran;
  }

  #refresh(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#resets = [];
    for (let i = 0; i < this.#times.length; i++) this.#measure(i);
  }
}

/** The longest web that can run between two times [ms] [m]. */
function mostRun(from: number, to: number): number {
  return (mostSpeed * (to - from)) / 1000 + mostJump;
}

/** Whether a counter that stood at one number cannot have run to another by itself: times [ms], numbers [m]. */
export function isSetAnew(from: number, before: number, to: number, counter: number): boolean {
  return counter < before - mostJump || counter - before > mostRun(from, to);
}
