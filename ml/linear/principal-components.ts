import type { FeatureTable } from '../data/feature-table.ts';
import { type Moments, momentsOf } from '../data/moments.ts';
import { MlError } from '../errors.ts';
import { checkColumns, checkRow } from './check-rows.ts';
import { singularValues } from './singular-values.ts';

/** How many components are kept: so many, or as many as explain a share of the variance. */
export type ComponentChoice = { readonly components: number } | { readonly share: number };

/** What principal components are made of. */
export interface PrincipalParts {
  readonly features: readonly string[];
  /** Moments by column; deviation 0 for one that is left out. */
  readonly moments: readonly Moments[];
  /** Directions of length 1 over the columns, 0 for one that is left out; the largest entry is positive. */
  readonly loadings: readonly Float64Array[];
  /** Variance of the scores (divisor n - 1), falling. */
  readonly variances: Float64Array;
  /** Share of the whole variance, by component. */
  readonly explained: Float64Array;
  /** Names of columns that were constant. */
  readonly leftOut: readonly string[];
}

/** Fewest rows. */
const leastRows = 3;

/**
 * Principal components of scaled columns.
 * @throws MlError as `checkColumns`; ML_TABLE_INVALID where no column varies; ML_OPTION_OUT_OF_RANGE for components beyond the
 *   rank, or a share outside (0, 1] (data: option, found, allowed)
 * @see Jolliffe2002, Principal Component Analysis, 2nd ed., doi:10.1007/b98835
 */
export function principalComponents(
  table: FeatureTable,
  choice: ComponentChoice,
): PrincipalComponents {
  checkColumns(table, leastRows);
  const moments = table.columns.map(momentsOf);
  const used = moments.map((_, f) => f).filter((f) => moments[f]!.deviation > 0);
  if (used.length === 0) {
    const message = `all ${table.names.length} columns are constant, allowed is at least one that varies`;
    throw new MlError('ML_TABLE_INVALID', message, { columns: table.names });
  }
  const columns = used.map((f) => {
    const { mean, deviation } = moments[f]!;
    return table.columns[f]!.map((value) => (value - mean) / deviation);
  });
  const { values, right } = singularValues(columns);
  const total = values.reduce((sum, d) => sum + d * d, 0);
  const shares = values.map((d) => (d * d) / total);
  const kept = keptOf(choice, shares);
  return new PrincipalComponents({
    features: table.names,
    moments,
    loadings: right.slice(0, kept).map((column) => {
      const loading = new Float64Array(table.names.length);
      for (const [k, f] of used.entries()) loading[f] = column[k]!;
      return turned(loading);
    }),
    variances: values.slice(0, kept).map((d) => (d * d) / (table.rows - 1)),
    explained: shares.slice(0, kept),
    leftOut: table.names.filter((_, f) => moments[f]!.deviation === 0),
  });
}

/** Few combinations of columns that hold most of what varies, and how far a row is from what they have seen. */
export class PrincipalComponents {
  readonly parts: PrincipalParts;

  constructor(parts: PrincipalParts) {
    this.parts = parts;
  }

  /** Coordinates of a row along the components. @throws MlError as `checkRow` */
  scores(row: ArrayLike<number>): Float64Array {
    const scaled = this.#scaled(row);
    return Float64Array.from(this.parts.loadings, (loading) =>
      loading.reduce((sum, value, f) => sum + value * scaled[f]!, 0),
    );
  }

  /** The row that has these scores, in units; a column that was left out is at its mean. */
  reconstruction(scores: ArrayLike<number>): Float64Array {
    const { loadings, moments } = this.parts;
    return Float64Array.from(moments, ({ mean, deviation }, f) => {
      const scaled = loadings.reduce((sum, loading, k) => sum + loading[f]! * scores[k]!, 0);
      return mean + deviation * scaled;
    });
  }

  /**
   * Hotelling's T^2: squared distance of a row from the mean within the components, by their variances.
   * @see Jackson1979, Technometrics 21, 341-349, doi:10.1080/00401706.1979.10489779
   */
  hotellingT2(row: ArrayLike<number>): number {
    const { variances } = this.parts;
    return this.scores(row).reduce((sum, score, k) => sum + score ** 2 / variances[k]!, 0);
  }

  /**
   * Q: squared distance of a scaled row from the components; a column that was left out does not count.
   * @see Jackson1979, Technometrics 21, 341-349, doi:10.1080/00401706.1979.10489779
   */
  residualQ(row: ArrayLike<number>): number {
    return this.contributions(row).reduce((sum, value) => sum + value, 0);
  }

  /** What each column adds to Q. */
  contributions(row: ArrayLike<number>): Float64Array {
    const { loadings } = this.parts;
    const scores = this.scores(row);
    return this.#scaled(row).map(
      (value, f) =>
        (value - loadings.reduce((sum, loading, k) => sum + loading[f]! * scores[k]!, 0)) ** 2,
    );
  }

  #scaled(row: ArrayLike<number>): Float64Array {
    const { features, moments } = this.parts;
    checkRow(row, features);
    return Float64Array.from(moments, ({ mean, deviation }, f) =>
      deviation === 0 ? 0 : (row[f]! - mean) / deviation,
    );
  }
}

function keptOf(choice: ComponentChoice, shares: Float64Array): number {
  if ('components' in choice) {
    const { components } = choice;
    const isAllowed = Number.isInteger(components) && components >= 1;
    if (isAllowed && components <= shares.length) return components;
    throw wrong('components', components, `a whole number from 1 to the rank ${shares.length}`);
  }
  const { share } = choice;
  if (!(share > 0 && share <= 1)) throw wrong('share', share, 'a number above 0, up to 1');
  let sum = 0;
  const enough = shares.findIndex((value) => {
    sum += value;
    return sum >= share;
  });
  // The sum of all may stay a rounding below 1.
  return enough < 0 ? shares.length : enough + 1;
}

function turned(loading: Float64Array): Float64Array {
  const largest = loading.reduce((best, value) =>
    Math.abs(value) > Math.abs(best) ? value : best,
  );
  return largest < 0 ? loading.map((value) => -value) : loading;
}

function wrong(option: string, found: number, allowed: string): MlError {
  const message = `${option}: found ${found}, allowed is ${allowed}`;
  return new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
}
