import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import { dot } from '../../../../ml/data/moments.ts';
import { coefficientsAt, type LassoPath, lassoPath } from '../../../../ml/linear/lasso-path.ts';
import { scaledTerms } from '../../../../ml/linear/scaled-terms.ts';
import { lassoLearner, trainLasso } from '../../../../ml/linear/train-lasso.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import reference from '../../../fixtures/ml/linear/linear.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

/** Least squares by products: errors grow with the square of the condition, here below 100. */
const parity = { rtol: 1e-10, atol: 1e-10 };

function tableOf(columns: readonly ArrayLike<number>[]) {
  return featureTable(Object.fromEntries(columns.map((column, i) => [`x${i}`, column])));
}

const everyFifth = (rows: number) =>
  Array.from({ length: 5 }, (_, fold) =>
    Array.from({ length: rows }, (_, row) => row).filter((row) => row % 5 === fold),
  );

/** Every knot: correlations of what counts are the penalty with the coefficient's sign, no other is larger. */
function expectOptimal(
  columns: readonly Float64Array[],
  target: Float64Array,
  { penalty, coefficients }: LassoPath[number],
): void {
  const residual = target.map((value, i) =>
    columns.reduce((rest, column, f) => rest - coefficients[f]! * column[i]!, value),
  );
  const scale = Math.sqrt(dot(target, target) / target.length) + 1e-300;
  for (const [f, column] of columns.entries()) {
    const length = Math.sqrt(dot(column, column) / target.length);
    const slope = dot(column, residual) / target.length;
    const atol = 1e-9 * scale * length;
    if (coefficients[f] === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(penalty + atol);
    else expectClose(slope, penalty * Math.sign(coefficients[f]!), { rtol: 0, atol });
  }
}

const smallData = fc.integer({ min: 3, max: 14 }).chain((rows) =>
  fc.record({
    columns: fc.array(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: rows, maxLength: rows }),
      { minLength: 1, maxLength: 7 },
    ),
    target: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: rows, maxLength: rows }),
  }),
);

/** Rows whose columns go together, so that coefficients come back to 0. */
function bundled(rows: number, width: number, seed: number) {
  const rng = randomStreams(seed).stream('bundled');
  const common = Array.from({ length: rows }, () => rng.normal());
  const columns = Array.from({ length: width }, () =>
    Float64Array.from(common, (value) => value + 0.4 * rng.normal()),
  );
  const slopes = columns.map(() => 0.3 * rng.normal());
  const target = Float64Array.from({ length: rows }, (_, i) =>
    columns.reduce((sum, column, f) => sum + slopes[f]! * column[i]!, rng.normal()),
  );
  return { columns, target };
}

/** How many coefficients come back to 0 along a path. */
function returns(path: LassoPath): number {
  return path
    .slice(1)
    .map(({ coefficients }, k) =>
      coefficients.filter((value, f) => value === 0 && path[k]!.coefficients[f] !== 0),
    )
    .flatMap((gone) => [...gone]).length;
}

