/** A stretch of time in which a name stood on a tag [ms]; it ends where the next begins. */
export interface TextRun {
  readonly from: number;
  readonly to: number;
  /** As the source says it; empty where it says that there is none. */
  readonly text: string;
  /** Whether an earlier run had the same name, with another between them. */
  readonly isAgain: boolean;
}

/** Times at which one text was told again that are kept, for what comes late between them. */
const mostTimes = 1_000;

/** What was told, in order of time: a text from its first telling to its last, or that it is not known. */
interface Told {
  readonly from: number;
  /** When it was told, in order; of many times the latest. */
  readonly times: number[];
  /** Null where the source was not good. */
  readonly text: string | null;
}

/**
 * The runs of names on one tag. Where the source was not good, nothing is known until it says something again; what it then
 * says stood meanwhile too, where it is the name of before. What comes late takes its place.
 */
export class TextRuns {
  #told: Told[] = [];
  #runs: TextRun[] | undefined;

  /**
   * @param time - source time [ms]
   * @param text - null where the source has no good value
   * @returns whether an answer changed by it
   */
  take(time: number, text: string | null): boolean {
    const at = this.#indexAt(time);
    const told = this.#told[at];
    if (told !== undefined && told.text === text) {
      const { times } = told;
      times.splice(times.findLastIndex((other) => other <= time) + 1, 0, time);
      if (times.length > 2 * mostTimes) times.splice(0, mostTimes);
      return false;
    }
    const more: Told[] = [{ from: time, times: [time], text }];
    const after = told?.times.findIndex((other) => other > time) ?? -1;
    if (told !== undefined && after >= 0) {
      // It was told before and after: the two parts of it are not one.
      const times = told.times.splice(after);
      more.push({ from: times[0]!, times, text: told.text });
    }
    this.#told.splice(at + 1, 0, ...more);
    this.#runs = undefined;
    return true;
  }

  /** The run at a time; undefined where nothing was told, or what was is not known to hold. */
  at(time: number): TextRun | undefined {
    const run = this.#all()[this.#countUpTo(time) - 1];
    return run !== undefined && time < run.to ? run : undefined;
  }

  /** The first time after a time at which a run begins or ends; Infinity where none does. */
  changeAfter(time: number): number {
    const begun = this.#countUpTo(time);
    const { to } = this.#all()[begun - 1] ?? { to: time };
    return to > time ? to : (this.#all()[begun]?.from ?? Infinity);
  }

  /** How many runs begin at or before a time. */
  #countUpTo(time: number): number {
    const runs = this.#all();
    let low = 0;
    let high = runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (runs[middle]!.from <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #indexAt(time: number): number {
    let index = this.#told.length - 1;
    while (index >= 0 && this.#told[index]!.from > time) index -= 1;
    return index;
  }

  #all(): readonly TextRun[] {
    this.#runs ??= runsOf(this.#told);
    return this.#runs;
  }
}

function runsOf(told: readonly Told[]): TextRun[] {
  const runs: TextRun[] = [];
  const seen = new Set<string>();
  for (let i = 0; i < told.length; ) {
    const { from, text } = told[i]!;
    let next = i + 1;
    if (text === null) {
      i = next;
      continue;
    }
    let to = told[next]?.from ?? Infinity;
    // Not known, then the same again: it stood meanwhile.
    for (let ahead = next; ahead < told.length; ahead += 1) {
      const { text: coming } = told[ahead]!;
      if (coming === null) continue;
      if (coming !== text) break;
      next = ahead + 1;
      to = told[next]?.from ?? Infinity;
    }
    runs.push({ from, to, text, isAgain: seen.has(text) });
    seen.add(text);
    i = next;
  }
  return runs;
}
