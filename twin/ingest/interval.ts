/** A wait that can be ended before its time. */
export interface Interval {
  /** Resolves when the time is over, or was ended. */
  readonly over: Promise<void>;
  end(): void;
}

/** Waits of so long [ms]. */
export function timedIntervals(time_ms: number): () => Interval {
  return () => {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time_ms);
      end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return { over, end };
  };
}