describe('lassoPath', () => {
  it.each(['plain', 'dropping', 'wide', 'constant', 'dependent'] as const)(
    'has every knot of scikit-learn: %s',
    (name) => {
      const { columns, target, lasso } = reference.cases[name];
      const scaled = scaledTerms(tableOf(columns), Float64Array.from(target), 'linear');
      const path = lassoPath(scaled.columns, scaled.target);
      expect(path.length).toBe(lasso.penalties.length);
      for (const [k, knot] of path.entries()) {
        expectClose(knot.penalty, lasso.penalties[k]!, parity);
        for (const [i, f] of scaled.used.entries()) {
          expectClose(knot.coefficients[i]!, lasso.coefficients[k]![f]!, parity);
        }
      }
    },
  );

  it('fits a column that is there twice as scikit-learn, whichever of the two it takes', () => {
    const { columns, target, lasso } = reference.cases.duplicate;
    const scaled = scaledTerms(tableOf(columns), Float64Array.from(target), 'linear');
    const path = lassoPath(scaled.columns, scaled.target);
    for (const [k, penalty] of lasso.penalties.entries()) {
      const found = coefficientsAt(path, penalty);
      const expected = lasso.coefficients[k]!;
      for (const f of [0, 2]) expectClose(found[f]!, expected[f]!, parity);
      expectClose(found[1]! + found[3]!, expected[1]! + expected[3]!, parity);
      expect(found[1]! * found[3]!).toBe(0);
    }
  });

  it('lets coefficients come back to zero in its fixture', () => {
    const { columns, target } = reference.cases.dropping;
    const scaled = scaledTerms(tableOf(columns), Float64Array.from(target), 'linear');
    expect(returns(lassoPath(scaled.columns, scaled.target))).toBeGreaterThan(0);
  });

  it('is optimal at every knot and between, ties and dependent columns included', () => {
    let knots = 0;
    fc.assert(
      fc.property(smallData, ({ columns, target }) => {
        const scaled = scaledTerms(tableOf(columns), Float64Array.from(target), 'linear');
        const path = lassoPath(scaled.columns, scaled.target);
        for (const [k, knot] of path.entries()) {
          knots++;
          expectOptimal(scaled.columns, scaled.target, knot);
          const penalty = (knot.penalty + (path[k - 1]?.penalty ?? 2 * knot.penalty)) / 2;
          const coefficients = coefficientsAt(path, penalty);
          expectOptimal(scaled.columns, scaled.target, { penalty, coefficients });
        }
        expect(path.at(-1)!.penalty).toBe(0);
      }),
      { numRuns: 250, seed: 7 },
    );
    expect(knots).toBeGreaterThan(500);
  });

  it.each([
    [60, 30],
    [15, 40],
  ])('is optimal where coefficients come back to zero: %i rows, %i columns', (rows, width) => {
    let dropped = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { columns, target } = bundled(rows, width, seed);
      const scaled = scaledTerms(tableOf(columns), target, 'linear');
      const path = lassoPath(scaled.columns, scaled.target);
      for (const knot of path) expectOptimal(scaled.columns, scaled.target, knot);
      dropped += returns(path);
      expect(path.at(-1)!.penalty).toBe(0);
    }
    expect(dropped).toBeGreaterThan(15);
  });

  it('lets a column go at once that would turn against its correlation where four tie', () => {
    const columns = [
      [0.75, 0.75, -0.25, -1.25],
      [-0.25, -0.25, -0.25, 0.75],
      [0.75, -0.25, -0.25, -0.25],
      [-0.25, 0.75, -0.25, -0.25],
    ].map((column) => Float64Array.from(column));
    const target = Float64Array.of(0, -1, 1, 0);
    const path = lassoPath(columns, target);
    for (const knot of path) expectOptimal(columns, target, knot);
    expect(path.at(-1)!.penalty).toBe(0);
  });

  it('has one knot where the target is constant', () => {
    const path = lassoPath([Float64Array.of(-1, 0, 1)], new Float64Array(3));
    expect(path).toEqual([{ penalty: 0, coefficients: Float64Array.of(0) }]);
  });
});

