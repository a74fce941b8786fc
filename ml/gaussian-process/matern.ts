const root5 = Math.sqrt(5);

/**
 * Matern 5/2 correlation at a distance in length scales: (1 + r5 + r5^2 / 3) exp(-r5) with r5 = sqrt(5) r.
 * @see Rasmussen2006, Gaussian Processes for Machine Learning, eq. 4.17 (not read)
 */
export function matern52(squaredDistance: number): number {
  const r = root5 * Math.sqrt(squaredDistance);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** Both the correlation and what its derivatives by the length scales share: -2 dk/d(squared distance). */
export function matern52WithSlope(squaredDistance: number, out: Float64Array): void {
  const r = root5 * Math.sqrt(squaredDistance);
  const fall = Math.exp(-r);
  out[0] = (1 + r + (r * r) / 3) * fall;
  out[1] = (5 / 3) * (1 + r) * fall;
}
