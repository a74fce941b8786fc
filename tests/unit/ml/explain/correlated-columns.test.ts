import { describe, expect, it } from 'vitest';
import { featureTable } from '../../../../ml/data/feature-table.ts';
import { correlatedColumns, correlation } from '../../../../ml/explain/correlated-columns.ts';
import { effectQuadrants } from '../../../../ml/explain/effect-quadrants.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

const { table } = friedman(100, 4);
const [a, b, c] = table.columns as [Float64Array, Float64Array, Float64Array];

describe('correlation', () => {
  it('is 1 for a line that rises, -1 for one that falls, and does not see offsets', () => {
    expectClose(
      correlation(
        a,
        a.map((value) => 1e9 + 3 * value),
      ),
      1,
      { rtol: 1e-9, atol: 0 },
    );
    expectClose(
      correlation(
        a,
        a.map((value) => -value),
      ),
      -1,
      { rtol: 1e-12, atol: 0 },
    );
  });

  it('is the cosine of the columns less their means, over the rows that have both', () => {
    const gaps = b.map((value, i) => (i % 7 === 0 ? Number.NaN : value));
    const rows = [...a.keys()].filter((i) => i % 7 !== 0);
    const centred = [a, b].map((column) => {
      const mean = rows.reduce((sum, i) => sum + column[i]!, 0) / rows.length;
      return rows.map((i) => column[i]! - mean);
    }) as [number[], number[]];
    const product = (x: number[], y: number[]) => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
    const [x, y] = centred;
    const expected = product(x, y) / Math.sqrt(product(x, x) * product(y, y));
    expectClose(correlation(a, gaps), expected, { rtol: 1e-12, atol: 0 });
  });

  it('is none of a constant column, or of fewer than three rows', () => {
    expect(correlation(a, new Float64Array(100).fill(3))).toBeNaN();
    expect(correlation(Float64Array.of(1, 2), Float64Array.of(3, 5))).toBeNaN();
  });
});

describe('correlatedColumns', () => {
  it('joins columns by a chain of pairs and leaves the others out', () => {
    const near = a.map((value, i) => value + 0.15 * b[i]!);
    const far = a.map((value, i) => value + 0.3 * b[i]! + 0.3 * c[i]!);
    const data = featureTable({ far, c, a, near, flat: new Float64Array(100) });
    const [cluster, ...others] = correlatedColumns(data, 0.8);
    expect(others).toEqual([]);
    expect(cluster!.columns).toEqual(['far', 'a', 'near']);
    expect(cluster!.pairs[0]!.columns).toEqual(['a', 'near']);
    const sizes = cluster!.pairs.map(({ r }) => Math.abs(r));
    expect(sizes).toEqual([...sizes].sort((x, y) => y - x));
    expect(sizes.at(-1)).toBeGreaterThan(0.8);
  });

  it('says so in words', () => {
    const data = featureTable({ speed: a, load: a.map((value) => 1 - value), c });
    const words = correlatedColumns(data, 0.9).map((cluster) => cluster.words);
    expect(words).toEqual([
      'speed and load move together: they move against each other (r = -1.00). The data can not tell which of them acts: read what is said of one as said of all.',
    ]);
    const more = featureTable({ a, b: a.map((v) => v + 0.1 * c[0]!), d: a.map((v) => v ** 3) });
    expect(correlatedColumns(more, 0.8)[0]!.words).toMatch(
      /^a, b and d move together: most of all a and b, which rise together \(r = 1\.00\)\./,
    );
  });

  it('finds nothing among columns drawn apart, and refuses a limit of 1', () => {
    expect(correlatedColumns(table, 0.8)).toEqual([]);
    expect(() => correlatedColumns(table, 1)).toThrow(
      expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' }),
    );
  });
});

describe('effectQuadrants', () => {
  const limits = { effect: 0.3, p: 0.05 };
  it('names each of the four by size and p-value, the sign aside', () => {
    const found = effectQuadrants(
      [
        { name: 'speed', effect: -0.5, p: 0.001 },
        { name: 'gap', effect: 0.1, p: 0.001 },
        { name: 'load', effect: 0.3, p: 0.05 },
        { name: 'heat', effect: -0.29, p: 0.4 },
      ],
      limits,
    );
    expect(found.map((each) => each.class)).toEqual(['proven', 'small', 'unproven', 'negligible']);
    expect(found[0]).toEqual({ name: 'speed', effect: -0.5, p: 0.001, class: 'proven' });
  });

  it.each([
    [{ name: 'x', effect: Number.NaN, p: 0.1 }, limits, 'ML_NOT_FINITE'],
    [{ name: 'x', effect: 1, p: 1.1 }, limits, 'ML_NOT_FINITE'],
    [{ name: 'x', effect: 1, p: 0.1 }, { effect: 0, p: 0.1 }, 'ML_OPTION_OUT_OF_RANGE'],
    [{ name: 'x', effect: 1, p: 0.1 }, { effect: 1, p: 1 }, 'ML_OPTION_OUT_OF_RANGE'],
  ])('refuses %j with %j', (effect, asked, code) => {
    expect(() => effectQuadrants([effect], asked)).toThrow(expect.objectContaining({ code }));
  });
});
