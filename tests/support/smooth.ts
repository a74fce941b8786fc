import { expect } from 'vitest';

/**
 * Passes when a function is smooth and free of noise around a point: its slopes by central differences over a wide and a
 * narrow step agree, and the narrow one is so small that noise of root finding above the tolerance would show.
 * @param tolerance - of the relative difference of the slopes
 */
export function expectSmooth(
  evaluate: (argument: number) => number,
  at: number,
  { wide = 1e-3, narrow = 1e-5, tolerance = 1e-4 } = {},
): void {
  const slope = (share: number): number =>
    (evaluate(at * (1 + share)) - evaluate(at * (1 - share))) / (2 * at * share);
  const [coarse, fine] = [slope(wide), slope(narrow)];
  const scale = Math.max(Math.abs(fine), 1e-6 * Math.abs(evaluate(at) / at));
  expect(Math.abs(coarse - fine) / scale, `slopes ${coarse} and ${fine}`).toBeLessThan(tolerance);
}
