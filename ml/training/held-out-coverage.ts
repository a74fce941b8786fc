import { conformalQuantile } from '../intervals/conformal-quantile.ts';

/**
 * Share of rows inside their band where the rows of their fold had no say in it: scores of a fold against the quantile of all
 * others, as mean over the folds.
 * @param scores - one a row, of a model that has not seen it; NaN for a row that has none and counts nowhere
 * @param folds - rows left out together; each row in one
 * @returns undefined where some fold leaves too few rows for a band
 */
export function heldOutCoverage(
  scores: Float64Array,
  folds: readonly Int32Array[],
  coverage: number,
): number | undefined {
  const shares: number[] = [];
  for (const fold of folds) {
    const inFold = new Set(fold);
    const others = scores.filter((score, row) => !inFold.has(row) && !Number.isNaN(score)).sort();
    const bound = conformalQuantile(others, coverage);
    if (bound === undefined) return undefined;
    const own = [...fold].filter((row) => !Number.isNaN(scores[row]!));
    if (own.length > 0) {
      shares.push(own.filter((row) => scores[row]! <= bound).length / own.length);
    }
  }
  if (shares.length === 0) return undefined;
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
