/** Euler and Mascheroni's constant. */
const euler = 0.5772156649015329;

/**
 * Mean splits of an unsuccessful search in a binary tree of random order: what a node that was not parted further would
 * still have taken, c(n) = 2 H(n - 1) - 2 (n - 1) / n with H(i) = ln(i) + 0.5772.
 * @param rows - n, from 0
 * @returns 0 below two rows, and 1 for two
 * @see Liu2008, Proc. IEEE ICDM, 413-422, eq. 1, doi:10.1109/ICDM.2008.17; Liu2012, ACM TKDD 6(1) 3, eq. 1 (n = 2) (neither read)
 */
export function averagePathLength(rows: number): number {
  if (rows < 2) return 0;
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + euler) - (2 * (rows - 1)) / rows;
}
