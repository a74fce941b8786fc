import { parse } from 'mathjs/number';
import { describe, expect, it } from 'vitest';
import type { UnitName } from '../../../../physics/core/units.ts';
import { readFormula } from '../../../../twin/derived/formula.ts';
import { expectClose } from '../../../support/close.ts';

const exact = { rtol: 1e-12, atol: 0 };

const inputs: Readonly<Record<string, UnitName | undefined>> = {
  weight: 'g_per_m2',
  foil: 'g_per_m2',
  thickness: 'um',
  speed: 'm_per_min',
  air: 'degC',
  state: undefined,
};
const names = Object.keys(inputs);
const evaluate = (text: string, unit: UnitName | undefined, values: Record<string, number> = {}) =>
  readFormula(text, inputs, unit, parse).evaluate(names.map((name) => values[name] ?? Number.NaN));

describe('readFormula', () => {
  it('calculates in SI, whatever the units at the boundary', () => {
    const values = { weight: 0.25, foil: 0.04, thickness: 70e-6 };
    expectClose(evaluate('(weight - foil) / thickness', 'kg_per_m3', values), 3000, exact);
    expectClose(evaluate('2 * um + thickness', 'um', values), 72e-6, exact);
    expectClose(evaluate('-sqrt(thickness ^ 2) + 0 * mm', 'um', values), -70e-6, exact);
    expectClose(evaluate('max(0, log(exp(2)))', '1'), 2, exact);
    expectClose(
      evaluate('state > 2 ? weight : foil', 'g_per_m2', { ...values, state: 3 }),
      0.25,
      exact,
    );
    expectClose(evaluate('pi * e ^ state', '1', { state: 0 }), Math.PI, exact);
  });

  it.each([
    ['weight + thickness', /kg m\^-2|m\^-2 kg.*\+ m; allowed is one unit on both sides/],
    ['weight', /a result in m\^-2 kg; allowed is one in m, as the tag's um/],
    ['exp(thickness)', /exp of m; allowed is a plain number/],
    ['thickness ^ state', /a power of a quantity; allowed is a number as its exponent/],
    ['2 ^ thickness', /an exponent in m/],
    ['max(thickness, weight)', /max of m and m\^-2 kg/],
    ['thickness + 3', /m \+ a plain number/],
    ['thickness > 3 * um', /a comparison; allowed is a number as result/],
    ['(thickness > 3 * um) * um', /a comparison as a number/],
    ['state ? thickness : thickness', /a number before \?/],
    ['thickness + degC', /'degC', whose zero is shifted; allowed is K/],
    ['gap', /'gap'; allowed is an input \(weight, foil, thickness/],
    ['thickness +', /Unexpected end of expression/],
    ['', /allowed is/],
    [`${'1+'.repeat(300)}1`, /up to 200 parts/],
    ['x'.repeat(2000), /2000 characters; allowed is up to 1000/],
  ])('refuses %s by what is found and allowed', (text, message) => {
    expect(() => evaluate(text, 'um')).toThrow(message);
  });

  it.each([
    'import({a: 1})',
    'cos.constructor("return process")()',
    'thickness = 3',
    'f(x) = x',
    '[1, 2, 3]',
    '{a: 1}',
    '"text"',
    'thickness; foil',
    'createUnit("x")',
    'parse("1")',
    'evaluate("1")',
    'simplify("1")',
    'constructor',
    '__proto__',
    'toString',
    'range(1, 1e9)',
    'factorial(1e9)',
    'thickness[1]',
    'thickness.constructor',
    'thickness["constructor"]',
    'cos.constructor("return 1")()',
    `${'('.repeat(499)}thickness${')'.repeat(499)}`,
    `${'-'.repeat(900)}thickness`,
    `thickness${'^1'.repeat(400)}`,
    'thickness; while (1) {}',
  ])('gives no way out of the formula: %s', (text) => {
    expect(() => evaluate(text, 'um')).toThrow(
      expect.objectContaining({ code: 'FORMULA_INVALID' }),
    );
  });

  it.each(['2^99999999999', '1e999 * 1', '9'.repeat(400), 'sqrt(-1)', '0 / 0', 'log(0)'])(
    'refuses a constant part that is no number, where it stands: %s',
    (text) => {
      expect(() => evaluate(`thickness * (${text})`, 'um')).toThrow(
        expect.objectContaining({
          code: 'FORMULA_INVALID',
          message: expect.stringMatching(/which is (-?Infinity|NaN); allowed is finite numbers/),
        }),
      );
    },
  );
});
