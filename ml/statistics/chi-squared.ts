/**
 * Complementary error function, to 1e-14 of itself: the series of erf below 2, the continued fraction above.
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, equations 7.1.6 and 7.1.14
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2) {
    let term = (2 * x * Math.exp(-x * x)) / Math.sqrt(Math.PI);
    let sum = term;
    for (let n = 1; n < 100 && term > 1e-18 * sum; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - sum;
  }
  let tail = 0;
  for (let n = 120; n > 0; n--) tail = n / 2 / (x + tail);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + tail));
}

/**
 * Chance that chi-squared exceeds a value: a finite sum of positive terms.
 * @param value - from 0
 * @param degreesOfFreedom - whole, from 1
 * @see Abramowitz and Stegun, equations 26.4.4 and 26.4.5
 */
export function chiSquaredTail(value: number, degreesOfFreedom: number): number {
  const x = value / 2;
  const even = degreesOfFreedom % 2 === 0;
  let a = even ? 1 : 0.5;
  let tail = even ? Math.exp(-x) : erfc(Math.sqrt(x));
  // x^a exp(-x) / gamma(a + 1) is what the next two degrees add.
  let term = even ? x * Math.exp(-x) : 2 * Math.sqrt(x / Math.PI) * Math.exp(-x);
  for (; a < degreesOfFreedom / 2; a++) {
    tail += term;
    term *= x / (a + 1);
  }
  return Math.min(1, tail);
}
