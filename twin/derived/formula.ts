import type { MathNode } from 'mathjs/number';
import { fromUnit, isUnitName, type UnitName, unitOf } from '../../physics/core/units.ts';
import { TwinError } from '../domain/errors.ts';

/** Exponents of (m, kg, s, A, K, mol). */
type Dimension = readonly number[];

/** A formula that was read and whose units go together. */
export interface Formula {
  /** Its result in coherent SI, from its inputs in coherent SI, in the order in which they were given. */
  evaluate(values: readonly number[]): number;
}

/** How a node is evaluated, and what it measures; a truth value has no dimension of its own. */
interface Term {
  readonly dimension: Dimension | 'truth';
  readonly value: (inputs: readonly number[]) => number | boolean;
}

const plain: Dimension = [0, 0, 0, 0, 0, 0];
const longestText = 1000;
const mostNodes = 200;

/** Functions of numbers without unit. */
const plainFunctions: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
};
/** Functions of any number of arguments of one kind, which give the same kind. */
const choosers: Readonly<Record<string, (...x: number[]) => number>> = {
  min: Math.min,
  max: Math.max,
};
const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
const allowedFunctions = [...Object.keys(plainFunctions), ...Object.keys(choosers), 'abs', 'sqrt'];

/**
 * Reads a user's formula: numbers, its inputs, units as factors (`3 * um`), `+ - * / ^`, comparisons, `a ? b : c`, and
 * abs, sqrt, min, max, exp, log, log10, sin, cos, tan, pi, e. It is read into a tree and only what stands in this list is
 * evaluated, by us: a formula can neither reach the program nor run for long.
 *
 * @param inputs - unit of every input by its name in the formula; undefined for a plain number
 * @param unit - that the result must have
 * @param parse - of mathjs, which takes long to load
 * @throws TwinError FORMULA_INVALID (data: formula, found, allowed)
 */
export function readFormula(
  text: string,
  inputs: Readonly<Record<string, UnitName | undefined>>,
  unit: UnitName | undefined,
  parse: (text: string) => MathNode,
): Formula {
  const reader = new FormulaReader(text, inputs);
  const { dimension, value } = reader.term(reader.parsed(parse));
  if (dimension === 'truth') throw reader.refused('a comparison', 'a number as result');
  const wanted = dimensionOf(unit);
  if (!same(dimension, wanted)) {
    throw reader.refused(
      `a result in ${baseUnits(dimension)}`,
      `one in ${baseUnits(wanted)}, as the tag's ${unit ?? 'plain number'}`,
    );
  }
  return { evaluate: (values) => Number(value(values)) };
}

class FormulaReader {
  readonly #text: string;
  readonly #names: readonly string[];
  readonly #inputs: Readonly<Record<string, UnitName | undefined>>;
  #nodes = 0;

  constructor(text: string, inputs: Readonly<Record<string, UnitName | undefined>>) {
    this.#text = text;
    this.#inputs = inputs;
    this.#names = Object.keys(inputs);
  }

