import { MlError } from '../errors.ts';

/** Most columns that are told: each doubles the rows that the model is asked for. */
export const mostShapleyColumns = 12;

/** What one row's columns do to what a model says of it, against a row that stands for "not known". */
export interface BaselineShapley {
  /** What the model says of the baseline; the values add up to the prediction less this. */
  readonly base: number;
  /** By column, in the unit of the target. */
  readonly values: Float64Array;
}

/**
 * Shapley values of any model against a baseline, exact: a column that is not known has the value of the baseline. The
 * model is asked 2^columns times.
 * @param predict - gets the same array each time, and must not keep it
 * @param row - numbers by column
 * @param baseline - such as the medians of the training rows
 * @throws MlError ML_TOO_LARGE for more than 12 columns (data: columns, allowed)
 * @see Shapley1953, Contributions to the Theory of Games 2, 307-317, eq. 13; Sundararajan2020, PMLR 119, 9269-9278
 *   (baseline Shapley; neither read)
 */
export function baselineShapley(
  predict: (row: Float64Array) => number,
  row: ArrayLike<number>,
  baseline: ArrayLike<number>,
): BaselineShapley {
  const columns = row.length;
  if (columns > mostShapleyColumns) {
    const message = `Shapley values of ${columns} columns, allowed are up to ${mostShapleyColumns}: each doubles the work`;
    throw new MlError('ML_TOO_LARGE', message, { columns, allowed: mostShapleyColumns });
  }
  const sets = 2 ** columns;
  const told = new Float64Array(sets);
  const asked = new Float64Array(columns);
  for (let set = 0; set < sets; set++) {
    for (let f = 0; f < columns; f++) asked[f] = (set >>> f) & 1 ? row[f]! : baseline[f]!;
    told[set] = predict(asked);
  }
  const weights = weightsBySize(columns);
  const values = new Float64Array(columns);
  for (let set = 0; set < sets; set++) {
    const weight = weights[sizeOf(set)]!;
    for (let f = 0; f < columns; f++) {
      const own = 1 << f;
      if ((set & own) === 0) values[f] = values[f]! + weight * (told[set | own]! - told[set]!);
    }
  }
  return { base: told[0]!, values };
}

/** |S|! (n - |S| - 1)! / n! by the size of S. */
function weightsBySize(columns: number): Float64Array {
  const weights = new Float64Array(columns);
  let choose = 1;
  for (let size = 0; size < columns; size++) {
    weights[size] = 1 / (columns * choose);
    choose = (choose * (columns - 1 - size)) / (size + 1);
  }
  return weights;
}

function sizeOf(set: number): number {
  let size = 0;
  for (let left = set; left !== 0; left &= left - 1) size += 1;
  return size;
}
