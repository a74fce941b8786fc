import type { Regressor } from '../regression/regressor.ts';
import { checkRow } from './check-rows.ts';
import type { Term } from './terms.ts';

/** What a linear model is made of. */
export interface LinearParts {
  readonly features: readonly string[];
  readonly terms: readonly Term[];
  /** The means of the training rows, by column: terms are products of differences from these. */
  readonly centre: Float64Array;
  /** Value at the centre. */
  readonly intercept: number;
  /** By term, in units of the target by units of the columns; 0 for a term that does not count. */
  readonly coefficients: Float64Array;
  /** Names of the terms that were constant in training, and so say nothing. */
  readonly leftOut: readonly string[];
}

/**
 * y = intercept + sum over terms of coefficient times product of (column - centre). About the centre the coefficient of a
 * column is the slope there, whatever the products; and a shift of a column's zero changes no coefficient.
 */
export class LinearModel implements Regressor {
  readonly features: readonly string[];
  readonly parts: LinearParts;

  constructor(parts: LinearParts) {
    this.features = parts.features;
    this.parts = parts;
  }

  /** Coefficients by name of their term. */
  get coefficients(): Readonly<Record<string, number>> {
    const { terms, coefficients } = this.parts;
    return Object.fromEntries(terms.map(({ name }, t) => [name, coefficients[t]!]));
  }

  /** Whether no term counts: it says the same for each row. */
  get isConstant(): boolean {
    return this.parts.coefficients.every((coefficient) => coefficient === 0);
  }

  /** @throws MlError ML_TABLE_INVALID for a row of another width; ML_NOT_FINITE for a gap (data: column) */
  predict(row: ArrayLike<number>): number {
    checkRow(row, this.features);
    const { terms, centre, intercept, coefficients } = this.parts;
    let value = intercept;
    for (let t = 0; t < terms.length; t++) {
      let product = coefficients[t]!;
      if (product === 0) continue;
      for (const f of terms[t]!.factors) product *= row[f]! - centre[f]!;
      value += product;
    }
    return value;
  }
}
