import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';

/** How two columns move together. */
export interface Correlation {
  readonly columns: readonly [string, string];
  /** Pearson's r over the rows that have both, in [-1, 1]. */
  readonly r: number;
}

/** Columns that move together, each with at least one other above the limit. */
export interface CorrelatedCluster {
  readonly columns: readonly string[];
  /** Pairs above the limit, the strongest first. */
  readonly pairs: readonly Correlation[];
  /** The same in plain words. */
  readonly words: string;
}

/** Rows that two columns must share for their correlation to count. */
const fewestShared = 3;

/**
 * Clusters of columns that move together, so that importances, effects and indices of one can be those of another.
 * Columns join a cluster by one pair above the limit (single linkage); a column that is constant is in none.
 * @param limit - of |r|, in (0, 1)
 * @throws MlError ML_OPTION_OUT_OF_RANGE for a limit out of its range (data: option, found)
 * @see Dormann2013, Ecography 36, 27-46, doi:10.1111/j.1600-0587.2012.07348.x: |r| above 0.7 distorts an estimate severely
 *   (not read)
 */
export function correlatedColumns(table: FeatureTable, limit: number): CorrelatedCluster[] {
  if (!(limit > 0 && limit < 1)) {
    const message = `limit of |r|: found ${limit}, allowed is a number in (0, 1)`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option: 'limit', found: limit });
  }
  const { names, columns } = table;
  // The cluster of a column, told by its first column.
  const first = names.map((_, f) => f);
  const pairs: Correlation[] = [];
  for (let g = 1; g < names.length; g++) {
    for (let f = 0; f < g; f++) {
      const r = correlation(columns[f]!, columns[g]!);
      if (!(Math.abs(r) > limit)) continue;
      pairs.push({ columns: [names[f]!, names[g]!], r });
      const [keep, join] = [Math.min(first[f]!, first[g]!), Math.max(first[f]!, first[g]!)];
      for (let h = 0; h < first.length; h++) if (first[h] === join) first[h] = keep;
    }
  }
  pairs.sort((a, b) => Math.abs(b.r) - Math.abs(a.r));
  return names.flatMap((_, f) => {
    const members = names.filter((_name, h) => first[h] === f);
    if (members.length < 2) return [];
    const own = pairs.filter((pair) => members.includes(pair.columns[0]));
    return [{ columns: members, pairs: own, words: told(members, own[0]!) }];
  });
}

function told(columns: readonly string[], strongest: Correlation): string {
  const all = `${columns.slice(0, -1).join(', ')} and ${columns.at(-1)}`;
  const [a, b] = strongest.columns;
  const way = strongest.r > 0 ? 'rise together' : 'move against each other';
  const pair = columns.length === 2 ? 'they' : `most of all ${a} and ${b}, which`;
  return `${all} move together: ${pair} ${way} (r = ${strongest.r.toFixed(2)}). The data can not tell which of them acts: read what is said of one as said of all.`;
}

/**
 * Pearson's r over the rows that have both values; NaN for fewer than 3 such rows or where one of the columns is constant
 * in them.
 */
export function correlation(a: Float64Array, b: Float64Array): number {
  let shared = 0;
  let meanA = 0;
  let meanB = 0;
  let squareA = 0;
  let squareB = 0;
  let product = 0;
  // Running means keep columns with a large mean and a small spread exact.
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    shared += 1;
    const fromA = x - meanA;
    const fromB = y - meanB;
    meanA += fromA / shared;
    meanB += fromB / shared;
    squareA += fromA * (x - meanA);
    squareB += fromB * (y - meanB);
    product += fromA * (y - meanB);
  }
  if (shared < fewestShared || squareA === 0 || squareB === 0) return Number.NaN;
  return Math.max(-1, Math.min(1, product / Math.sqrt(squareA * squareB)));
}
