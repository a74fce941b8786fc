/** A wait that can be ended before its time. */
export interface Interval {
  /** Resolves when the time is over, or was ended. */
  readonly over: Promise<void>;
  end(): void;
}

/** Makes the wait after attempt 0, 1, ... that failed. */
export type RetryIntervals = (attempt: number) => Interval;

/** Waits that double from `first_ms` to `longest_ms` [ms]. */
export function timedIntervals(first_ms: number, longest_ms: number): RetryIntervals {
  return (attempt) => {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      const timer = setTimeout(
        resolve,
        Math.min(longest_ms, first_ms * 2 ** Math.min(attempt, 20)),
      );
      end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return { over, end };
  };
}

/** A wait of so many parts: while the program is busy with something else, only one of them passes. */
export function interruptibleInterval(parts: number, part_ms: number): Interval {
  const waits = timedIntervals(part_ms, part_ms);
  let ended = false;
  let current: Interval | undefined;
  const all = async (): Promise<void> => {
    for (let part = 0; part < parts && !ended; part += 1) {
      current = waits(part);
      await current.over;
    }
  };
  const end = (): void => {
    ended = true;
    current?.end();
  };
  return { over: all(), end };
}

/** Waits for an answer until the interval is over, whichever comes first. */
export async function withinInterval<T>(
  answer: Promise<T>,
  { over, end }: Interval,
): Promise<{ readonly answer: T } | undefined> {
  try {
    return await Promise.race([
      answer.then((given) => ({ answer: given })),
      over.then(() => undefined),
    ]);
  } finally {
    end();
  }
}
