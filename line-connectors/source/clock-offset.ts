import { suspectOffset_ms } from '../../twin/domain/connector.ts';
import { createRunningMedian } from './running-median.ts';

/** Answers of the server looked at for the running median. */
const window = 31;

/** Compares the server's clock with ours; it never changes a time. */
interface ClockOffset {
  /** Takes one received minus server time [ms]. */
  add(offset_ms: number): void;
  /** The last offset [ms]: holds at once when the server's clock is set, and is less exact. */
  newest_ms(): number | undefined;
  /** Median of the newest offsets [ms]. */
  median_ms(): number | undefined;
  /** True when the median is more than 30 s either way. */
  suspect(): boolean;
}

/** An empty clock comparison. */
export function createClockOffset(): ClockOffset {
  const median = createRunningMedian(window);
  let newest: number | undefined;
  return {
    add(offset_ms) {
      newest = offset_ms;
      median.add(offset_ms);
    },
    newest_ms: () => newest,
    median_ms: median.value,
    suspect: () => Math.abs(median.value() ?? 0) > suspectOffset_ms,
  };
}
