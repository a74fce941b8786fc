import { atLeast, type BenchRow } from './bench-row.ts';

/** What is confirmed lags behind what is offered by no more than a hundredth of the time at the end. */
const leastShare = 0.99;

/** A rate that was offered for a time, and when all of it was confirmed. */
interface SustainedRun {
  readonly rate_per_s: number;
  readonly duration_s: number;
  /** From the first offer until the last was made; the duration, where the source kept its times. */
  readonly offering_s: number;
  /** From the first offer until all were confirmed. */
  readonly elapsed_s: number;
}

/**
 * The one rule by which a sustained rate is kept. By what a source was late it says nothing of what is measured: that is
 * left out of the time, and a source that was too late for the rule has measured nothing.
 * @throws Error where the source could not hold the rate
 */
export function sustainedRow(
  name: string,
  { rate_per_s, duration_s, offering_s, elapsed_s }: SustainedRun,
): BenchRow {
  const offered_per_s = (rate_per_s * duration_s) / offering_s;
  if (!(offered_per_s >= leastShare * rate_per_s)) {
    throw new Error(
      `${name}: the source offered ${offered_per_s.toFixed(0)} of ${rate_per_s} samples/s, so that nothing is measured: the machine is too busy`,
    );
  }
  const confirmed_per_s = (rate_per_s * duration_s) / (duration_s + elapsed_s - offering_s);
  return atLeast(name, confirmed_per_s, '1/s', leastShare * rate_per_s);
}
