import { describe, expect, it } from 'vitest';
import { momentsOf } from '../../../../ml/data/moments.ts';
import {
  negativeLogPosterior,
  type ScaledRows,
} from '../../../../ml/gaussian-process/marginal-likelihood.ts';
import {
  defaultSearchOptions,
  searchParameters,
} from '../../../../ml/gaussian-process/search-parameters.ts';
import { curvatureAt, whitenedSearch } from '../../../../ml/gaussian-process/whitened-search.ts';
import { type Descent, limitedMemoryBfgs } from '../../../../ml/optimise/limited-memory-bfgs.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

function scaledFriedman(rows: number, seed: number, width: number): ScaledRows {
  const { table, target } = friedman(rows, seed);
  const scaled = (values: Float64Array): Float64Array => {
    const { mean, deviation } = momentsOf(values);
    return values.map((value) => (value - mean) / deviation);
  };
  const columns = table.columns.slice(0, width).map(scaled);
  const values = new Float64Array(rows * width);
  for (const [f, column] of columns.entries()) {
    for (let i = 0; i < rows; i++) values[i * width + f] = column[i]!;
  }
  return { rows, width, values, target: scaled(target) };
}

/** The least of long searches from many places. */
function longSearch(rows: ScaledRows, starts: number): number {
  const posterior = negativeLogPosterior(rows);
  const rng = randomStreams(77).stream('long');
  const limits = { iterations: 400, leastGain: 1e-9, longestStep: 1.5 };
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start < starts; start++) {
    const at = new Float64Array(rows.width + 2).map((_, f) =>
      f < rows.width ? 0.7 + rng.normal() : f === rows.width ? rng.normal() : rng.normal() - 1.5,
    );
    least = Math.min(least, limitedMemoryBfgs(posterior, at, limits).value);
  }
  return least;
}

describe('searchParameters', () => {
  it.each([
    [12, 1, 2, 12],
    [40, 1, 10, 6],
    [90, 2, 6, 4],
    [150, 3, 5, 3],
  ])('comes to the best that %i rows have (seed %i, %i columns)', (rows, seed, width, starts) => {
    const scaled = scaledFriedman(rows, seed, width);
    const { value } = searchParameters(scaled, defaultSearchOptions, 1);
    expect(value).toBeLessThan(longSearch(scaled, starts) + 1e-3);
  });

  it('comes to the best of many rows with few looks at all of them', () => {
    const scaled = scaledFriedman(200, 1, 4);
    const options = { ...defaultSearchOptions, searchRows: 40 };
    const { value, log, evaluations } = searchParameters(scaled, options, 1);
    expect(evaluations.map(({ rows }) => rows)).toEqual([40, 120, 200]);
    expect(evaluations.at(-1)!.count).toBeLessThanOrEqual(12);
    expect(evaluations[0]!.count).toBeLessThanOrEqual(150);
    const limits = { iterations: 100, leastGain: 1e-9, longestStep: 1.5 };
    const further = limitedMemoryBfgs(negativeLogPosterior(scaled), log, limits);
    expect(value - further.value).toBeLessThan(1e-3);
  });

  it('tells the posterior where it ended, and how often it looked', () => {
    const scaled = scaledFriedman(30, 1, 3);
    const { log, value, evaluations } = searchParameters(scaled, defaultSearchOptions, 1);
    expectClose(negativeLogPosterior(scaled)(log, new Float64Array(5)), value, {
      rtol: 1e-14,
      atol: 0,
    });
    expect(evaluations).toEqual([{ rows: 30, count: expect.any(Number) }]);
    const one = searchParameters(scaled, { ...defaultSearchOptions, starts: 1 }, 1);
    expect(one.evaluations[0]!.count).toBeLessThan(evaluations[0]!.count);
  });

  it('ends with the starts that there are where it is told to', () => {
    const scaled = scaledFriedman(30, 1, 3);
    const seen: number[] = [];
    searchParameters(scaled, defaultSearchOptions, 1, (starts) => {
      seen.push(starts);
      return starts < 2;
    });
    expect(seen).toEqual([1, 2]);
  });
});

/** A bowl of the second derivatives `matrix`, lowest at `lowest`. */
function bowl(matrix: Float64Array, lowest: Float64Array): Descent {
  const n = lowest.length;
  return (at, gradient) => {
    let value = 0;
    for (let i = 0; i < n; i++) {
      let slope = 0;
      for (let j = 0; j < n; j++) slope += matrix[i * n + j]! * (at[j]! - lowest[j]!);
      gradient[i] = slope;
      value += 0.5 * slope * (at[i]! - lowest[i]!);
    }
    return value;
  };
}

describe('a whitened search', () => {
  const matrix = Float64Array.of(1000, 30, 0, 30, 2, 0.1, 0, 0.1, 0.5);
  const lowest = Float64Array.of(0.3, -2, 1.5);
  const limits = { iterations: 50, leastGain: 1e-12, longestStep: 1 };

  it('knows the second derivatives by differences', () => {
    const found = curvatureAt(bowl(matrix, lowest), Float64Array.of(1, 1, 1));
    for (const [i, value] of found.entries()) {
      expectClose(value, matrix[i]!, { rtol: 1e-8, atol: 1e-7 });
    }
  });

  it('is at the bottom of a bowl behind one step', () => {
    const end = whitenedSearch(bowl(matrix, lowest), new Float64Array(3), matrix, limits);
    expect(end.evaluations).toBe(2);
    for (const [i, value] of end.at.entries()) {
      expectClose(value, lowest[i]!, { rtol: 1e-10, atol: 1e-10 });
    }
  });

  it.each([
    ['a saddle', Float64Array.of(1000, 30, 0, 30, -2, 0.1, 0, 0.1, 0.5)],
    ['nothing', new Float64Array(9)],
    ['no number', new Float64Array(9).fill(Number.NaN)],
  ])('comes to the bottom where the derivatives told are those of %s', (_, told) => {
    const end = whitenedSearch(bowl(matrix, lowest), new Float64Array(3), told, limits);
    for (const [i, value] of end.at.entries()) {
      expectClose(value, lowest[i]!, { rtol: 1e-3, atol: 1e-3 });
    }
  });
});
