/** Degrees of freedom of the errors: nearly Gaussian, with rare rows that lie far off. */
export const errorFreedom = 8;

/**
 * Residual of which half the square is the negative logarithm of Student's t density, but for a constant:
 *
 *   sign(z) sqrt((nu + 1) ln(1 + z^2 / nu))
 *
 * @param z - residual over the scatter
 * @see Lange, Little, Taylor 1989, Robust Statistical Modeling Using the t Distribution, J. Am. Stat. Assoc. 84, 881-896, doi:10.1080/01621459.1989.10478852 (not read)
 */
export function outlierResidual(z: number): number {
  return Math.sign(z) * Math.sqrt((errorFreedom + 1) * Math.log1p((z * z) / errorFreedom));
}

/** Weight of such a residual in the normal equations, (nu + 1) / (nu + z^2): a row that is far off counts little. */
export function outlierWeight(z: number): number {
  return (errorFreedom + 1) / (errorFreedom + z * z);
}
