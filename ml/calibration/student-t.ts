/** 95th percentile of the normal distribution. */
const normal95 = 1.644853626951472;

/**
 * 95th percentile of Student's t distribution, so that +- it holds 90 %, by the expansion in 1 / nu.
 * @param degreesOfFreedom - nu >= 3; the error is then below 0.2 %
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, equation 26.7.5
 */
export function student95(degreesOfFreedom: number): number {
  const nu = Math.max(3, degreesOfFreedom);
  const x = normal95;
  const g1 = (x ** 3 + x) / 4;
  const g2 = (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96;
  const g3 = (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384;
  const g4 = (79 * x ** 9 + 776 * x ** 7 + 1482 * x ** 5 - 1920 * x ** 3 - 945 * x) / 92_160;
  return x + g1 / nu + g2 / nu ** 2 + g3 / nu ** 3 + g4 / nu ** 4;
}
