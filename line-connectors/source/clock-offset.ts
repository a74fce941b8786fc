/** Answers of the server looked at for the running median. */
const window = 31;
/** Offset above which times are marked as suspect [ms]. */
const suspect_ms = 30_000;

/** Compares the server's clock with ours; it never changes a time. */
interface ClockOffset {
  /** Takes one received minus server time [ms]. */
  add(offset_ms: number): void;
  /** Median of the newest offsets [ms]. */
  median_ms(): number | undefined;
  /** True when the median is more than 30 s either way. */
  suspect(): boolean;
}

/** An empty clock comparison. */
export function createClockOffset(): ClockOffset {
  const newest: number[] = [];
  let median: number | undefined;
  return {
    add(offset_ms) {
      newest.push(offset_ms);
      if (newest.length > window) newest.shift();
      const sorted = [...newest].sort((a, b) => a - b);
      const middle = sorted.length >> 1;
      median =
        sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
    },
    median_ms: () => median,
    suspect: () => median !== undefined && Math.abs(median) > suspect_ms,
  };
}
