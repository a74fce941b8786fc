import { MlError } from '../errors.ts';

export interface SampleDistance {
  /** Largest difference of the two distribution functions, in [0, 1]. */
  readonly distance: number;
  /** Chance of one as large where both samples are of one continuous distribution. */
  readonly pValue: number;
}

/** Product of the sample sizes up to which paths are counted: some milliseconds. */
const mostCells = 1_000_000;

/**
 * Kolmogorov and Smirnov's test of two samples, exact where the sizes multiply to no more than a million. Ties make the
 * p-value too large, never too small.
 * @param a - sorted, without gaps
 * @param b - sorted, without gaps
 * @throws MlError ML_TOO_FEW_ROWS for an empty sample (data: rows, allowed)
 * @see Hodges1958, Ark. Mat. 3, 469-486, doi:10.1007/BF02589501 (exact); Stephens1970, J. R. Stat. Soc. B 32, 115-122 (large samples)
 *   (neither read)
 */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): SampleDistance {
  const [m, n] = [a.length, b.length];
  if (m === 0 || n === 0) {
    const message = `samples of ${m} and ${n} values, allowed are 1 and more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: 0, allowed: 1 });
  }
  // The distance in steps of 1 / (m n), which are whole numbers.
  let steps = 0;
  let i = 0;
  let j = 0;
  while (i < m && j < n) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < m && a[i] === value) i += 1;
    while (j < n && b[j] === value) j += 1;
    steps = Math.max(steps, Math.abs(i * n - j * m));
  }
  const distance = steps / (m * n);
  if (m * n <= mostCells) return { distance, pValue: exactTail(steps, m, n) };
  const root = Math.sqrt((m * n) / (m + n));
  return { distance, pValue: kolmogorovTail((root + 0.12 + 0.11 / root) * distance) };
}

/** Share of the orders of m and n values whose distance reaches so many steps. */
function exactTail(steps: number, m: number, n: number): number {
  const outside = (i: number, j: number): boolean => Math.abs(i * n - j * m) >= steps;
  if (steps === 0) return 1;
  // reached[j]: share of all orders of i and j values that stayed inside; divided by the count as it grows.
  const reached = new Float64Array(n + 1);
  for (let j = 0; j <= n; j++) reached[j] = outside(0, j) ? 0 : j === 0 ? 1 : reached[j - 1]!;
  for (let i = 1; i <= m; i++) {
    if (outside(i, 0)) reached[0] = 0;
    for (let j = 1; j <= n; j++) {
      const inside = (reached[j]! * i + reached[j - 1]! * j) / (i + j);
      reached[j] = outside(i, j) ? 0 : inside;
    }
  }
  return Math.min(1, Math.max(0, 1 - reached[n]!));
}

/**
 * Chance that Kolmogorov's statistic exceeds a value.
 * @see Kolmogorov1933, G. Ist. Ital. Attuari 4, 83-91; the second form is by the theta function's reflection (not read)
 */
export function kolmogorovTail(value: number): number {
  if (value < 0.05) return 1;
  if (value < 1.18) {
    const y = Math.exp(-(Math.PI ** 2) / (8 * value * value));
    return 1 - (Math.sqrt(2 * Math.PI) / value) * (y + y ** 9 + y ** 25 + y ** 49);
  }
  const y = Math.exp(-2 * value * value);
  return 2 * (y - y ** 4 + y ** 9 - y ** 16);
}
