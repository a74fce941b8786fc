import type { FeatureTable } from '../data/feature-table.ts';
import { dot } from '../data/moments.ts';
import { MlError } from '../errors.ts';
import { OrthonormalBasis, roundingSquare } from '../linear/orthonormal-basis.ts';
import { bothTailsOfT } from '../statistics/tail-probabilities.ts';

/** What a linear regression on all columns says of one. */
export interface LinearEffect {
  readonly column: string;
  /** Standard deviations of the target for one standard deviation of the column, the others held. */
  readonly coefficient: number;
  readonly standardError: number;
  /** Probability of such a coefficient, or one further from 0, were there no effect. */
  readonly p: number;
  /** Variance inflation: how many times the others that move with the column have widened its error squared; 1 or more. */
  readonly inflation: number;
}

/**
 * Standardised coefficients of a linear regression with their p-values. Each column is put behind all others, so that its
 * coefficient is that of what only it says.
 * @param target - one number a row
 * @throws MlError ML_TABLE_INVALID for a target of another length; ML_NOT_FINITE for a value that is missing or no number
 *   (data: column, row); ML_CONSTANT for a column or target of one value; ML_TOO_FEW_ROWS where no row is left for chance
 *   (data: rows, needed); ML_NOT_ESTIMABLE for a column that the others already say (data: column)
 * @see Draper1998, Applied Regression Analysis, 3rd ed., sections 5.1, 6.2 and 16.4 (not read)
 */
export function linearEffects(table: FeatureTable, target: Float64Array): LinearEffect[] {
  const { rows, names } = table;
  if (target.length !== rows) {
    const message = `the target has ${target.length} rows, allowed are ${rows} as in the table`;
    throw new MlError('ML_TABLE_INVALID', message, { rows: target.length });
  }
  const needed = names.length + 2;
  if (rows < needed) {
    const message = `regression of ${rows} rows on ${names.length} columns; needed are ${needed}, so that one is left for chance`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows, needed });
  }
  const scaled = table.columns.map((column, f) => standardised(column, names[f]!));
  const y = standardised(target, 'target');
  return scaled.map((column, f) => {
    const others = new OrthonormalBasis();
    others.add(new Float64Array(rows).fill(1));
    for (const [g, other] of scaled.entries()) if (g !== f) others.add(other);
    const added = others.add(column);
    if (added === undefined) {
      const message = `column '${names[f]}': the other columns already say all of it; leave it or one of them out`;
      throw new MlError('ML_NOT_ESTIMABLE', message, { column: names[f] });
    }
    const left = others.reject(Float64Array.from(y));
    const freedom = rows - names.length - 1;
    const isReal = (square: number): boolean => square > roundingSquare * (rows - 1);
    const along = dot(added.direction, y);
    const coefficient = isReal(along ** 2) ? along / added.length : 0;
    const chance = isReal(dot(left, left)) ? dot(left, left) : 0;
    const standardError = Math.sqrt(chance / freedom) / added.length;
    return {
      column: names[f]!,
      coefficient,
      standardError,
      p: coefficient === 0 ? 1 : bothTailsOfT(coefficient / standardError, freedom),
      inflation: (rows - 1) / added.length ** 2,
    };
  });
}

/** A column less its mean, over its standard deviation. */
function standardised(column: Float64Array, name: string): Float64Array {
  const row = column.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    const message = `column '${name}', row ${row}: found ${column[row]}, a regression needs a number`;
    throw new MlError('ML_NOT_FINITE', message, { column: name, row });
  }
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const centred = column.map((value) => value - mean);
  const deviation = Math.sqrt(dot(centred, centred) / (column.length - 1));
  if (!(deviation > 1e-12 * Math.abs(mean))) {
    const message = `column '${name}' is ${column[0]} in all rows; an effect needs two values or more`;
    throw new MlError('ML_CONSTANT', message, { column: name });
  }
  return centred.map((value) => value / deviation);
}
