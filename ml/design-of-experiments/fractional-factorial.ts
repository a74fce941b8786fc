import { MlError } from '../errors.ts';
import { fullFactorial } from './factorial.ts';

/** A factor whose level is the product of those of others, or its negative. */
export interface Generator {
  readonly factor: string;
  /** Basic factors, two or more. */
  readonly product: readonly string[];
  /** -1 takes the other half. @default 1 */
  readonly sign?: 1 | -1;
}

/** A product of factors, and the level that it has in every run. */
export interface Word {
  readonly factors: readonly string[];
  readonly sign: 1 | -1;
}

/** A fraction of all combinations of two levels. */
export interface FractionalFactorial {
  /** Basic factors, then the generated ones. */
  readonly factors: readonly string[];
  /** One row a run: -1 or 1 for each factor, in the order of Yates over the basic factors. */
  readonly runs: readonly (readonly number[])[];
  /** All products that are constant, shortest first. */
  readonly definingRelation: readonly Word[];
  /** Length of the shortest of these; undefined for a full factorial, which confounds nothing. */
  readonly resolution: number | undefined;
}

/** Bits of words: more factors are not one set of bits. */
const mostFactors = 30;
/** Generated factors: the defining relation doubles with each. */
const mostGenerated = 15;

/**
 * A regular fraction of the two-level factorial: a full factorial of the basic factors, and a generator for each other.
 * @param basic - names of the basic factors; there are 2^basic runs
 * @throws MlError ML_OPTION_OUT_OF_RANGE for a name that comes twice, a product of fewer than two basic factors or of
 *   others, more than 30 factors or 15 generators, or two generators that make two factors the same (data: option, found, allowed)
 * @see Box1961, Technometrics 3, 311-351, doi:10.1080/00401706.1961.10489951
 */
export function fractionalFactorial(
  basic: readonly string[],
  generators: readonly Generator[],
): FractionalFactorial {
  const factors = [...basic, ...generators.map(({ factor }) => factor)];
  check(basic, generators, factors);
  const words = wordsOf(factors, generators);
  const shortest = words[0]?.factors.length;
  if (shortest !== undefined && shortest < 3) {
    throw wrong(
      'generators',
      `${words[0]!.factors.join(' = ')} in every run`,
      'factors that differ',
    );
  }
  const columns = new Map(basic.map((name, column) => [name, column]));
  const runs = fullFactorial(basic.map(() => [-1, 1])).map((run) => [
    ...run,
    ...generators.map(({ product, sign = 1 }) =>
      product.reduce<number>((level, name) => level * run[columns.get(name)!]!, sign),
    ),
  ]);
  return { factors, runs, definingRelation: words, resolution: shortest };
}

/**
 * What an effect can not be told from in a fraction: the products that equal it, with their signs.
 * @param effect - names of its factors: one for a main effect, two for an interaction
 * @param order - most factors of a product that is told
 * @returns shortest first; empty where the effect is clear of all of this order
 * @throws MlError ML_OPTION_OUT_OF_RANGE for a name that the design has not or that comes twice (data: option, found, allowed)
 */
export function aliasesOf(
  design: FractionalFactorial,
  effect: readonly string[],
  order = 2,
): Word[] {
  const { factors } = design;
  if (new Set(effect).size !== effect.length || !effect.every((name) => factors.includes(name))) {
    throw wrong('effect', effect.join(' '), `some of ${factors.join(', ')}, each once`);
  }
  const own = maskOf(effect, factors);
  return design.definingRelation
    .map(({ factors: word, sign }) => namedWord(own ^ maskOf(word, factors), sign, factors))
    .filter((word) => word.factors.length <= order)
    .sort(byLength);
}

/** Products of any number of generators with their factors: all words of the defining relation. */
function wordsOf(factors: readonly string[], generators: readonly Generator[]): Word[] {
  let words: { readonly mask: number; readonly sign: 1 | -1 }[] = [];
  for (const { factor, product, sign = 1 } of generators) {
    const mask = maskOf([...product, factor], factors);
    const more = words.map((word) => ({
      mask: word.mask ^ mask,
      sign: word.sign === sign ? (1 as const) : (-1 as const),
    }));
    words = [...words, { mask, sign }, ...more];
  }
  return words.map(({ mask, sign }) => namedWord(mask, sign, factors)).sort(byLength);
}

function byLength(a: Word, b: Word): number {
  return a.factors.length - b.factors.length;
}

function maskOf(names: readonly string[], factors: readonly string[]): number {
  return names.reduce((mask, name) => mask | (1 << factors.indexOf(name)), 0);
}

function namedWord(mask: number, sign: 1 | -1, factors: readonly string[]): Word {
  return { factors: factors.filter((_, bit) => (mask >> bit) & 1), sign };
}

function check(
  basic: readonly string[],
  generators: readonly Generator[],
  factors: readonly string[],
): void {
  if (new Set(factors).size !== factors.length || factors.length > mostFactors) {
    throw wrong('factors', factors.join(', '), `up to ${mostFactors} names, each once`);
  }
  if (generators.length > mostGenerated) {
    throw wrong('generators', generators.length, `up to ${mostGenerated}`);
  }
  for (const { factor, product } of generators) {
    const isOnce = new Set(product).size === product.length;
    if (product.length >= 2 && isOnce && product.every((name) => basic.includes(name))) continue;
    const found = `${factor} = ${product.join(' ')}`;
    throw wrong('generators', found, `products of two or more of ${basic.join(', ')}`);
  }
}

function wrong(option: string, found: unknown, allowed: string): MlError {
  const message = `${option} of a fractional factorial: found ${found}, allowed is ${allowed}`;
  return new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
}
