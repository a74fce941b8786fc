/** Median of the newest numbers. */
export interface RunningMedian {
  add(value: number): void;
  /** Undefined before the first number. */
  value(): number | undefined;
}

/** The median of the newest `window` numbers; a few outliers do not move it. */
export function createRunningMedian(window: number): RunningMedian {
  const newest: number[] = [];
  let median: number | undefined;
  return {
    add(value) {
      newest.push(value);
      if (newest.length > window) newest.shift();
      const sorted = [...newest].sort((a, b) => a - b);
      const middle = sorted.length >> 1;
      median =
        sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
    },
    value: () => median,
  };
}
