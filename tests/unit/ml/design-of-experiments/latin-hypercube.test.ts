import { expect, it } from 'vitest';
import { latinHypercube } from '../../../../ml/design-of-experiments/latin-hypercube.ts';
import { randomStreams } from '../../../../physics/core/random.ts';

const stream = (seed: number) => randomStreams(seed).stream('test/latin');

it('leaves no slice of any axis out', () => {
  const points = latinHypercube(17, 4, stream(1));
  expect(points).toHaveLength(17);
  for (let axis = 0; axis < 4; axis++) {
    const slices = points.map((point) => Math.floor(point[axis]! * 17)).sort((a, b) => a - b);
    expect(slices).toEqual(Array.from({ length: 17 }, (_, i) => i));
  }
});

it('gives the same points for a seed, and others for another', () => {
  expect(latinHypercube(5, 2, stream(3))).toEqual(latinHypercube(5, 2, stream(3)));
  expect(latinHypercube(5, 2, stream(3))).not.toEqual(latinHypercube(5, 2, stream(4)));
});
