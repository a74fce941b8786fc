import { expect, it } from 'vitest';
import { latinHypercube } from '../../../../ml/design-of-experiments/latin-hypercube.ts';
import { maximinLatinHypercube } from '../../../../ml/design-of-experiments/maximin-latin-hypercube.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

const stream = (seed: number) => randomStreams(seed).stream('test/maximin');

/** Squared distance of the nearest pair. */
function nearest(points: readonly (readonly number[])[]): number {
  const squares = points.flatMap((one, i) =>
    points
      .slice(i + 1)
      .map((other) => one.reduce((sum, value, k) => sum + (value - other[k]!) ** 2, 0)),
  );
  return Math.min(...squares);
}

/** All orders of some numbers. */
function ordersOf(numbers: readonly number[]): number[][] {
  if (numbers.length === 0) return [[]];
  return numbers.flatMap((first) =>
    ordersOf(numbers.filter((other) => other !== first)).map((rest) => [first, ...rest]),
  );
}

it.each([2, 3, 4, 5, 6, 7])(
  'finds the best of all hypercubes of %i points in two axes',
  (count) => {
    const slices = Array.from({ length: count }, (_, i) => i);
    const all = ordersOf(slices).map((order) => nearest(order.map((other, i) => [i, other])));
    const found = nearest(maximinLatinHypercube(count, 2, stream(1)));
    expectClose(found * count * count, Math.max(...all), { rtol: 1e-9, atol: 0 });
  },
);

it('leaves no slice out and keeps points farther apart than a drawn hypercube', () => {
  for (let seed = 1; seed <= 3; seed++) {
    const points = maximinLatinHypercube(30, 6, stream(seed));
    for (let axis = 0; axis < 6; axis++) {
      const slices = points.map((point) => Math.floor(point[axis]! * 30)).sort((a, b) => a - b);
      expect(slices).toEqual(Array.from({ length: 30 }, (_, i) => i));
    }
    expect(nearest(points)).toBeGreaterThan(1.5 * nearest(latinHypercube(30, 6, stream(seed))));
  }
});

it('gives the same points for a seed', () => {
  expect(maximinLatinHypercube(8, 3, stream(2))).toEqual(maximinLatinHypercube(8, 3, stream(2)));
});
