import { regularisedBeta } from './incomplete-beta.ts';

/**
 * Probability that a number of the F distribution is above `f`.
 * @param f - 0 or above; infinity gives 0
 * @param between - degrees of freedom of the numerator, above 0
 * @param within - degrees of freedom of the denominator, above 0
 * @throws MlError ML_OPTION_OUT_OF_RANGE for an argument out of its range
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, equation 26.6.2
 */
export function upperTailOfF(f: number, between: number, within: number): number {
  if (f === Number.POSITIVE_INFINITY) return 0;
  const sum = within + between * f;
  return regularisedBeta(within / sum, (between * f) / sum, within / 2, between / 2);
}

/**
 * Probability that a number of Student's t distribution is further from 0 than `t`, to either side.
 * @param t - any number
 * @param degreesOfFreedom - above 0
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, equation 26.7.1
 */
export function bothTailsOfT(t: number, degreesOfFreedom: number): number {
  return upperTailOfF(t * t, 1, degreesOfFreedom);
}
