import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../../../physics/cell/bpx/expression.ts';
import { PhysicsError } from '../../../../../physics/core/errors.ts';
import { expectClose } from '../../../../support/close.ts';
import { errorOf } from './fixtures.ts';

const path = ['Parameterisation', 'Negative electrode', 'OCP [V]'];
const formula = (text: string, x = 0) => parseExpression(text, path).at(x);

describe('parseExpression', () => {
  it.each([
    ['-2 ** 2', -4],
    ['2 ** -1', 0.5],
    ['2 ** 3 ** 2', 512],
    ['(2 ** 3) ** 2', 64],
    ['1 - 2 - 3', -4],
    ['16 / 4 / 2', 2],
    ['2 * -3 + +4', -2],
    ['--x', 3],
    ['.5 + 1. + 9.47e-01', 2.447],
    ['\n( x\t)\r\n', 3],
  ])('reads %j as Python does', (text, expected) => {
    expect(formula(text, 3)).toBe(expected);
  });

  it('calls exp, tanh, sinh, cosh, sqrt and the natural log', () => {
    const text = 'exp(x) + tanh(x) + sinh(x) + cosh(x) + sqrt(x) + log(x)';
    const [x, round] = [0.7, { rtol: 1e-15, atol: 0 }];
    const expected =
      Math.exp(x) + Math.tanh(x) + Math.sinh(x) + Math.cosh(x) + Math.sqrt(x) + Math.log(x);
    // Round-off of five sums.
    expectClose(formula(text, x), expected, round);
  });

  it('knows a formula without x as a constant', () => {
    expect(parseExpression('2 * exp(0) ** 3', path).constant).toBe(2);
    expect(parseExpression('2 * x', path).constant).toBeUndefined();
  });

  it.each([
    ['', 1, 'the end'],
    ['1 +', 4, 'the end'],
    ['2x', 2, '"x"'],
    ['x ^ 2', 3, '"^"'],
    ['sin(x)', 1, '"sin"'],
    ['exp x', 5, '"x"'],
    ['(x + 1', 7, 'the end'],
    ['x + y', 5, '"y"'],
    ['x)', 2, '")"'],
    ['__import__(1)', 1, '"__import__"'],
    ['x; x', 2, '";"'],
    ['constructor(1)', 1, '"constructor"'],
    ['1e999', 1, '"1e999"'],
  ])('names place and what is allowed in %j', (text, position, found) => {
    const error = errorOf(() => parseExpression(text, path));
    expect(error.code).toBe('BPX_INVALID_EXPRESSION');
    expect(error.data).toMatchObject({ path: path.join(' > '), position, found });
    expect(error.message).toContain(`found ${found} at character ${position}`);
    expect(error.data['allowed']).toEqual(expect.stringMatching(/\w/));
  });

  it('refuses nesting without end, and evaluates long chains', () => {
    const deep = `${'('.repeat(5000)}x${')'.repeat(5000)}`;
    expect(errorOf(() => parseExpression(deep, path)).code).toBe('BPX_INVALID_EXPRESSION');
    expect(errorOf(() => parseExpression('x**'.repeat(5000), path)).code).toBe(
      'BPX_INVALID_EXPRESSION',
    );
    expect(formula(`x${' + x'.repeat(20_000)}`, 1)).toBe(20_001);
    expect(formula(`${'-'.repeat(20_001)}x`, 1)).toBe(-1);
  });

  it('gives a number or a coded error for any text', () => {
    const words = fc.constantFrom(
      ...['x', '1', '2.5e-3', '+', '-', '*', '/', '**', '(', ')', 'exp(', 'log(', 'tanh', ' ', '^'],
    );
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.array(words, { maxLength: 25 }).map((parts) => parts.join('')),
    );
    let read = 0;
    fc.assert(
      fc.property(text, fc.double(), (word, x) => {
        try {
          const value = formula(word, x);
          read += 1;
          return typeof value === 'number';
        } catch (error) {
          return error instanceof PhysicsError && error.code === 'BPX_INVALID_EXPRESSION';
        }
      }),
      { seed: 7, numRuns: 4000 },
    );
    expect(read).toBeGreaterThan(50);
  });

  it('evaluates every well-formed formula as its tree says', () => {
    interface Tree {
      readonly text: string;
      readonly value: (x: number) => number;
    }
    const operations: Record<string, (a: number, b: number) => number> = {
      '+': (a, b) => a + b,
      '-': (a, b) => a - b,
      '*': (a, b) => a * b,
      '/': (a, b) => a / b,
      '**': (a, b) => a ** b,
    };
    const leaf: fc.Arbitrary<Tree> = fc.oneof(
      fc.constant({ text: 'x', value: (x: number) => x }),
      fc
        .double({ min: 0, noNaN: true, noDefaultInfinity: true })
        .map((constant) => ({ text: String(constant), value: () => constant })),
    );
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        leaf,
        fc
          .tuple(tie('tree'), fc.constantFrom(...Object.keys(operations)), tie('tree'))
          .map(([a, sign, b]) => ({
            text: `(${a.text}) ${sign} (${b.text})`,
            value: (x: number) => operations[sign]!(a.value(x), b.value(x)),
          })),
        tie('tree').map((a) => ({ text: `-(${a.text})`, value: (x: number) => -a.value(x) })),
        tie('tree').map((a) => ({
          text: `exp(${a.text})`,
          value: (x: number) => Math.exp(a.value(x)),
        })),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.double({ noNaN: true }), ({ text, value }, x) => {
        expect(formula(text, x)).toBe(value(x));
      }),
      { seed: 11, numRuns: 1000 },
    );
  });
});
