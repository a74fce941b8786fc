import type { RetryIntervals } from '../../twin/ingest/interval.ts';

/** Waits between attempts that a test ends, instead of a timer. */
export function heldIntervals() {
  const rests: (() => void)[] = [];
  const watching: (() => void)[] = [];
  const intervals: RetryIntervals = () => {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    rests.push(end);
    for (const tell of watching.splice(0)) tell();
    return { over, end };
  };
  return {
    intervals,
    /** Resolves when an attempt has failed and its rest has begun. */
    rested: () =>
      rests.length > 0 ? Promise.resolve() : new Promise<void>((resolve) => watching.push(resolve)),
    /** Ends the oldest rest: it is tried again. */
    tryAgain: () => rests.shift()!(),
  };
}
