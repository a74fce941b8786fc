/**
 * Solves a small dense system in place, row major, without pivoting: for a diagonal plus a stable diffusion operator.
 * Entries under the diagonal that are zero cost nothing, so that blocks that only interfaces couple stay cheap.
 */
export function solveOne(a: Float64Array, y: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) {
    const row = k * n;
    const pivot = 1 / a[row + k]!;
    a[row + k] = pivot;
    const yk = y[k]!;
    for (let i = k + 1; i < n; i++) {
      const other = i * n;
      const entry = a[other + k]!;
      if (entry === 0) continue;
      const factor = entry * pivot;
      for (let l = k + 1; l < n; l++) a[other + l]! -= factor * a[row + l]!;
      y[i]! -= factor * yk;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    const row = k * n;
    let yk = y[k]!;
    for (let l = k + 1; l < n; l++) yk -= a[row + l]! * y[l]!;
    y[k] = yk * a[row + k]!;
  }
}