  parsed(parse: (text: string) => MathNode): MathNode {
    if (this.#text.length > longestText) {
      throw this.refused(`${this.#text.length} characters`, `up to ${longestText}`);
    }
    try {
      return parse(this.#text);
    } catch (error) {
      if (error instanceof RangeError)
        throw this.refused('too deep a nesting', 'a flatter formula');
      throw this.refused((error as Error).message, 'a formula');
    }
  }

  refused(found: string, allowed: string): TwinError {
    const shown = this.#text.slice(0, 80);
    return new TwinError(
      'FORMULA_INVALID',
      `formula '${shown}': found ${found}; allowed is ${allowed}`,
      { formula: shown, found, allowed },
    );
  }

  /** A part of the formula. One without inputs must be a number already: it would be none for ever. */
  term(node: MathNode): Term {
    const term = this.#read(node);
    const isInput = ({ name }: { readonly name?: string }): boolean =>
      name !== undefined && this.#names.includes(name);
    const inputs = node.filter((part) => isInput(part as { readonly name?: string }));
    if (inputs.length > 0) return term;
    const value = Number(term.value([]));
    if (Number.isFinite(value)) return term;
    throw this.refused(`'${String(node).slice(0, 60)}', which is ${value}`, 'finite numbers');
  }

  #read(node: MathNode): Term {
    this.#nodes += 1;
    if (this.#nodes > mostNodes) throw this.refused('a longer formula', `up to ${mostNodes} parts`);
    // The type of a node is the name of its class.
    const parts = node as unknown as {
      readonly type: string;
      readonly value?: unknown;
      readonly name?: string;
      readonly op?: string;
      readonly fn?: { readonly type?: string; readonly name?: string };
      readonly content?: MathNode;
      readonly args?: readonly MathNode[];
      readonly condition?: MathNode;
      readonly trueExpr?: MathNode;
      readonly falseExpr?: MathNode;
    };
    switch (parts.type) {
      case 'ConstantNode':
        return this.#constant(parts.value);
      case 'SymbolNode':
        return this.#symbol(parts.name!);
      case 'ParenthesisNode':
        return this.term(parts.content!);
      case 'OperatorNode':
        return this.#operator(parts.op!, parts.args!);
      case 'FunctionNode':
        return this.#call(parts.fn?.name, parts.args!);
      case 'ConditionalNode':
        return this.#conditional(parts.condition!, parts.trueExpr!, parts.falseExpr!);
      default:
        throw this.refused(`'${String(node)}'`, 'numbers, inputs, operators and functions');
    }
  }

  #constant(value: unknown): Term {
    if (typeof value !== 'number') throw this.refused(`'${String(value)}'`, 'a number');
    return { dimension: plain, value: () => value };
  }

  #symbol(name: string): Term {
    const place = this.#names.indexOf(name);
    if (place >= 0) {
      return { dimension: dimensionOf(this.#inputs[name]), value: (inputs) => inputs[place]! };
    }
    const constant = Object.hasOwn(constants, name) ? constants[name] : undefined;
    if (constant !== undefined) return { dimension: plain, value: () => constant };
    if (isUnitName(name)) {
      if (unitOf(name).offset !== 0) throw this.refused(`'${name}', whose zero is shifted`, 'K');
      const factor = fromUnit(1, name);
      return { dimension: dimensionOf(name), value: () => factor };
    }
    throw this.refused(`'${name}'`, `an input (${this.#names.join(', ')}), a unit, pi or e`);
  }

  #operator(op: string, args: readonly MathNode[]): Term {
    const [left, right] = args.map((arg) => this.term(arg)) as [Term, Term | undefined];
    if (right === undefined) {
      if (op !== '-' && op !== '+') throw this.refused(`'${op}'`, '+ or - before a term');
      const x = this.#number(left);
      return {
        dimension: left.dimension,
        value: (inputs) => (op === '-' ? -x(inputs) : x(inputs)),
      };
    }
    const [a, b] = [this.#number(left), this.#number(right)];
    const [da, db] = [left.dimension as Dimension, right.dimension as Dimension];
    const compare = Object.hasOwn(comparisons, op) ? comparisons[op] : undefined;
    if (op === '+' || op === '-' || compare !== undefined) {
      if (!same(da, db)) {
        throw this.refused(`${baseUnits(da)} ${op} ${baseUnits(db)}`, 'one unit on both sides');
      }
      if (compare !== undefined) {
        return { dimension: 'truth', value: (inputs) => compare(a(inputs), b(inputs)) };
      }
      const sign = op === '+' ? 1 : -1;
      return { dimension: da, value: (inputs) => a(inputs) + sign * b(inputs) };
    }
    if (op === '*') {
      const dimension = da.map((exponent, i) => exponent + db[i]!);
      return { dimension, value: (inputs) => a(inputs) * b(inputs) };
    }
    if (op === '/') {
      const dimension = da.map((exponent, i) => exponent - db[i]!);
      return { dimension, value: (inputs) => a(inputs) / b(inputs) };
    }
    if (op === '^') return this.#power(args[1]!, [left, right], [a, b]);
    throw this.refused(`'${op}'`, '+ - * / ^ < <= > >=');
  }

  #power(
    exponentNode: MathNode,
    [base, exponent]: readonly [Term, Term],
    [a, b]: readonly [Evaluator, Evaluator],
  ): Term {
    if (!same(exponent.dimension as Dimension, plain)) {
      throw this.refused(
        `an exponent in ${baseUnits(exponent.dimension as Dimension)}`,
        'a plain number',
      );
    }
    const value: Evaluator = (inputs) => a(inputs) ** b(inputs);
    if (same(base.dimension as Dimension, plain)) return { dimension: plain, value };
    const { type, value: power } = exponentNode as unknown as { type: string; value?: unknown };
    if (type !== 'ConstantNode' || typeof power !== 'number') {
      throw this.refused('a power of a quantity', 'a number as its exponent');
    }
    return { dimension: (base.dimension as Dimension).map((x) => x * power), value };
  }

