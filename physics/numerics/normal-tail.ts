import { findRoot } from './roots.ts';

/** Polynomial in 1 / (1 + p x) of the tail. */
const p = 0.231_641_9;
const coefficients = [0.319_381_53, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];

/**
 * Probability that a standard normal number is above x, to 7.5e-8.
 * @see Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.2.17 (not read; a test holds it to known values)
 */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  const t = 1 / (1 + p * x);
  const sum = coefficients.reduceRight((rest, coefficient) => t * (coefficient + rest), 0);
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

/**
 * The number below which a share of the standard normal distribution lies, to 1e-6 between 1e-4 and 1 - 1e-4.
 * @param share - in [1e-9, 1 - 1e-9]
 * @throws PhysicsError PHY_NO_ROOT outside
 */
export function normalQuantile(share: number): number {
  return findRoot((x) => 1 - share - normalTail(x), { low: -7, high: 7, tolerance: 1e-9 });
}
