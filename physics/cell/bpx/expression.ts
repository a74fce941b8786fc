import { PhysicsError } from '../../core/errors.ts';
import { type BpxPath, pathText } from './bpx-error.ts';

/** A formula of BPX in one variable, x. */
export interface Expression {
  /** IEEE arithmetic: NaN or infinite where the formula is not defined. */
  readonly at: (x: number) => number;
  /** Where the formula does not depend on x. */
  readonly constant?: number;
}

/** Functions that a formula may call. */
const functions: Readonly<Record<string, (value: number) => number>> = {
  exp: Math.exp,
  tanh: Math.tanh,
  sinh: Math.sinh,
  cosh: Math.cosh,
  sqrt: Math.sqrt,
  log: Math.log,
};
const operandAllowed = `a number, x, a parenthesis, a sign or ${Object.keys(functions).join(', ')} of (...)`;
const deepest = 200;
const tokenPattern =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>\*\*|[-+*/()]))/y;

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
  /** First character, counted from 1. */
  readonly position: number;
}

/**
 * Reads a formula in the Python syntax of BPX: x, numbers, + - * / **, parentheses and exp, tanh, sinh, cosh, sqrt,
 * log (natural). As in Python, ** binds before a sign on its left and groups from the right; the others group from the
 * left, and are evaluated in that order.
 * @throws PhysicsError BPX_INVALID_EXPRESSION with path, position (from 1), found and allowed
 */
export function parseExpression(text: string, path: BpxPath): Expression {
  const tokens = tokenise(text, path);
  let next = 0;
  let depth = 0;
  const peek = (): Token => tokens[next]!;
  const takes = (...signs: readonly string[]): string | undefined => {
    const token = peek();
    if (token.kind !== 'sign' || !signs.includes(token.text)) return undefined;
    next += 1;
    return token.text;
  };
  const deeper = (read: () => Expression): Expression => {
    depth += 1;
    if (depth > deepest) throw invalid(path, peek(), `at most ${deepest} nested levels`);
    const expression = read();
    depth -= 1;
    return expression;
  };

  function sum(): Expression {
    return leftToRight(product, ['+', '-']);
  }
  function product(): Expression {
    return leftToRight(signed, ['*', '/']);
  }
  function leftToRight(read: () => Expression, signs: readonly string[]): Expression {
    const operands = [read()];
    const operators: string[] = [];
    for (let sign = takes(...signs); sign !== undefined; sign = takes(...signs)) {
      operators.push(sign);
      operands.push(read());
    }
    return chain(operands, operators);
  }
  function signed(): Expression {
    let negative = false;
    for (let sign = takes('+', '-'); sign !== undefined; sign = takes('+', '-')) {
      if (sign === '-') negative = !negative;
    }
    const operand = power();
    return negative ? applied((value) => -value, operand) : operand;
  }
  function power(): Expression {
    const base = operand();
    if (takes('**') === undefined) return base;
    const exponent = deeper(signed);
    if (base.constant !== undefined && exponent.constant !== undefined) {
      return fixed(base.constant ** exponent.constant);
    }
    const [ofBase, ofExponent] = [base.at, exponent.at];
    return { at: (x) => ofBase(x) ** ofExponent(x) };
  }
  function operand(): Expression {
    const token = peek();
    if (takes('(') !== undefined) return inParentheses();
    next += 1;
    if (token.kind === 'number') {
      const value = Number(token.text);
      if (!Number.isFinite(value)) throw invalid(path, token, 'a number below 1.8e308');
      return fixed(value);
    }
    if (token.kind === 'name' && token.text === 'x') return { at: (x) => x };
    const called = token.kind === 'name' && Object.hasOwn(functions, token.text);
    if (!called) throw invalid(path, token, operandAllowed);
    if (takes('(') === undefined) throw invalid(path, peek(), `( after ${token.text}`);
    return applied(functions[token.text]!, inParentheses());
  }
  function inParentheses(): Expression {
    const inside = deeper(sum);
    if (takes(')') === undefined) throw invalid(path, peek(), ') or an operator + - * / **');
    return inside;
  }

  const whole = sum();
  if (peek().kind !== 'end') throw invalid(path, peek(), 'an operator + - * / ** or the end');
  return whole;
}

function tokenise(text: string, path: BpxPath): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  tokenPattern.lastIndex = 0;
  for (let at = 0; at < end; at = tokenPattern.lastIndex) {
    tokenPattern.lastIndex = at;
    const { number, name, sign } = tokenPattern.exec(text)?.groups ?? {};
    const word = number ?? name ?? sign;
    if (word === undefined) {
      const position = at + text.slice(at).search(/\S/) + 1;
      throw invalid(path, { kind: 'end', text: text[position - 1]!, position }, operandAllowed);
    }
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign';
    tokens.push({ kind, text: word, position: tokenPattern.lastIndex - word.length + 1 });
  }
  tokens.push({ kind: 'end', text: '', position: end + 1 });
  return tokens;
}

function invalid(path: BpxPath, { text, position }: Token, allowed: string): PhysicsError {
  const found = text === '' ? 'the end' : `"${text}"`;
  return new PhysicsError(
    'BPX_INVALID_EXPRESSION',
    `${pathText(path)}: found ${found} at character ${position}; allowed there: ${allowed}`,
    { path: pathText(path), position, found, allowed },
  );
}

function fixed(constant: number): Expression {
  return { at: () => constant, constant };
}

function applied(apply: (value: number) => number, { at, constant }: Expression): Expression {
  return constant === undefined ? { at: (x) => apply(at(x)) } : fixed(apply(constant));
}

/** Operands joined from left to right; long chains do not nest. */
function chain(operands: readonly Expression[], operators: readonly string[]): Expression {
  const [first, second] = operands;
  if (operators.length === 0) return first!;
  const at = operators.length === 1 ? pair(first!.at, second!.at, operators[0]!) : long();
  return operands.every(({ constant }) => constant !== undefined) ? fixed(at(0)) : { at };

  function long(): (x: number) => number {
    const parts = operands.map((operand) => operand.at);
    return (x) => {
      let total = parts[0]!(x);
      for (let i = 0; i < operators.length; i++) {
        const value = parts[i + 1]!(x);
        const operator = operators[i];
        if (operator === '+') total += value;
        else if (operator === '-') total -= value;
        else if (operator === '*') total *= value;
        else total /= value;
      }
      return total;
    };
  }
}

function pair(
  left: (x: number) => number,
  right: (x: number) => number,
  operator: string,
): (x: number) => number {
  if (operator === '+') return (x) => left(x) + right(x);
  if (operator === '-') return (x) => left(x) - right(x);
  if (operator === '*') return (x) => left(x) * right(x);
  return (x) => left(x) / right(x);
}