describe('trainLasso', () => {
  it.each(['plain', 'dropping'] as const)('chooses as scikit-learn does: %s', (name) => {
    const { columns, target, chosen } = reference.cases[name];
    const table = tableOf(columns);
    const values = Float64Array.from(target);
    for (const [choice, expected] of [
      ['cp', chosen.aic],
      ['bic', chosen.bic],
    ] as const) {
      const { scores, knot } = trainLasso(table, values, { choice }, 1);
      // Their criteria have another constant.
      for (const [k, value] of expected.entries()) {
        expectClose(scores[k]! - scores[0]!, value - expected[0]!, { rtol: 1e-9, atol: 1e-9 });
      }
      expect(knot).toBe(expected.indexOf(Math.min(...expected)));
    }
    const folds = everyFifth(target.length);
    const { scores, knot } = trainLasso(table, values, { folds }, 1);
    for (const [k, value] of chosen.heldOut.entries()) {
      // Their folds stop at a correlation of 1.2e-7.
      expectClose(scores[k]!, value, { rtol: 1e-6, atol: 1e-9 });
    }
    expect(knot).toBe(chosen.heldOut.indexOf(Math.min(...chosen.heldOut)));
  });

  it('does not depend on units, zeros or order of the columns', () => {
    const { table, target } = friedman(60, 3);
    const units = table.names.map((_, f) => 10 ** ((f % 5) - 2));
    const other = featureTable(
      Object.fromEntries(
        table.names
          .map((name, f) => {
            const column = table.columns[f]!.map((value) => 273.15 + units[f]! * value);
            return [name, column] as const;
          })
          .reverse(),
      ),
    );
    for (const expansion of ['linear', 'quadratic'] as const) {
      const here = trainLasso(table, target, { expansion, folds: 5 }, 4);
      const there = trainLasso(other, target, { expansion, folds: 5 }, 4);
      expect(there.knot).toBe(here.knot);
      for (const [f, name] of table.names.entries()) {
        const found = there.model.coefficients[name]! * units[f]!;
        expectClose(found, here.model.coefficients[name]!, { rtol: 1e-7, atol: 1e-8 });
      }
      const row = table.columns.map((column) => column[0]!);
      const moved = row.map((value, f) => 273.15 + units[f]! * value).reverse();
      expectClose(there.model.predict(moved), here.model.predict(row), { rtol: 1e-7, atol: 0 });
    }
  });

  it('finds the products of a quadratic law, in units about the centre', () => {
    const rng = randomStreams(5).stream('law');
    const a = Float64Array.from({ length: 80 }, () => 300 + 20 * rng.uniform());
    const b = Float64Array.from({ length: 80 }, () => rng.uniform());
    const target = a.map((value, i) => 2 + 0.1 * (value - 310) * (b[i]! - 0.5) - 3 * b[i]! ** 2);
    const { model } = trainLasso(
      featureTable({ a, b }),
      target,
      { expansion: 'quadratic', choice: 'bic' },
      1,
    );
    expectClose(model.coefficients['a*b']!, 0.1, { rtol: 1e-8, atol: 0 });
    expectClose(model.coefficients['b^2']!, -3, { rtol: 1e-8, atol: 0 });
    expectClose(model.coefficients['a^2']!, 0, { rtol: 0, atol: 1e-9 });
    expectClose(model.predict([305, 0.2]), 2 + 0.15 - 0.12, { rtol: 1e-8, atol: 0 });
  });

  it('leaves constant columns out and names them, in folds too', () => {
    const { columns, target } = reference.cases.constant;
    const flag = columns[0]!.map((_, i) => (i === 3 ? 1 : 0));
    const table = tableOf([...columns, flag]);
    const { model } = trainLasso(
      table,
      Float64Array.from(target),
      { folds: everyFifth(target.length) },
      1,
    );
    expect(model.parts.leftOut).toEqual(['x2']);
    expect(model.coefficients['x2']).toBe(0);
    expect(model.isConstant).toBe(false);
  });

  it('says when it is a constant', () => {
    const table = featureTable({ a: [1, 2, 3, 4] });
    const model = lassoLearner().train(table, new Float64Array(4).fill(5), 1) as ReturnType<
      typeof trainLasso
    >['model'];
    expect(model.isConstant).toBe(true);
    expect(model.predict([9])).toBe(5);
  });

  it.each([
    ['ML_NOT_FINITE', { a: [1, Number.NaN, 3] }, [1, 2, 3], {}],
    ['ML_NOT_FINITE', { a: [1, 2, 3] }, [1, Number.NaN, 3], {}],
    ['ML_TOO_FEW_ROWS', { a: [1, 2] }, [1, 2], {}],
    ['ML_TOO_FEW_ROWS', { a: [1, 2, 4], b: [1, 0, 0] }, [1, 3, 2], { choice: 'cp' }],
    ['ML_TABLE_INVALID', { a: [1, 1, 1] }, [1, 2, 3], {}],
    ['ML_TABLE_INVALID', { a: [1, 2, 3] }, [1, 2], {}],
    ['ML_TABLE_INVALID', {}, [], {}],
    ['ML_TABLE_INVALID', { a: [1, 2, 4], 'a^2': [1, 3, 2] }, [1, 2, 3], { expansion: 'quadratic' }],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 3] }, [1, 2, 3], { folds: 1 }],
    ['ML_OPTION_OUT_OF_RANGE', { a: [1, 2, 3] }, [1, 2, 3], { folds: [[0], [1]] }],
  ] as const)('refuses with %s: %j', (code, columns, target, options) => {
    const train = () => trainLasso(featureTable(columns), Float64Array.from(target), options, 1);
    expect(train).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a row of another width or with a gap', () => {
    const { model } = trainLasso(featureTable({ a: [1, 2, 4] }), Float64Array.of(1, 2, 3), {}, 1);
    expect(() => model.predict([1, 2])).toThrow(
      expect.objectContaining({ code: 'ML_TABLE_INVALID' }),
    );
    expect(() => model.predict([Number.NaN])).toThrow(
      expect.objectContaining({ code: 'ML_NOT_FINITE' }),
    );
  });
});
