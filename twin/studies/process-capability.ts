/** Limits that a quality must keep, both in its unit; one that it has not is infinite. */
export interface SpecificationLimits {
  readonly lower: number;
  readonly upper: number;
}

/** Mean and spread of values that come one by one, all of the same weight. */
export class RunningMoments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  /** Welford's recurrence: no difference of large sums. */
  add(value: number): void {
    this.#count++;
    const difference = value - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (value - this.#mean);
  }

  /** Takes up the values of another, by the pairwise form of the recurrence (Chan, Golub and LeVeque 1979; not read). */
  merge(other: RunningMoments): void {
    const count = this.#count + other.#count;
    if (other.#count === 0) return;
    const difference = other.#mean - this.#mean;
    this.#squares +=
      other.#squares + (difference * difference * this.#count * other.#count) / count;
    this.#mean += (difference * other.#count) / count;
    this.#count = count;
  }

  /** NaN of no value. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#mean;
  }

  /** Standard deviation with n - 1; NaN below two values. */
  get standardDeviation(): number {
    return this.#count < 2 ? Number.NaN : Math.sqrt(this.#squares / (this.#count - 1));
  }
}

/**
 * Capability of a process: how many times three standard deviations fit between its mean and the nearer limit, or the
 * only one where the other is infinite.
 *
 *   Cpk = min((USL - mean) / (3 s), (mean - LSL) / (3 s))
 *
 * @param moments - mean and s of all values, so also of slow drifts; ISO 22514-2 calls the index with this s Ppk
 * @param limits - LSL and USL, in the unit of the values
 * @returns undefined where there are fewer than two values, or they do not scatter
 * @see ISO 22514-2:2017, Statistical methods in process management, part 2 (not read; form as commonly printed)
 */
export function capability(
  { mean, standardDeviation }: Pick<RunningMoments, 'mean' | 'standardDeviation'>,
  { lower, upper }: SpecificationLimits,
): number | undefined {
  if (!(standardDeviation > 0)) return undefined;
  return Math.min(upper - mean, mean - lower) / (3 * standardDeviation);
}
