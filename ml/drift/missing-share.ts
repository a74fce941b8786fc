import { logChoose } from '../statistics/gamma.ts';

/** Values that are missing among all of a sample. */
export interface Gaps {
  readonly missing: number;
  readonly rows: number;
}

/** How many values of a column are NaN. */
export function gapsOf(column: Float64Array): Gaps {
  let missing = 0;
  for (const value of column) if (Number.isNaN(value)) missing += 1;
  return { missing, rows: column.length };
}

/**
 * Chance of two shares of missing values that differ as much or more where the true shares are equal: Fisher's exact
 * test of both sides, right for any count.
 * @see Fisher1922, J. R. Stat. Soc. 85, 87-94, doi:10.2307/2340521 (not read)
 */
export function missingSharesTest(a: Gaps, b: Gaps): number {
  const missing = a.missing + b.missing;
  const all = logChoose(a.rows + b.rows, missing);
  const chance = (inA: number): number =>
    Math.exp(logChoose(a.rows, inA) + logChoose(b.rows, missing - inA) - all);
  // Tables as unlikely as the one found, up to rounding, count with it.
  const found = chance(a.missing) * (1 + 1e-7);
  let sum = 0;
  for (let inA = Math.max(0, missing - b.rows); inA <= Math.min(a.rows, missing); inA++) {
    const p = chance(inA);
    if (p <= found) sum += p;
  }
  return Math.min(1, sum);
}
