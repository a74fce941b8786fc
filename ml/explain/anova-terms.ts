import { MlError } from '../errors.ts';

/** What was set in each row of an experiment, by the name of its level. */
export interface Factor {
  readonly name: string;
  readonly levels: readonly string[];
}

/** Factors that act alone (one name) or together (several). */
export type Term = readonly string[];

/** Name of a term: `speed`, `speed * gap`. */
export function nameOf(term: Term): string {
  return term.join(' * ');
}

/** All terms of some factors up to a number of factors that act together, the small ones first. */
export function factorialTerms(names: readonly string[], order: number): Term[] {
  const terms: Term[] = [];
  let last: Term[] = [[]];
  for (let size = 1; size <= Math.min(order, names.length); size++) {
    last = last.flatMap((term) => {
      const next = term.length === 0 ? 0 : names.indexOf(term.at(-1)!) + 1;
      return names.slice(next).map((name) => [...term, name]);
    });
    terms.push(...last);
  }
  return terms;
}

/**
 * Columns of each term in a regression, coded to sum to zero over the levels, so that a term is what its factors add to
 * all terms below it.
 * @throws MlError ML_TABLE_INVALID for factors of another length, a row without a level or a term of an unknown factor;
 *   ML_CONSTANT for a factor of one level (data: column)
 */
export function columnsOfTerms(
  factors: readonly Factor[],
  terms: readonly Term[],
  rows: number,
): Float64Array[][] {
  const coded = new Map(factors.map((factor) => [factor.name, columnsOf(factor, rows)]));
  return terms.map((term) => {
    let columns = [new Float64Array(rows).fill(1)];
    for (const name of term) {
      const own = coded.get(name);
      if (own === undefined) {
        const message = `term '${nameOf(term)}': no factor '${name}'; allowed are ${[...coded.keys()].join(', ')}`;
        throw new MlError('ML_TABLE_INVALID', message, {
          column: name,
          allowed: [...coded.keys()],
        });
      }
      columns = columns.flatMap((column) =>
        own.map((other) => column.map((value, i) => value * other[i]!)),
      );
    }
    return columns;
  });
}

/** One column for each level but the last, which is -1 in all. */
function columnsOf({ name, levels }: Factor, rows: number): Float64Array[] {
  const row = levels.indexOf('');
  if (levels.length !== rows || row >= 0) {
    const found = row >= 0 ? `row ${row} without a level` : `${levels.length} rows`;
    const message = `factor '${name}': found ${found}, allowed are ${rows} rows, each with the name of a level`;
    throw new MlError('ML_TABLE_INVALID', message, { column: name, rows: levels.length, row });
  }
  const names = [...new Set(levels)];
  if (names.length < 2) {
    const message = `factor '${name}' has ${names.length} level; an effect needs two or more`;
    throw new MlError('ML_CONSTANT', message, { column: name });
  }
  const last = names.pop()!;
  return names.map((level) =>
    Float64Array.from(levels, (found) => (found === level ? 1 : found === last ? -1 : 0)),
  );
}
