import { expect, it } from 'vitest';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

it('gives the same numbers for the same seed and name', () => {
  const draw = () => {
    const rng = randomStreams(7).stream('coating/line-1/pump-noise');
    return Array.from({ length: 5 }, () => rng.uniform());
  };
  expect(draw()).toEqual(draw());
  expect(draw()).toMatchInlineSnapshot(`
    [
      0.010524058709385553,
      0.7402564623168819,
      0.5439371289139076,
      0.7540743667702178,
      0.42912957825301834,
    ]
  `);
});

it('shifts no stream when another is drawn from', () => {
  const streams = randomStreams(7);
  const alone = randomStreams(7).stream('b').normal();
  streams.stream('a').uniform();
  expect(streams.stream('b').normal()).toBe(alone);
  expect(streams.stream('a').uniform()).not.toBe(streams.stream('b').uniform());
});

it('draws uniforms with mean 1/2 and normals with mean 0 and variance 1', () => {
  const rng = randomStreams(1).stream('moments');
  const n = 200_000;
  let uniform = 0;
  let normal = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    uniform += rng.uniform();
    const z = rng.normal();
    normal += z;
    square += z * z;
  }
  // four standard errors of the means over n draws
  expectClose(uniform / n, 0.5, { rtol: 0, atol: (4 * Math.sqrt(1 / 12)) / Math.sqrt(n) });
  expectClose(normal / n, 0, { rtol: 0, atol: 4 / Math.sqrt(n) });
  expectClose(square / n, 1, { rtol: 0, atol: (4 * Math.SQRT2) / Math.sqrt(n) });
});
