import type { FeatureTable } from '../data/feature-table.ts';
import { type Moments, momentsOf } from '../data/moments.ts';
import { MlError } from '../errors.ts';
import { checkColumns, checkTarget } from './check-rows.ts';
import { LinearModel } from './linear-model.ts';
import { type Expansion, type Term, termsOf } from './terms.ts';

/** Rows of terms of mean 0 and standard deviation 1 (divisor n), and a target of mean 0. */
export interface ScaledTerms {
  readonly features: readonly string[];
  readonly terms: readonly Term[];
  /** Indices of the terms that vary. */
  readonly used: readonly number[];
  /** Values of the terms that vary. */
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
  readonly targetMean: number;
  /** Moments of the table's columns. */
  readonly columnMoments: readonly Moments[];
  /** Moments of all terms, as products of scaled columns. */
  readonly termMoments: readonly Moments[];
}

/** Scaled terms of so small a deviation are constant but for rounding. */
const constantTerm = 1e-9;

/**
 * Scales columns, multiplies them and scales the products. Terms that are constant are left out.
 * @throws MlError ML_TOO_LARGE and ML_TABLE_INVALID as `termsOf`
 */
export function scaledTerms(
  table: FeatureTable,
  target: Float64Array,
  expansion: Expansion,
): ScaledTerms {
  const terms = termsOf(table.names, expansion);
  const columnMoments = table.columns.map(momentsOf);
  const scaled = table.columns.map((column, f) => scaledBy(column, columnMoments[f]!));
  const products = terms.map(({ factors: [first, second] }) =>
    second === undefined
      ? scaled[first!]!
      : scaled[first!]!.map((value, i) => value * scaled[second]![i]!),
  );
  const termMoments = products.map((product) => {
    const moments = momentsOf(product);
    return moments.deviation > constantTerm ? moments : { ...moments, deviation: 0 };
  });
  const used = terms.map((_, t) => t).filter((t) => termMoments[t]!.deviation > 0);
  const { mean } = momentsOf(target);
  return {
    features: table.names,
    terms,
    used,
    columns: used.map((t) => scaledBy(products[t]!, termMoments[t]!)),
    target: target.map((value) => value - mean),
    targetMean: mean,
    columnMoments,
    termMoments,
  };
}

/**
 * The same for rows that a model is trained with, checked.
 * @throws MlError as `checkColumns` and `checkTarget`; ML_TABLE_INVALID where no column varies (data: columns)
 */
export function checkedTerms(
  table: FeatureTable,
  target: Float64Array,
  expansion: Expansion,
  leastRows: number,
): ScaledTerms {
  checkColumns(table, leastRows);
  checkTarget(table, target);
  const scaled = scaledTerms(table, target, expansion);
  if (scaled.used.length === 0) {
    const message = `all ${table.names.length} columns are constant, allowed is at least one that varies`;
    throw new MlError('ML_TABLE_INVALID', message, { columns: table.names });
  }
  return scaled;
}

/**
 * The model of these coefficients in the units of the table.
 * @param coefficients - of the scaled terms that vary
 */
export function modelOf(scaled: ScaledTerms, coefficients: ArrayLike<number>): LinearModel {
  const { features, terms, used, columnMoments, termMoments, targetMean } = scaled;
  const inUnits = new Float64Array(terms.length);
  let intercept = targetMean;
  for (const [k, t] of used.entries()) {
    const { mean, deviation } = termMoments[t]!;
    const slope = coefficients[k]! / deviation;
    intercept -= slope * mean;
    inUnits[t] = terms[t]!.factors.reduce(
      (value, factor) => value / columnMoments[factor]!.deviation,
      slope,
    );
  }
  const isUsed = new Set(used);
  return new LinearModel({
    features,
    terms,
    centre: Float64Array.from(columnMoments, ({ mean }) => mean),
    intercept,
    coefficients: inUnits,
    leftOut: terms.filter((_, t) => !isUsed.has(t)).map(({ name }) => name),
  });
}

function scaledBy(values: Float64Array, { mean, deviation }: Moments): Float64Array {
  return deviation === 0
    ? new Float64Array(values.length)
    : values.map((value) => (value - mean) / deviation);
}
