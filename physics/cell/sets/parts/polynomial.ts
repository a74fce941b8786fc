/** A polynomial by Horner's scheme. @param coefficients - from the constant term upwards */
export function polynomial(coefficients: readonly number[]): (x: number) => number {
  return (x) => coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
