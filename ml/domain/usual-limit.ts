import { conformalQuantile } from '../intervals/conformal-quantile.ts';

/** Share of rows like those of training that a check lets pass without a word. */
export const usualShare = 0.95;

/**
 * The value above which one is not usual: exceeded by a new row like those of training with a probability of at most 5 %;
 * where they are fewer than 19, the largest, which 1 of n + 1 exceeds.
 * @param values - what each training row gets without itself, at least one; NaN where it gets none
 * @see Laxhammar2015, Ann. Math. Artif. Intell. 74, 67-94, doi:10.1007/s10472-013-9381-7, conformal anomaly detection (not read)
 */
export function usualLimit(values: Float64Array): number {
  const rising = values.filter((value) => !Number.isNaN(value)).sort();
  return conformalQuantile(rising, usualShare) ?? rising[rising.length - 1]!;
}