  #call(name: string | undefined, args: readonly MathNode[]): Term {
    const terms = args.map((arg) => this.term(arg));
    const values = terms.map((term) => this.#number(term));
    const dimensions = terms.map(({ dimension }) => dimension as Dimension);
    const choose = own(choosers, name);
    if (choose !== undefined && terms.length > 0) {
      const other = dimensions.find((dimension) => !same(dimension, dimensions[0]!));
      if (other !== undefined) {
        throw this.refused(
          `${name} of ${baseUnits(dimensions[0]!)} and ${baseUnits(other)}`,
          'one unit in all arguments',
        );
      }
      return {
        dimension: dimensions[0]!,
        value: (inputs) => choose(...values.map((value) => value(inputs))),
      };
    }
    if (terms.length === 1) {
      const [x] = values;
      const apply = own(plainFunctions, name);
      if (apply !== undefined) {
        if (!same(dimensions[0]!, plain)) {
          throw this.refused(`${name} of ${baseUnits(dimensions[0]!)}`, 'a plain number in it');
        }
        return { dimension: plain, value: (inputs) => apply(x!(inputs)) };
      }
      if (name === 'abs') {
        return { dimension: dimensions[0]!, value: (inputs) => Math.abs(x!(inputs)) };
      }
      if (name === 'sqrt') {
        const dimension = dimensions[0]!.map((exponent) => exponent / 2);
        return { dimension, value: (inputs) => Math.sqrt(x!(inputs)) };
      }
    }
    throw this.refused(
      `${name ?? 'a call'} of ${terms.length} arguments`,
      allowedFunctions.join(', '),
    );
  }

  #conditional(condition: MathNode, yes: MathNode, no: MathNode): Term {
    const [test, a, b] = [this.term(condition), this.term(yes), this.term(no)];
    if (test.dimension !== 'truth') throw this.refused('a number before ?', 'a comparison');
    const [x, y] = [this.#number(a), this.#number(b)];
    if (!same(a.dimension as Dimension, b.dimension as Dimension)) {
      throw this.refused('two units in the branches of ?', 'one unit');
    }
    return {
      dimension: a.dimension,
      value: (inputs) => (test.value(inputs) ? x(inputs) : y(inputs)),
    };
  }

  #number({ dimension, value }: Term): Evaluator {
    if (dimension === 'truth') throw this.refused('a comparison as a number', 'a ? b : c');
    return value as Evaluator;
  }
}

type Evaluator = (inputs: readonly number[]) => number;

function own<T>(table: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

function dimensionOf(unit: UnitName | undefined): Dimension {
  return unit === undefined ? plain : unitOf(unit).dimension;
}

function same(left: Dimension, right: Dimension): boolean {
  return left.every((exponent, i) => Math.abs(exponent - right[i]!) < 1e-12);
}

/** A dimension as a person reads it: `kg m^-2`. */
function baseUnits(dimension: Dimension): string {
  const names = ['m', 'kg', 's', 'A', 'K', 'mol'];
  const parts = dimension.flatMap((exponent, i) =>
    exponent === 0 ? [] : [exponent === 1 ? names[i]! : `${names[i]}^${exponent}`],
  );
  return parts.length === 0 ? 'a plain number' : parts.join(' ');
}
