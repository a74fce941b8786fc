import { expect, it } from 'vitest';
import { normalQuantile, normalTail } from '../../../../physics/numerics/normal-tail.ts';
import { expectClose } from '../../../support/close.ts';

it.each([
  [0, 0.5],
  [1, 0.158_655_253_931],
  [1.644_853_626_951, 0.05],
  [2.326_347_874_041, 0.01],
  [4, 3.167_124_183e-5],
])('above %d is %d of the normal distribution, and below -%d as much', (x, share) => {
  expectClose(normalTail(x), share, { rtol: 0, atol: 1e-7 });
  expectClose(normalQuantile(1 - share), x, { rtol: 0, atol: 1e-3 });
  expectClose(normalTail(-x), 1 - share, { rtol: 0, atol: 1e-7 });
});

it('falls to nothing', () => {
  expect(normalTail(40)).toBe(0);
  expect(normalTail(-40)).toBe(1);
});
