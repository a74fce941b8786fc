/** Share of a row by which a product of coverage and rows may be off by rounding. */
const rounding = 1e-9;

/**
 * The bound under which a new score falls with at least this probability, where it and the known scores could come in any
 * order: of n scores the ceil((n + 1) c)-th smallest.
 * @param rising - scores of rows that the model has not seen, rising
 * @param coverage - c; any number, so that a level that is corrected online may leave (0, 1)
 * @returns undefined where the scores are too few for a finite bound; -Infinity for a coverage of 0 and less
 * @see Vovk2005, Algorithmic Learning in a Random World, section 2.2; Lei2018, J. Am. Stat. Assoc. 113, 1094-1111,
 *   algorithm 2, doi:10.1080/01621459.2017.1307116 (neither read)
 */
export function conformalQuantile(rising: Float64Array, coverage: number): number | undefined {
  if (coverage <= 0) return Number.NEGATIVE_INFINITY;
  const place = Math.max(1, Math.ceil((rising.length + 1) * coverage - rounding));
  return place <= rising.length ? rising[place - 1] : undefined;
}

/** Fewest scores for which there is a bound of this coverage: the least n with (n + 1) c <= n; Infinity from 1 on. */
export function rowsNeeded(coverage: number): number {
  if (coverage >= 1) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.ceil(coverage / (1 - coverage) - rounding));
}
