import { MlError } from '../errors.ts';

/** One term of a linear model: a column, or the product of two. */
export interface Term {
  /** `a`, `a*b`, or `a^2`. */
  readonly name: string;
  /** Indices of the columns that are multiplied. */
  readonly factors: readonly number[];
}

/** `linear`: the columns; `quadratic`: these, all their squares and all products of two. */
export type Expansion = 'linear' | 'quadratic';

/** Most terms: decompositions grow with their square. */
const mostTerms = 2000;

/**
 * The terms of a model of these columns: first the columns, then squares and products in their order.
 * @throws MlError ML_TOO_LARGE for more than 2,000 terms (data: terms, allowed); ML_TABLE_INVALID where a column has the name
 *   of a product (data: column)
 */
export function termsOf(names: readonly string[], expansion: Expansion): readonly Term[] {
  const terms: Term[] = names.map((name, f) => ({ name, factors: [f] }));
  if (expansion === 'quadratic') {
    for (let f = 0; f < names.length; f++) {
      terms.push({ name: `${names[f]}^2`, factors: [f, f] });
      for (let g = f + 1; g < names.length; g++) {
        terms.push({ name: `${names[f]}*${names[g]}`, factors: [f, g] });
      }
    }
  }
  if (terms.length > mostTerms) {
    const message = `${names.length} columns make ${terms.length} terms, allowed are up to ${mostTerms}: take fewer columns or no products`;
    throw new MlError('ML_TOO_LARGE', message, { terms: terms.length, allowed: mostTerms });
  }
  const seen = new Set<string>();
  for (const { name } of terms) {
    if (seen.has(name)) {
      const message = `column '${name}' has the name of a product of two others; allowed is another name`;
      throw new MlError('ML_TABLE_INVALID', message, { column: name });
    }
    seen.add(name);
  }
  return terms;
}
