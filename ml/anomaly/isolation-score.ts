import { MlError } from '../errors.ts';
import { type IsolationForest, scoreOfPath } from './isolation-forest.ts';

/** How unusual a row is, and by which columns. */
export interface IsolationScore {
  /** In (0, 1); near 1 is an anomaly, well below 0.5 is usual. */
  readonly score: number;
  /** Mean splits that part the row from the others. */
  readonly pathLength: number;
  /** Mean splits of a training row, so that `expected` plus all contributions is `pathLength`. */
  readonly expected: number;
  /** Splits that each column adds; below 0 it makes the row unusual. */
  readonly contributions: Float64Array;
}

/** Scores rows, one after the other, in arrays of its own. */
export class IsolationScorer {
  readonly #forest: IsolationForest;
  readonly #expected: number;

  constructor(forest: IsolationForest) {
    this.#forest = forest;
    const { roots, pathLength } = forest;
    this.#expected = roots.reduce((sum, root) => sum + pathLength[root]!, 0) / roots.length;
  }

  /**
   * Score of one row and how it comes about: each split moves the expected path length, and the column that it asks
   * gets the move. A value that is missing goes to both sides, by the shares of the training rows, and moves nothing.
   * @param row - numbers by column, NaN where one is missing
   * @throws MlError ML_TABLE_INVALID for a row of another width (data: found, allowed); ML_NOT_FINITE where no column has
   *   a value, or one is infinite (data: column, found)
   * @remarks Moves high in a tree are counted to its first columns, so that the shares of dependent columns are rough.
   * @see Saabas2014, "Interpreting random forests" (moves along the path); Liu2008, ICDM, eq. 2, doi:10.1109/ICDM.2008.17
   *   (neither read)
   */
  score(row: ArrayLike<number>): IsolationScore {
    const forest = this.#forest;
    this.#check(row);
    const contributions = new Float64Array(forest.features.length);
    let pathLength = 0;
    for (const root of forest.roots) pathLength += this.#walk(root, 1, row, contributions);
    const trees = forest.roots.length;
    for (let f = 0; f < contributions.length; f++) contributions[f] = contributions[f]! / trees;
    pathLength /= trees;
    return {
      score: scoreOfPath(forest, pathLength),
      pathLength,
      expected: this.#expected,
      contributions,
    };
  }

  /** Path length below a node, times the weight with which the row got there. */
  #walk(
    start: number,
    weight: number,
    row: ArrayLike<number>,
    contributions: Float64Array,
  ): number {
    const { feature, threshold, left, cover, pathLength } = this.#forest;
    let node = start;
    for (let asked = feature[node]!; asked >= 0; asked = feature[node]!) {
      const value = row[asked]!;
      const first = left[node]!;
      if (Number.isNaN(value)) {
        const share = cover[first]! / cover[node]!;
        return (
          this.#walk(first, weight * share, row, contributions) +
          this.#walk(first + 1, weight * (1 - share), row, contributions)
        );
      }
      const child = value >= threshold[node]! ? first + 1 : first;
      const move = pathLength[child]! - pathLength[node]!;
      contributions[asked] = contributions[asked]! + weight * move;
      node = child;
    }
    return weight * pathLength[node]!;
  }

  #check(row: ArrayLike<number>): void {
    const { features } = this.#forest;
    if (row.length !== features.length) {
      const message = `a row of ${row.length} numbers, allowed are ${features.length}: ${features.join(', ')}`;
      const data = { found: row.length, allowed: features.length };
      throw new MlError('ML_TABLE_INVALID', message, data);
    }
    let missing = 0;
    for (const [f, column] of features.entries()) {
      const found = row[f]!;
      if (Number.isNaN(found)) missing += 1;
      else if (!Number.isFinite(found)) {
        const message = `column '${column}': found ${found}, allowed is a number, or NaN where it is missing`;
        throw new MlError('ML_NOT_FINITE', message, { column, found });
      }
    }
    if (missing < features.length) return;
    const message = `columns ${features.join(', ')}: all values are missing, allowed is a row with one at least`;
    throw new MlError('ML_NOT_FINITE', message, { column: features[0], found: Number.NaN });
  }
}

/**
 * Why a row is unusual, in words, the strongest column first.
 * @param row - as it was scored
 * @returns nothing where no column makes it more unusual than a training row
 */
export function reasonsOf(
  { features }: IsolationForest,
  { contributions, expected, pathLength }: IsolationScore,
  row: ArrayLike<number>,
  most = 3,
): string[] {
  const unusual = [...contributions.keys()].filter((f) => contributions[f]! < 0);
  if (pathLength >= expected) return [];
  const strongest = unusual.sort((a, b) => contributions[a]! - contributions[b]!).slice(0, most);
  return strongest.map((f) => {
    const fewer = (-contributions[f]!).toFixed(1);
    return `${features[f]} ${row[f]}: parted from the others ${fewer} of ${expected.toFixed(1)} splits sooner`;
  });
}
