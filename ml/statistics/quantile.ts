/**
 * Quantile of sorted numbers, linear between them.
 * @param sorted - rising, at least one
 * @param share - in [0, 1]
 * @see Hyndman1996, The American Statistician 50, 361-365, definition 7, doi:10.1080/00031305.1996.10473566
 */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (place - below) * (high - low);
}
