import { dot } from '../data/moments.ts';
import { MlError } from '../errors.ts';
import { OrthonormalBasis, roundingSquare } from '../linear/orthonormal-basis.ts';
import { upperTailOfF } from '../statistics/tail-probabilities.ts';
import { columnsOfTerms, type Factor, factorialTerms, nameOf, type Term } from './anova-terms.ts';

/** What one term takes away of the variance. */
export interface AnovaRow {
  readonly name: string;
  readonly factors: Term;
  readonly sumOfSquares: number;
  readonly degreesOfFreedom: number;
  /** Mean square over that of the residual; infinite where nothing is left to chance. */
  readonly f: number;
  /** Probability of such an F, or a greater one, were there no effect. */
  readonly p: number;
  /** Partial eta squared: share of what this term and chance make up together, in [0, 1]. */
  readonly effect: number;
}

/** An analysis of variance. */
export interface AnovaTable {
  readonly terms: readonly AnovaRow[];
  readonly residual: { readonly sumOfSquares: number; readonly degreesOfFreedom: number };
}

/** Which terms are looked at, and what each is compared with. */
export interface AnovaOptions {
  /** Absent: every factor and every pair of factors. */
  readonly terms?: readonly Term[];
  /** 2: each term behind all that do not contain it; 3: behind all others, for rows in every cell. */
  readonly type: 2 | 3;
}

/**
 * Analysis of variance of one response by one factor or more, with cells of any size, by regression on columns that sum
 * to zero over the levels. With equal cells both types give the same.
 * @param response - one number a row
 * @throws MlError ML_TABLE_INVALID, ML_CONSTANT as for the terms, ML_CONSTANT too for a response that is the same in all
 *   rows; ML_NOT_FINITE for a response that is no number (data: row); ML_NOT_ESTIMABLE for a term that the others already
 *   say, as with empty cells (data: term); ML_TOO_FEW_ROWS where no row is left for chance (data: rows, needed)
 * @see Searle1987, Linear Models for Unbalanced Data, chapters 4, 5, 12; Cohen1973, Educ. Psychol. Meas. 33, 107-112 (partial eta squared)
 *   (neither read)
 */
export function anova(
  factors: readonly Factor[],
  response: Float64Array,
  options: AnovaOptions,
): AnovaTable {
  const rows = response.length;
  const names = factors.map(({ name }) => name);
  const terms = options.terms ?? factorialTerms(names, 2);
  const columns = columnsOfTerms(factors, terms, rows);
  checkResponse(response);
  const whole = new OrthonormalBasis();
  const ones = new Float64Array(rows).fill(1);
  whole.add(ones);
  const needed = columns.flat().length + 2;
  if (rows < needed) {
    const message = `analysis of variance of ${rows} rows; its terms need ${needed}, so that one is left for chance`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows, needed });
  }
  for (const [t, own] of columns.entries()) grow(whole, own, terms[t]!);
  const left = whole.reject(Float64Array.from(response));
  const rounding = roundingSquare * dot(response, response);
  const clean = (square: number): number => (square > rounding ? square : 0);
  const residual = { sumOfSquares: clean(dot(left, left)), degreesOfFreedom: rows - whole.size };
  const chance = residual.sumOfSquares / residual.degreesOfFreedom;
  return {
    terms: terms.map((term, t) => {
      const basis = new OrthonormalBasis();
      basis.add(ones);
      for (const [u, other] of terms.entries()) {
        if (u === t || (options.type === 2 && contains(other, term))) continue;
        grow(basis, columns[u]!, other);
      }
      const behind = basis.reject(Float64Array.from(response));
      const directions = grow(basis, columns[t]!, term);
      const sumOfSquares = clean(directions.reduce((sum, each) => sum + dot(each, behind) ** 2, 0));
      const degreesOfFreedom = directions.length;
      const f = sumOfSquares === 0 ? 0 : sumOfSquares / degreesOfFreedom / chance;
      return {
        name: nameOf(term),
        factors: term,
        sumOfSquares,
        degreesOfFreedom,
        f,
        p: upperTailOfF(f, degreesOfFreedom, residual.degreesOfFreedom),
        effect: sumOfSquares === 0 ? 0 : sumOfSquares / (sumOfSquares + residual.sumOfSquares),
      };
    }),
    residual,
  };
}

function contains(term: Term, part: Term): boolean {
  return part.every((name) => term.includes(name));
}

/** Adds the columns of a term. Returns their directions. */
function grow(
  basis: OrthonormalBasis,
  columns: readonly Float64Array[],
  term: Term,
): Float64Array[] {
  return columns.map((column) => {
    const added = basis.add(column);
    if (added !== undefined) return added.direction;
    const name = nameOf(term);
    const message = `term '${name}': the terms before it already say all of it, as where a cell has no row; leave it out`;
    throw new MlError('ML_NOT_ESTIMABLE', message, { term: name });
  });
}

function checkResponse(response: Float64Array): void {
  const row = response.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    const message = `response, row ${row}: found ${response[row]}, allowed is a number`;
    throw new MlError('ML_NOT_FINITE', message, { row, found: response[row] });
  }
  if (response.every((value) => value === response[0])) {
    const message = `the response is ${response[0]} in all rows; there is no variance to share out`;
    throw new MlError('ML_CONSTANT', message, { value: response[0] });
  }
}
